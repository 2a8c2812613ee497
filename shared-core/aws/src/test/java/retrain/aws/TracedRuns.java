package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.aws.AwsServer.Fault;
import retrain.infra.Plan;
import retrain.problem.RetrainException;
import retrain.spec.SpecReader;

/** Runs in a world of AWS on the loopback, as the stack or a build does them; each call is asked of the role of who made it. */
final class TracedRuns implements AutoCloseable {
    private static final int MOST_FAILS = 4;

    static final String STEP = "Step";
    static final String DECIDE = "Decide";
    static final String DEPLOY = "Deploy";
    static final String MACHINE = "StateMachine";

    /** A build that retrains and deploys; one that only registers a candidate, and another that deploys it once it is approved. */
    static final String BUILD = "BuildRetrain";

    static final String HELD = "BuildRequest";
    static final String APPROVED = "GithubPromote";

    private static final List<String> PARTS = List.of(STEP, DECIDE, DEPLOY, MACHINE, BUILD, HELD, APPROVED);

    private static final Map<String, List<String>> STAGES = new LinkedHashMap<>();

    static {
        STAGES.put(STEP, List.of("prepare", "inspect", "tune", "train", "evaluate"));
        STAGES.put(DECIDE, List.of("gate", "register"));
        STAGES.put(DEPLOY, List.of("promote"));
    }

    /** Who does a run: the functions and the state machine; a build by itself; a build, and another one once somebody has approved. */
    enum By {
        FUNCTIONS,
        BUILD,
        APPROVAL
    }

    final AwsWorld world;
    final By by;
    private final Path folder;
    private final TracedRoles roles;
    private Optional<String> lastHeld = Optional.empty();

    TracedRuns(Path folder, String yaml, By by, TracedRoles.Ledger ledger) throws IOException {
        this.folder = folder;
        this.by = by;
        this.world = AwsWorld.begin(folder);
        this.roles = new TracedRoles(world.aws, ledger);
        spec(yaml);
    }

    void file(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /** The stack of another spec is deployed. */
    void spec(String yaml) throws IOException {
        Path config = folder.resolve("retrain.yaml");
        Files.writeString(config, yaml);
        roles.deploy(
                Plan.of(SpecReader.read(config, Optional.empty(), ""), folder, "retrain.yaml", Optional.empty()),
                PARTS);
    }

    /** Runs from the beginning to the end. {@return how it ended} */
    Outcome drive() {
        return drive(Optional.empty());
    }

    /** Goes on with a run, or begins one. */
    Outcome drive(Optional<String> run) {
        return switch (by) {
            case FUNCTIONS -> driven(run);
            case BUILD -> build(BUILD, Command.RUN, run, Map.of());
            case APPROVAL -> approved(build(HELD, Command.RUN, run, Map.of(Option.INTENT, "pull-request/candidate")));
        };
    }

    /** Goes on with a run until it comes to an end. */
    Outcome driveHoweverOftenItFails() {
        Optional<String> run = Optional.empty();
        for (int fails = 0; fails < MOST_FAILS; fails++) {
            try {
                return drive(run);
            } catch (RetrainException e) {
                run = run.or(() -> lastHeld).or(world::begun);
            }
        }
        return drive(run);
    }

    private Outcome driven(Optional<String> run) {
        try {
            return new HandOverDriver(world.aws.address(), this::call, List.copyOf(STAGES.values())).drive(run);
        } finally {
            roles.ask(MACHINE);
        }
    }

    /** What lies between two calls of functions is the state machine's. */
    private Outcome call(Map<Option, String> options) {
        roles.ask(MACHINE);
        String function = STAGES.entrySet().stream()
                .filter(f -> options.getOrDefault(Option.SET, "")
                        .contains(f.getValue().toString()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        return as(function, () -> world.execute(Command.RUN, options));
    }

    private Outcome build(String part, Command command, Optional<String> run, Map<Option, String> options) {
        Map<Option, String> all = new HashMap<>(options);
        run.ifPresent(id -> all.put(Option.RUN, id));
        return as(part, () -> world.execute(command, all));
    }

    /** What passed its gates is approved. */
    private Outcome approved(Outcome held) {
        lastHeld = held.run();
        return held.kind() == Outcome.Kind.HELD
                ? build(APPROVED, Command.PROMOTE, held.run(), Map.of(Option.WHY, "it was approved"))
                : held;
    }

    /** Whether a retrain is due, as who runs asks first. */
    Outcome check() {
        String set = by == By.FUNCTIONS ? "aws.hand-over.stages=" + STAGES.get(STEP) : "";
        String part = by == By.FUNCTIONS ? STEP : by == By.BUILD ? BUILD : HELD;
        return as(part, () -> world.execute(Command.CHECK, Map.of(Option.SET, set)));
    }

    /** The version before, as the function brings it back that deploys. */
    Outcome rollback() {
        Map<Option, String> options =
                Map.of(Option.WHY, "an alarm rang", Option.SET, "aws.hand-over.stages=" + STAGES.get(DEPLOY));
        while (true) {
            Outcome outcome = as(DEPLOY, () -> world.execute(Command.ROLLBACK, options));
            if (outcome.kind() != Outcome.Kind.HANDED_OVER) {
                return outcome;
            }
        }
    }

    /** A run is gone on with while its first job is under way, which fails before its eyes. */
    void failsWhileItIsLookedAt() {
        if (by == By.FUNCTIONS) {
            Map<Option, String> options = Map.of(Option.SET, "aws.hand-over.stages=" + STAGES.get(STEP));
            Outcome first = call(options);
            new HandOverDriver(world.aws.address(), this::call)
                    .begun(first.handedOver().get(0));
            Map<Option, String> again = new HashMap<>(options);
            again.put(Option.RUN, first.run().orElseThrow());
            assertThatThrownBy(() -> call(again)).isInstanceOf(RetrainException.class);
        } else {
            assertThatThrownBy(this::drive).isInstanceOf(RetrainException.class);
        }
    }

    /** Whoever runs is told to stop while it waits for a job of a kind: a function never does. */
    void stoppedAt(String job) {
        if (by == By.FUNCTIONS) {
            return;
        }
        Thread here = Thread.currentThread();
        AtomicBoolean begun = new AtomicBoolean();
        world.aws.faults(call -> {
            if (call.name().matches(".*\\.(Create|Start)" + job)) {
                begun.set(true);
            } else if (begun.get() && call.name().matches(".*\\.(Describe|Get)" + job)) {
                here.interrupt();
            }
            return Fault.NONE;
        });
        assertThatThrownBy(this::drive).isInstanceOf(RetrainException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(begun).isTrue();
        world.aws.faults(call -> Fault.NONE);
    }

    /** Whoever has approved does so once more. */
    void approvedAgain() {
        if (by == By.APPROVAL) {
            build(APPROVED, Command.PROMOTE, lastHeld, Map.of(Option.WHY, "it was approved"));
        }
    }

    /** A file goes up that is so large that it goes in parts, one of which is refused, as who does the run. */
    void uploadThatFails() {
        List<String> parts =
                switch (by) {
                    case FUNCTIONS -> List.of(STEP, DECIDE, DEPLOY);
                    case BUILD -> List.of(BUILD);
                    case APPROVAL -> List.of(HELD, APPROVED);
                };
        for (String part : parts) {
            as(part, () -> {
                world.uploadThatFails();
                return "";
            });
        }
    }

    /** Does something as a part. */
    <T> T as(String part, Supplier<T> what) {
        return roles.as(part, what);
    }

    @Override
    public void close() {
        world.close();
    }
}
