package retrain.aws;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.NullUnmarked;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.infra.Allowed;
import retrain.infra.Plan;
import retrain.problem.RetrainException;
import retrain.run.Store;
import retrain.spec.SpecReader;

/**
 * Runs as the functions of the stack do them, and jobs as the state machine does them, in a world of AWS on the loopback; each call is asked
 * of the role of who made it.
 */
@NullUnmarked // what is missing in a map of JSON fails the test
final class TracedFunctions implements AutoCloseable {
    /** More than one part of an upload. */
    private static final int LARGE = 33 << 20;

    static final String STEP = "Step";
    static final String DECIDE = "Decide";
    static final String DEPLOY = "Deploy";
    static final String MACHINE = "StateMachine";

    private static final Map<String, List<String>> STAGES = new LinkedHashMap<>();

    static {
        STAGES.put(STEP, List.of("prepare", "inspect", "tune", "train", "evaluate"));
        STAGES.put(DECIDE, List.of("gate", "register"));
        STAGES.put(DEPLOY, List.of("promote"));
    }

    /** What the roles of all plans so far allow, and what of it was asked for: {@code Deploy Models sagemaker:CreateModel}. */
    static final class Ledger {
        final Set<String> allowed = new TreeSet<>();
        final Set<String> used = new TreeSet<>();
        final Set<String> denied = new TreeSet<>();
    }

    final AwsWorld world;
    private final Path folder;
    private final Ledger ledger;
    private final Map<String, Allowed> roles = new HashMap<>();
    private String overrides = "";
    private int seen;

    TracedFunctions(Path folder, String yaml, Ledger ledger) {
        this.folder = folder;
        this.ledger = ledger;
        try {
            this.world = AwsWorld.begin(folder);
            spec(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The stack of another spec is deployed. */
    void spec(String yaml) throws IOException {
        Path config = folder.resolve("retrain.yaml");
        Files.writeString(config, yaml);
        Plan plan = Plan.of(SpecReader.read(config, Optional.empty(), ""), folder, "retrain.yaml", Optional.empty());
        for (String part : List.of(STEP, DECIDE, DEPLOY, MACHINE)) {
            note();
            Allowed role = Allowed.of(plan, part);
            roles.put(part, role);
            if (!part.equals(MACHINE)) {
                role.all().forEach(what -> ledger.allowed.add(part + " " + what));
            }
        }
    }

    /** Runs from the check to the end. {@return how it ended} */
    Outcome drive() {
        return drive(Optional.empty());
    }

    /** Goes on with a run as the functions do. */
    Outcome drive(Optional<String> run) {
        try {
            return new HandOverDriver(world.aws.address(), this::call, List.copyOf(STAGES.values())).drive(run);
        } finally {
            ask(MACHINE);
        }
    }

    /** What lies between two calls of functions is the state machine's. */
    private Outcome call(Map<Option, String> options) {
        ask(MACHINE);
        String function = STAGES.entrySet().stream()
                .filter(f -> options.getOrDefault(Option.SET, "")
                        .contains(f.getValue().toString()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        Map<Option, String> all = new HashMap<>(options);
        all.merge(Option.SET, overrides, (a, b) -> b.isEmpty() ? a : a + "," + b);
        return as(function, () -> world.execute(Command.RUN, all));
    }

    /** Whether a retrain is due, as the function says that is asked first. */
    Outcome check() {
        return as(
                STEP,
                () -> world.execute(
                        Command.CHECK, new HashMap<>(Map.of(Option.SET, "aws.hand-over.stages=" + STAGES.get(STEP)))));
    }

    /** The version before, as the function brings it back that deploys. */
    Outcome rollback() {
        Map<Option, String> options = new HashMap<>(
                Map.of(Option.WHY, "an alarm rang", Option.SET, "aws.hand-over.stages=" + STAGES.get(DEPLOY)));
        while (true) {
            Outcome outcome = as(DEPLOY, () -> world.execute(Command.ROLLBACK, new HashMap<>(options)));
            if (outcome.kind() != Outcome.Kind.HANDED_OVER) {
                return outcome;
            }
        }
    }

    /** {@return that a call is denied} */
    static java.util.function.Function<AwsServer.Call, AwsServer.Fault> denied(String action) {
        return call -> call.name().endsWith("." + action) ? AwsServer.Fault.DENIED : AwsServer.Fault.NONE;
    }

    /** From now on the functions lay this over the spec. */
    void override(String more) {
        overrides = more;
    }

    /** A file goes up that is so large that it goes in parts, one of which is refused, as a function of these stages. */
    void uploadThatFails(String function) {
        as(function, () -> {
            world.aws.s3.refuses = request -> request.startsWith("PUT") && !request.contains("part")
                    ? Optional.of(new AwsServer.Refused(400, "BadDigest", "no"))
                    : Optional.empty();
            try {
                Path large = folder.resolve("large");
                Files.write(large, new byte[LARGE]);
                Store store = S3Store.open(
                        SpecReader.read(folder.resolve("retrain.yaml"), Optional.empty(), ""),
                        folder.resolve("copies"));
                assertThatThrownBy(() -> store.put(large)).isInstanceOf(RetrainException.class);
                return "";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                world.aws.s3.refuses = request -> Optional.empty();
            }
        });
    }

    /** Does something as a function. */
    <T> T as(String function, Supplier<T> what) {
        try {
            return what.get();
        } finally {
            ask(function);
        }
    }

    private void ask(String part) {
        List<AwsServer.Call> calls = world.aws.calls();
        for (AwsServer.Call call : calls.subList(seen, calls.size())) {
            for (IamActions.Asked asked : IamActions.of(call)) {
                if (!roles.get(part).allows(asked.action(), asked.resource())) {
                    ledger.denied.add(part + " " + asked.action() + " " + asked.resource());
                }
            }
        }
        seen = calls.size();
    }

    private void note() {
        roles.forEach((part, role) -> role.used().forEach(what -> ledger.used.add(part + " " + what)));
    }

    @Override
    public void close() {
        note();
        world.close();
    }
}
