package retrain.aws;

import java.nio.file.Path;
import java.util.Optional;
import retrain.Adapters;
import retrain.evaluate.Scorer;
import retrain.promote.Deployer;
import retrain.run.Context;
import retrain.run.RemoteFiles;
import retrain.run.Store;
import retrain.spec.Spec;
import retrain.spec.StreamSpec;
import retrain.stream.RecordLog;

/** What this module brings. */
public final class AwsAdapters implements Adapters {
    @Override
    public String artifact() {
        return "retrain-aws";
    }

    @Override
    public Optional<RecordLog> log(Spec spec, Context context) {
        return spec.stream().flatMap(StreamSpec::kinesis).map(kinesis -> KinesisLog.open(kinesis, context.clock()));
    }

    @Override
    public Optional<RemoteFiles> files(String address, RemoteFiles.Access access) {
        return S3Address.is(address) ? Optional.of(S3Files.open(access)) : Optional.empty();
    }

    @Override
    public Optional<Scorer> scorer(Spec spec, Path base, Store store) {
        return spec.evaluate().sagemaker().map(score -> new SageMakerScorer(spec, score, store));
    }

    @Override
    public Optional<Scorer> checker(Spec spec, Context context) {
        return spec.promote().endpoint().map(endpoint -> SageMakerScorer.checker(spec, endpoint, context));
    }

    @Override
    public Optional<Deployer> deployer(Spec spec, Context context) {
        return spec.promote().endpoint().map(endpoint -> new EndpointDeployer(spec, endpoint, context));
    }
}
