package retrain;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import retrain.data.Preparer;
import retrain.data.Rows;
import retrain.evaluate.Scorer;
import retrain.promote.Deployer;
import retrain.run.Store;
import retrain.spec.Spec;
import retrain.train.Trainer;

/** A process that runs a project at a given time, which does not go on. */
final class TimedRun {
    private TimedRun() {}

    /** Arguments: project, time. */
    public static void main(String[] args) {
        Path project = Path.of(args[0]);
        Clock clock = Clock.fixed(Instant.parse(args[1]), ZoneOffset.UTC);
        Outcome outcome = new Retrain(event -> {}, new Timed(Ports.embedded(), clock))
                .execute(new Request(
                        Command.RUN, Map.of(Option.ON_REJECT, "warn"), project, project.resolve("out"), "test"));
        System.out.println(outcome.kind() + ", on " + Runtime.getRuntime().availableProcessors() + " processors");
    }

    private record Timed(Ports ports, Clock clock) implements Ports {
        @Override
        public Store store(Path folder) {
            return ports.store(folder);
        }

        @Override
        public Preparer preparer() {
            return ports.preparer();
        }

        @Override
        public Rows rows() {
            return ports.rows();
        }

        @Override
        public Trainer trainer(Spec spec) {
            return ports.trainer(spec);
        }

        @Override
        public Scorer scorer(Store store) {
            return ports.scorer(store);
        }

        @Override
        public Deployer deployer() {
            return ports.deployer();
        }
    }
}
