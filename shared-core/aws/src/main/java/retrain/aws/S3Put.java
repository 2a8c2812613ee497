package retrain.aws;

import java.nio.file.Path;
import retrain.problem.RetrainException;
import retrain.spec.AwsSpec;
import software.amazon.awssdk.services.s3.S3Client;

/** Leaves a file in S3, for a process that is asked to. */
public final class S3Put {
    private S3Put() {}

    /**
     * Writes the object, over an earlier one, with the key of KMS that the spec names.
     *
     * @param address {@code s3://bucket/key}
     * @throws RetrainException that says what is missing, or whether the same can go well later
     */
    public static void file(AwsSpec aws, Path file, String address) {
        try (S3Client s3 = new AwsClients(aws).s3()) {
            new S3Transfer(s3, aws.kmsKey()).upload(file, address);
        }
    }
}
