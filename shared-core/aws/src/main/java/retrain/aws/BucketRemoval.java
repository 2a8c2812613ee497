package retrain.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Removes a bucket with all that is in it: every version of every object, marks of deletions, and uploads that never ended. */
final class BucketRemoval {
    private static final String GONE = "NoSuchBucket";

    private final S3Client s3;
    private final String bucket;
    private long removed;

    BucketRemoval(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /** {@return what was done, for people} */
    String run() {
        try {
            uploads();
            versions();
            s3.deleteBucket(r -> r.bucket(bucket));
        } catch (SdkException e) {
            if (!AwsFailure.code(e).equals(GONE)) {
                throw S3Failure.of("s3://" + bucket, "s3:DeleteBucket", e);
            }
            return "bucket " + bucket + " is not there any more";
        }
        return String.format(Locale.ROOT, "bucket %s is removed, with %,d versions of objects", bucket, removed);
    }

    private void uploads() {
        List<MultipartUpload> uploads =
                s3
                        .listMultipartUploadsPaginator(r -> r.bucket(bucket).encodingType(EncodingType.URL))
                        .uploads()
                        .stream()
                        .toList();
        for (MultipartUpload upload : uploads) {
            s3.abortMultipartUpload(r -> r.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()));
        }
    }

    /** A page at a time, which is as much as one request removes. */
    private void versions() {
        for (ListObjectVersionsResponse page :
                s3.listObjectVersionsPaginator(r -> r.bucket(bucket).encodingType(EncodingType.URL))) {
            List<ObjectIdentifier> all = new ArrayList<>();
            page.versions().forEach(v -> all.add(version(v.key(), v.versionId())));
            page.deleteMarkers().forEach(m -> all.add(version(m.key(), m.versionId())));
            if (!all.isEmpty()) {
                delete(all);
            }
        }
    }

    private static ObjectIdentifier version(String key, String version) {
        return ObjectIdentifier.builder().key(key).versionId(version).build();
    }

    /** The answer is 200 also if some could not be removed. */
    private void delete(List<ObjectIdentifier> objects) {
        DeleteObjectsResponse answer = s3.deleteObjects(
                r -> r.bucket(bucket).delete(d -> d.objects(objects).quiet(true)));
        if (!answer.errors().isEmpty()) {
            throw refused(answer.errors().get(0));
        }
        removed += objects.size();
    }

    private RetrainException refused(S3Error error) {
        String where = "s3://" + bucket + "/" + error.key();
        String what = "cannot be removed (" + error.code() + ": " + error.message() + ")";
        return error.code().equals("AccessDenied")
                ? new InvalidInput(
                        Code.REMOTE_FAILED,
                        where,
                        what,
                        AwsFailure.permission(
                                "s3:DeleteObjectVersion", "arn:aws:s3:::" + bucket + "/*", error.message()))
                : BackendFailure.retryable(
                        new Problem(Code.REMOTE_FAILED, where, what, "Give the command again later"), null, null);
    }
}
