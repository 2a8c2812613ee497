package retrain.aws;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import retrain.Adapters;
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
    public Optional<Store> store(Spec spec, Path folder) {
        return spec.storesInS3() ? Optional.of(S3Store.open(spec, folder)) : Optional.empty();
    }

    @Override
    public Optional<List<String>> checked(Spec spec) {
        return spec.storesInS3() ? Optional.of(S3BucketCheck.of(spec)) : Optional.empty();
    }

    @Override
    public Optional<RecordLog> log(Spec spec, Context context) {
        return spec.stream().flatMap(StreamSpec::kinesis).map(kinesis -> KinesisLog.open(kinesis, context.clock()));
    }

    @Override
    public Optional<RemoteFiles> files(String address, RemoteFiles.Access access) {
        return S3Address.is(address) ? Optional.of(S3Files.open(access)) : Optional.empty();
    }
}
