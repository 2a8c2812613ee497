package retrain;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import retrain.data.Preparer;
import retrain.data.Rows;
import retrain.evaluate.Scorer;
import retrain.local.Embedded;
import retrain.promote.Deployer;
import retrain.report.Tracker;
import retrain.run.Store;
import retrain.spec.Spec;
import retrain.train.Trainer;

/** Which adapters a command works with. */
interface Ports {
    Clock clock();

    Store store(Path folder);

    Preparer preparer(Spec spec, Path base);

    Rows rows();

    Trainer trainer(Spec spec);

    Scorer scorer(Spec spec, Path base, Store store);

    Deployer deployer();

    /** {@return where runs are also told, if the spec names a place} */
    Optional<Tracker> tracker(Spec spec, Path base);

    /** {@return the adapters that need nothing but this JVM} */
    static Ports embedded() {
        return new Local();
    }

    /** Makes each adapter when it is asked for: a command that finds nothing to do loads no engine. */
    final class Local implements Ports {
        @Override
        public Clock clock() {
            return Clock.systemUTC();
        }

        @Override
        public Store store(Path folder) {
            return Embedded.store(folder);
        }

        @Override
        public Preparer preparer(Spec spec, Path base) {
            return Embedded.preparer(spec, base);
        }

        @Override
        public Rows rows() {
            return Embedded.rows();
        }

        @Override
        public Trainer trainer(Spec spec) {
            return Embedded.trainer(spec);
        }

        @Override
        public Scorer scorer(Spec spec, Path base, Store store) {
            return Embedded.scorer(spec, base, store);
        }

        @Override
        public Deployer deployer() {
            return Embedded.deployer();
        }

        @Override
        public Optional<Tracker> tracker(Spec spec, Path base) {
            return Embedded.tracker(spec, base);
        }
    }
}
