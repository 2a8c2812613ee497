package retrain;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import retrain.data.Inspector;
import retrain.data.Preparer;
import retrain.data.Rows;
import retrain.evaluate.Scorer;
import retrain.local.Embedded;
import retrain.monitor.Watching;
import retrain.promote.Deployer;
import retrain.report.Tracker;
import retrain.run.Context;
import retrain.run.RemoteFiles;
import retrain.run.Remotes;
import retrain.run.Store;
import retrain.spec.Spec;
import retrain.spec.StreamSpec;
import retrain.stream.BatchSource;
import retrain.stream.LogSource;
import retrain.stream.RecordLog;
import retrain.train.Trainer;

/** Which adapters a command works with. */
interface Ports extends Remotes {
    Clock clock();

    Store store(Path folder);

    Preparer preparer(Spec spec, Path base);

    Rows rows();

    Inspector inspector();

    Trainer trainer(Spec spec);

    Scorer scorer(Spec spec, Path base, Store store);

    Deployer deployer(Spec spec, Context context);

    /** {@return what monitor works with} */
    Watching watching(Spec spec, Path base, Scorer scorer);

    /** {@return what watches the rows and predictions since the champion} */
    Monitors monitors(Setting setting);

    /** {@return where the batches of a stream come from} */
    BatchSource batches(Spec spec, Context context, BatchSource.Delivered delivered);

    /** {@return where runs are also told} */
    List<Tracker> trackers(Spec spec, Context context);

    /** {@return the adapters that need nothing but this JVM} */
    static Ports embedded() {
        return new Local();
    }

    /** Makes each adapter when it is asked for: a command that finds nothing to do loads no engine. */
    final class Local implements Ports {
        private static final String AWS = "retrain-aws";

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
        public Inspector inspector() {
            return Embedded.inspector();
        }

        @Override
        public Trainer trainer(Spec spec) {
            return spec.train().sagemaker().isPresent()
                    ? Adapters.require(AWS, "train.sagemaker", a -> a.trainer(spec))
                    : Embedded.trainer(spec);
        }

        @Override
        public Scorer scorer(Spec spec, Path base, Store store) {
            return spec.evaluate().sagemaker().isPresent()
                    ? Adapters.require(AWS, "evaluate.sagemaker", a -> a.scorer(spec, base, store))
                    : Embedded.scorer(spec, base, store);
        }

        @Override
        public Deployer deployer(Spec spec, Context context) {
            return spec.promote().endpoint().isPresent()
                    ? Adapters.require(AWS, "promote.endpoint", a -> a.deployer(spec, context))
                    : Embedded.deployer();
        }

        @Override
        public Watching watching(Spec spec, Path base, Scorer scorer) {
            return Embedded.watching(spec, base, scorer);
        }

        @Override
        public Monitors monitors(Setting setting) {
            return () -> new Runs(setting).looked();
        }

        @Override
        public BatchSource batches(Spec spec, Context context, BatchSource.Delivered delivered) {
            StreamSpec stream = spec.stream().orElseThrow();
            if (stream.log().isEmpty()) {
                return Embedded.batches(spec, context.base(), delivered);
            }
            RecordLog log = stream.kafka().isPresent()
                    ? Adapters.require("retrain-kafka", "stream.kafka", a -> a.log(spec, context))
                    : Adapters.require(AWS, "stream.kinesis", a -> a.log(spec, context));
            return LogSource.of(spec, context, log);
        }

        @Override
        public List<Tracker> trackers(Spec spec, Context context) {
            List<Tracker> trackers = new ArrayList<>();
            if (spec.history().mlflow().isPresent() && !spec.history().isMlflowInAws()) {
                trackers.add(Embedded.mlflow(spec.history().mlflow().get(), context.base()));
            }
            if (spec.history().isInAws()) {
                trackers.addAll(Adapters.require(AWS, "history", a -> a.trackers(spec, context)));
            }
            return trackers;
        }

        @Override
        public RemoteFiles at(String where, String address, RemoteFiles.Access access) {
            if (!address.startsWith("s3://")) {
                throw Remotes.unread(where, address);
            }
            return Adapters.require(AWS, where, adapters -> adapters.files(address, access));
        }
    }
}
