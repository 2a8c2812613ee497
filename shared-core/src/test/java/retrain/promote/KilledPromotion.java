package retrain.promote;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import retrain.local.FolderDeployer;
import retrain.local.FolderStore;
import retrain.registry.Candidates;
import retrain.registry.ModelVersion;
import retrain.run.Ledger;
import retrain.run.Stages;
import retrain.run.Store;

/** A process that registers and promotes a candidate, and dies before one of the writes to store and deployment. */
final class KilledPromotion {
    static final int EXIT = 137;

    private static final Set<String> WRITES = Set.of("put", "create", "replace", "stage", "activate");

    private KilledPromotion() {}

    /** Arguments: folder, number of the write to die before. */
    public static void main(String[] args) throws IOException {
        int last = Integer.parseInt(args[1]);
        IntConsumer before = write -> {
            if (write == last) {
                Runtime.getRuntime().halt(EXIT);
            }
        };
        run(Path.of(args[0]), before, write -> {});
    }

    /** Registers and promotes to the end, and calls after each write, with its number. */
    static Promotion recorded(Path base, IntConsumer after) throws IOException {
        return run(base, write -> {}, after);
    }

    private static Promotion run(Path base, IntConsumer before, IntConsumer after) throws IOException {
        AtomicInteger writes = new AtomicInteger();
        Store store = watched(Store.class, FolderStore.open(base.resolve("store")), writes, before, after);
        Deployer deployer = watched(Deployer.class, new FolderDeployer(), writes, before, after);
        Trial whole = Trial.in(base, FolderStore.open(base.resolve("store")));
        return run(Trial.in(base, store, deployer), whole.candidate(2, "0.6"));
    }

    /** Registers and promotes as a run does, going on with its ledger if there is one. */
    static Promotion run(Trial trial, Trial.Candidate made) {
        Trial.Candidate candidate =
                new Trial.Candidate(trial, made.run(), made.trained(), made.evaluation(), made.decision());
        Ledger ledger = Ledger.runs(trial.store).contains(candidate.run())
                ? Ledger.open(trial.store, candidate.run())
                : Ledger.begin(trial.store, candidate.run());
        Stages stages = new Stages(trial.store, ledger, Candidates.MODEL, trial.context.clock(), event -> {});
        ModelVersion version = stages.run(candidate.register("candidate"));
        Promotion promotion = stages.run(candidate.promote(version, Optional.empty()));
        ledger.flush();
        return promotion;
    }

    private static <T> T watched(Class<T> port, T real, AtomicInteger writes, IntConsumer before, IntConsumer after) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            int write = WRITES.contains(method.getName()) ? writes.incrementAndGet() : 0;
            if (write > 0) {
                before.accept(write);
            }
            try {
                Object result = method.invoke(real, arguments);
                if (write > 0) {
                    after.accept(write);
                }
                return result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, handler));
    }
}
