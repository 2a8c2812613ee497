package retrain.aws;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import retrain.cost.Leavings;
import retrain.cost.Left;
import retrain.run.Context;
import retrain.spec.Spec;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/** What a model has left in SageMaker and S3. */
final class AwsLeavings implements Leavings {
    private final Spec spec;
    private final AwsClients clients;
    private final Clock clock;

    AwsLeavings(Spec spec, Context context) {
        this.spec = spec;
        this.clients = new AwsClients(spec.aws());
        this.clock = context.clock();
    }

    private boolean serves() {
        return spec.promote().endpoint().isPresent();
    }

    private IdleEndpoint endpoint() {
        String name = spec.promote().endpoint().orElseThrow().nameFor(spec.model());
        return new IdleEndpoint(
                name,
                clients.of(SageMakerClient.builder()),
                () -> clients.of(CloudWatchClient.builder()),
                clock,
                spec.aws());
    }

    private WorkLeavings work() {
        return new WorkLeavings(clients.s3(), spec);
    }

    @Override
    public List<Left> find(Instant before, Instant called, boolean quiet) {
        List<Left> found = new ArrayList<>();
        if (serves()) {
            endpoint().find(called).ifPresent(found::add);
        }
        found.addAll(work().find(before, quiet));
        return found;
    }

    @Override
    public void remove(Left left) {
        switch (left.kind()) {
            case UPLOAD, FILES -> work().remove(left);
            case IDLE_ENDPOINT -> throw new IllegalArgumentException("it serves: " + left);
        }
    }
}
