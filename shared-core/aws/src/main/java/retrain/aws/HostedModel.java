package retrain.aws;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.spec.AwsSpec;

/**
 * A model as SageMaker hosts it.
 *
 * @param image the container that serves it
 * @param data the archive, in S3
 * @param environment of the container
 */
record HostedModel(String image, String data, Map<String, String> environment) {
    HostedModel {
        environment = new TreeMap<>(environment);
    }

    /** {@return the digest of all that decides how it serves} */
    Digest asked(AwsSpec aws) {
        return Digest.of(Json.write(new Asked(
                image,
                data,
                environment,
                aws.role().orElse(""),
                aws.subnets(),
                aws.securityGroups(),
                aws.networkIsolation())));
    }

    private record Asked(
            String image,
            String data,
            Map<String, String> environment,
            String role,
            List<String> subnets,
            List<String> securityGroups,
            boolean isolation) {}
}
