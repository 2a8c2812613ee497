package retrain.aws;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.Outcome.Kind;
import retrain.aws.AwsServer.Call;
import retrain.aws.AwsServer.Fault;
import retrain.problem.RetrainException;
import retrain.run.FileTree;

/**
 * Runs whose calls fail, and what becomes of them: a run ends as an undisturbed one, or in a clear error from which it goes on; in the end
 * everything is there that an undisturbed run leaves, once.
 */
final class FaultyRuns {
    /** So many times a run is gone on with before it counts as stuck. */
    private static final int TRIES = 400;

    private final Path folder;
    private final Map<String, String> expected;
    private final int calls;
    private int worlds;

    FaultyRuns(Path folder) throws IOException {
        this.folder = folder;
        try (AwsWorld world = AwsWorld.begin(folder.resolve("undisturbed"))) {
            Outcome outcome = world.run();
            if (outcome.kind() != Kind.PROMOTED) {
                throw new IllegalStateException(outcome.toString());
            }
            calls = world.aws.calls().size();
            expected = world.state();
        }
    }

    /** {@return how many calls an undisturbed run makes} */
    int calls() {
        return calls;
    }

    /** How a call of a given number fails, once. */
    static Function<Call, Fault> at(int number, Fault fault) {
        return call -> call.number() == number ? fault : Fault.NONE;
    }

    /** What became of a run. */
    record Told(int faults, int resumes, List<String> wrong) {}

    /**
     * Carries a run to its end.
     *
     * @param lost whether the machine is lost at each error, with all that is on its disk
     */
    Told run(Function<Call, Fault> how, boolean lost) throws IOException {
        Path own = folder.resolve("w" + worlds++);
        AtomicInteger faults = new AtomicInteger();
        List<String> wrong = new ArrayList<>();
        int resumes = 0;
        System.setProperty("aws.maxAttempts", "1");
        try (AwsWorld world = AwsWorld.begin(own)) {
            world.aws.faults(call -> {
                Fault fault = how.apply(call);
                if (fault != Fault.NONE) {
                    faults.incrementAndGet();
                }
                return fault;
            });
            while (true) {
                try {
                    Optional<String> run = world.begun();
                    Outcome outcome = run.isPresent() ? world.goOn(run.get()) : world.run();
                    if (outcome.kind() != Kind.PROMOTED) {
                        wrong.add("ended as " + outcome.kind() + ": " + outcome.line());
                    }
                    break;
                } catch (RetrainException e) {
                    resumes++;
                    if (lost) {
                        world.loseTheMachine();
                    }
                    if (resumes == TRIES) {
                        wrong.add("does not go on: " + e.getMessage());
                        break;
                    }
                } catch (RuntimeException e) {
                    wrong.add("is no clear error: " + e + " at "
                            + Stream.of(e.getStackTrace())
                                    .filter(at -> at.getClassName().startsWith("retrain."))
                                    .limit(4)
                                    .toList());
                    break;
                }
            }
            world.aws.faults(call -> Fault.NONE);
            // What a run could not tell others when it ended, its report tells them.
            world.execute(Command.REPORT, Map.of(Option.RUN, world.begun().orElseThrow()));
            if (wrong.isEmpty() && !world.state().equals(expected)) {
                wrong.add("left " + world.state() + " instead of " + expected);
            }
        } finally {
            FileTree.remove(own);
        }
        return new Told(faults.get(), resumes, wrong);
    }
}
