package retrain.aws;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What a removed stack has left behind, as its resources were to be kept: its buckets and its key. Only what stands among the stack's own
 * resources is looked at; buckets that were there before are none of them.
 */
final class Kept {
    private static final String BUCKET = "AWS::S3::Bucket";
    private static final String KEY = "AWS::KMS::Key";

    private final AwsClients clients;

    Kept(AwsClients clients) {
        this.clients = clients;
    }

    /**
     * {@return what was left, and what became of it, a line each}
     *
     * @param resources that were kept of the stack that was removed
     * @param remove whether it is removed as well
     */
    List<String> lines(List<StackEvent> resources, boolean remove) {
        List<String> lines = new ArrayList<>();
        for (StackEvent resource : resources) {
            lines.add(remove ? removed(resource) : text(resource) + " stays");
        }
        return lines;
    }

    private static String text(StackEvent resource) {
        return resource.resourceType() + " " + resource.physicalResourceId();
    }

    private String removed(StackEvent resource) {
        return switch (resource.resourceType()) {
            case BUCKET -> bucket(resource.physicalResourceId());
            case KEY -> key(resource.physicalResourceId());
            default -> text(resource) + " stays";
        };
    }

    private String bucket(String name) {
        try (S3Client s3 = clients.s3()) {
            return new BucketRemoval(s3, name).run();
        }
    }

    /** A key is not removed at once: what it encrypts could be read by nobody any more. */
    private String key(String id) {
        try (KmsClient kms = clients.of(KmsClient.builder())) {
            return "key " + id + " is removed on "
                    + AwsFailure.call(
                                    "key " + id,
                                    "kms:ScheduleKeyDeletion",
                                    () -> kms.scheduleKeyDeletion(r -> r.keyId(id)))
                            .deletionDate()
                    + "; until then 'aws kms cancel-key-deletion --key-id " + id + "' keeps it";
        }
    }
}
