package retrain;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.cost.Leavings;
import retrain.data.Inspector;
import retrain.data.Preparer;
import retrain.data.Rows;
import retrain.evaluate.Scorer;
import retrain.event.Observer;
import retrain.infra.Pipelines;
import retrain.infra.Plan;
import retrain.infra.Stacks;
import retrain.local.Embedded;
import retrain.monitor.Watching;
import retrain.promote.Deployer;
import retrain.promote.PredictionService;
import retrain.report.Tracker;
import retrain.run.Context;
import retrain.run.Remotes;
import retrain.run.Store;
import retrain.spec.EndpointSpec;
import retrain.spec.PrepareSpec;
import retrain.spec.Spec;
import retrain.spec.StreamSpec;
import retrain.stream.BatchSource;
import retrain.stream.LogSource;
import retrain.stream.RecordLog;
import retrain.train.Trainer;

/** Which adapters a command works with. */
interface Ports {
    Clock clock();

    /**
     * {@return the store that the spec names, made if there is none}
     *
     * @param folder on this machine: the store itself, or where a store elsewhere keeps copies
     */
    Store store(Spec spec, Path folder);

    /** {@return notices on a store, and on what is told, in AWS; throws InvalidInput for what must be mended before it is used} */
    List<String> checked(Spec spec);

    Preparer preparer(Spec spec, Path base);

    Rows rows();

    Inspector inspector();

    Trainer trainer(Spec spec);

    Scorer scorer(Spec spec, Path base, Store store);

    /** {@return what scores a model that was brought to its deployment, to be compared with its evaluation} */
    Scorer checker(Spec spec, Context context);

    Deployer deployer(Spec spec, Context context);

    /** {@return what finds that the model has left something in AWS, if its spec names work there} */
    Optional<Leavings> leavings(Spec spec, Context context);

    /**
     * {@return the stack of a plan as it is in an account}
     *
     * @param observer hears what happens to it
     */
    Stacks stacks(Plan plan, Observer observer);

    /**
     * {@return the pipeline of SageMaker of a plan as it is in an account}
     *
     * @param observer hears what happens in it
     */
    Pipelines pipelines(Plan plan, Observer observer);

    /** {@return a server that answers by what is deployed} */
    PredictionService service(Spec spec, Context context);

    /** {@return what monitor works with} */
    Watching watching(Spec spec, Path base, Scorer scorer);

    /** {@return what watches the rows and predictions since the champion} */
    Monitors monitors(Setting setting);

    /** {@return where the batches of a stream come from} */
    BatchSource batches(Spec spec, Context context, BatchSource.Delivered delivered);

    /** {@return where runs are also told} */
    List<Tracker> trackers(Spec spec, Context context);

    /** {@return who reads files that are elsewhere, as the spec says} */
    Remotes remotes(Spec spec);

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
        public Store store(Spec spec, Path folder) {
            return spec.storesInS3()
                    ? Adapters.require(AWS, "store", a -> a.store(spec, folder))
                    : Embedded.store(folder);
        }

        @Override
        public List<String> checked(Spec spec) {
            boolean asks = spec.storesInS3() || spec.history().isInAws();
            String where = spec.storesInS3() ? "store" : "history";
            return asks ? Adapters.require(AWS, where, a -> a.checked(spec)) : List.of();
        }

        @Override
        public Preparer preparer(Spec spec, Path base) {
            Optional<PrepareSpec> elsewhere = spec.data().prepare().filter(PrepareSpec::isElsewhere);
            return elsewhere.isPresent()
                    ? Embedded.preparer(Adapters.require(
                            AWS, "data.prepare." + elsewhere.get().how(), a -> a.maker(spec)))
                    : Embedded.preparer(spec, base);
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
        public Scorer checker(Spec spec, Context context) {
            return spec.promote()
                            .endpoint()
                            .filter(e -> e.check() == EndpointSpec.Check.ENDPOINT)
                            .isPresent()
                    ? Adapters.require(AWS, "promote.endpoint.check", a -> a.checker(spec, context))
                    : Embedded.scorer(spec, context.base(), context.store());
        }

        @Override
        public Deployer deployer(Spec spec, Context context) {
            return spec.promote().endpoint().isPresent()
                    ? Adapters.require(AWS, "promote.endpoint", a -> a.deployer(spec, context))
                    : Embedded.deployer();
        }

        @Override
        public Optional<Leavings> leavings(Spec spec, Context context) {
            return spec.isInAws() || spec.storesInS3()
                    ? Optional.of(Adapters.require(AWS, "aws", a -> a.leavings(spec, context)))
                    : Optional.empty();
        }

        @Override
        public Stacks stacks(Plan plan, Observer observer) {
            return Adapters.require(AWS, "infra", a -> a.stacks(plan, observer));
        }

        @Override
        public Pipelines pipelines(Plan plan, Observer observer) {
            return Adapters.require(AWS, "infra.pipeline", a -> a.pipelines(plan, observer));
        }

        @Override
        public PredictionService service(Spec spec, Context context) {
            return Embedded.service(spec, context);
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
        public Remotes remotes(Spec spec) {
            return (where, address, access) -> {
                if (!address.startsWith("s3://") && !address.startsWith("glue://")) {
                    throw Remotes.unread(where, address);
                }
                return Adapters.require(AWS, where, adapters -> adapters.files(spec, address, access));
            };
        }
    }
}
