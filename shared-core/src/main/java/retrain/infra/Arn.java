package retrain.infra;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of resources in policies; partition, region and account are those that the stack is deployed to. */
final class Arn {
    /** Account, region and repository in {@code 123456789012.dkr.ecr.eu-west-1.amazonaws.com/name:tag}. */
    private static final Pattern IMAGE =
            Pattern.compile("([0-9]{12})\\.dkr\\.ecr(?:-fips)?\\.([a-z0-9-]+)\\.[^/]+/([^:@]+)([:@].*)?");

    private Arn() {}

    /** {@return the ARN of something in the stack's region and account: {@code of("sagemaker", "model/flights-*")}} */
    static Map<String, Object> of(String service, String resource) {
        return Cfn.sub("arn:${AWS::Partition}:" + service + ":${AWS::Region}:${AWS::AccountId}:" + resource);
    }

    /** {@return the ARN of something that is in no region} */
    static Map<String, Object> global(String service, String resource) {
        return Cfn.sub("arn:${AWS::Partition}:" + service + "::${AWS::AccountId}:" + resource);
    }

    static Map<String, Object> bucket(String name) {
        return Cfn.sub("arn:${AWS::Partition}:s3:::" + name);
    }

    /** {@return all objects below a place} */
    static Map<String, Object> below(S3Name place) {
        return bucket(place.bucket() + "/" + (place.key().isEmpty() ? "*" : place.key() + "/*"));
    }

    /** {@return the streams of a group of logs} */
    static Map<String, Object> stream(String group, String stream) {
        return of("logs", "log-group:" + group + ":log-stream:" + stream);
    }

    /** {@return a group of logs, as all actions but those on tags name it} */
    static Map<String, Object> logGroup(String group) {
        return of("logs", "log-group:" + group + ":*");
    }

    /** {@return the repository of an image in ECR; empty if it is not there} */
    static Optional<Object> repository(String image) {
        Matcher name = IMAGE.matcher(image);
        return name.matches()
                ? Optional.of(Cfn.sub("arn:${AWS::Partition}:ecr:" + name.group(2) + ":" + name.group(1)
                        + ":repository/" + name.group(3)))
                : Optional.empty();
    }

    /** {@return a resource for people: {@code arn:aws:s3:::bucket/*}; where the stack makes it, its logical id} */
    static String text(Object resource) {
        if (!(resource instanceof Map<?, ?> function)) {
            return resource.toString();
        }
        Object only = function.values().iterator().next();
        if (only instanceof List<?> attribute) {
            return attribute.get(0).toString();
        }
        return only.toString()
                .replace("${AWS::Partition}", "aws")
                .replace("${AWS::Region}", "<region>")
                .replace("${AWS::AccountId}", "<account>")
                .replaceAll("\\$\\{([A-Za-z]+)}", "<$1>");
    }
}
