package retrain.aws;

import java.util.Optional;
import retrain.Adapters;
import retrain.run.Context;
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
}
