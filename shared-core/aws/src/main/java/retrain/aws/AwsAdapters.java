package retrain.aws;

import java.util.Optional;
import retrain.Adapters;
import retrain.run.RemoteFiles;

/** What this module brings. */
public final class AwsAdapters implements Adapters {
    @Override
    public String artifact() {
        return "retrain-aws";
    }

    @Override
    public Optional<RemoteFiles> files(String address, RemoteFiles.Access access) {
        return S3Address.is(address) ? Optional.of(S3Files.open(access)) : Optional.empty();
    }
}
