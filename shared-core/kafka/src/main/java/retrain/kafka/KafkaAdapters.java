package retrain.kafka;

import java.util.Optional;
import retrain.Adapters;
import retrain.run.Context;
import retrain.spec.Spec;
import retrain.spec.StreamSpec;
import retrain.stream.RecordLog;

/** What this module brings. */
public final class KafkaAdapters implements Adapters {
    @Override
    public String artifact() {
        return "retrain-kafka";
    }

    @Override
    public Optional<RecordLog> log(Spec spec, Context context) {
        return spec.stream()
                .flatMap(StreamSpec::kafka)
                .map(kafka -> KafkaLog.open(kafka, ClientProperties.read(kafka, context.base())));
    }
}
