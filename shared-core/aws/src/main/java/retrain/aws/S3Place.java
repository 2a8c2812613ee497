package retrain.aws;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.StorageClass;

/**
 * A folder in S3 that a store has for itself.
 *
 * @param kmsKey what is written is encrypted with; absent: as the bucket has it
 * @param storageClass of objects; absent: as the bucket has it
 */
record S3Place(S3Client s3, S3Address folder, Optional<String> kmsKey, Optional<String> storageClass) {
    static final int NOT_FOUND = 404;

    private static final String GET = "s3:GetObject";
    static final String PUT = "s3:PutObject";
    static final String LIST = "s3:ListBucket";

    S3Place {
        folder = folder.folder();
    }

    String key(String name) {
        return folder.at(name).key();
    }

    String bucket() {
        return folder.bucket();
    }

    /** {@return the beginning of a write, encrypted as the spec says} */
    PutObjectRequest.Builder write(String name) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(bucket()).key(key(name));
        kmsKey.ifPresent(key ->
                request.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(key));
        return request;
    }

    /** {@return the same for an object, in the storage class that the spec names} */
    PutObjectRequest.Builder writeObject(String name) {
        PutObjectRequest.Builder request = write(name);
        storageClass.map(StorageClass::fromValue).ifPresent(request::storageClass);
        return request;
    }

    /** {@return the answer; throws what {@link #failed} makes of a failure} */
    <T> T call(String name, String action, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw failed(name, action, e);
        }
    }

    /** {@return the objects below a prefix, asked for a thousand at a time as the iterator comes to them} */
    Iterator<S3Object> list(String prefix) {
        Iterator<S3Object> objects = call(
                prefix,
                LIST,
                () -> s3.listObjectsV2Paginator(
                                r -> r.bucket(bucket()).prefix(key(prefix)).encodingType(EncodingType.URL))
                        .contents()
                        .iterator());
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return call(prefix, LIST, objects::hasNext);
            }

            @Override
            public S3Object next() {
                return call(prefix, LIST, objects::next);
            }
        };
    }

    /** {@return the name of an object in this folder} */
    String name(S3Object object) {
        return object.key().substring(folder.key().length());
    }

    <T> T read(String name, Supplier<T> call) {
        return call(name, GET, call);
    }

    /** {@return what to throw: a store that cannot be used is no lack of data} */
    RetrainException failed(String name, String action, SdkException e) {
        RetrainException failure = S3Failure.of(folder.at(name).toString(), action, e);
        return failure instanceof InvalidInput wrong ? unusable(wrong) : failure;
    }

    /** Does a transfer of the store. */
    void recoded(Runnable transfer) {
        try {
            transfer.run();
        } catch (InvalidInput e) {
            throw unusable(e);
        }
    }

    /** {@return the same as a failure of the store} */
    static InvalidInput unusable(InvalidInput wrong) {
        List<Problem> problems = wrong.problems().stream()
                .map(p -> new Problem(Code.STORE_UNUSABLE, p.where(), p.what(), p.cure()))
                .toList();
        return new InvalidInput(problems);
    }
}
