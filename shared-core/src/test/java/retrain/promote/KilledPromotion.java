package retrain.promote;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import retrain.local.FolderDeployer;
import retrain.local.FolderStore;
import retrain.registry.Candidates;
import retrain.registry.ModelVersion;
import retrain.run.Ledger;
import retrain.run.Stages;
import retrain.run.Store;

/** A process that registers and promotes a candidate, and dies before or after one of the writes to store and deployment. */
final class KilledPromotion {
    static final int EXIT = 137;

    private static final Set<String> WRITES = Set.of("put", "create", "replace", "stage", "activate");

    private KilledPromotion() {}

    /** Arguments: folder, number of the write to die at, "before" or "after". */
    public static void main(String[] args) throws IOException {
        Path base = Path.of(args[0]);
        AtomicInteger left = new AtomicInteger(Integer.parseInt(args[1]));
        boolean before = args[2].equals("before");
        Store store = mortal(Store.class, FolderStore.open(base.resolve("store")), left, before);
        Deployer deployer = mortal(Deployer.class, new FolderDeployer(), left, before);
        Trial whole = Trial.in(base, FolderStore.open(base.resolve("store")));
        run(Trial.in(base, store, deployer), whole.candidate(2, "0.6"));
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

    private static <T> T mortal(Class<T> port, T real, AtomicInteger left, boolean before) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            boolean last = WRITES.contains(method.getName()) && left.decrementAndGet() == 0;
            if (last && before) {
                Runtime.getRuntime().halt(EXIT);
            }
            try {
                Object result = method.invoke(real, arguments);
                if (last) {
                    Runtime.getRuntime().halt(EXIT);
                }
                return result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, handler));
    }
}
