package retrain.aws;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.Store.Document;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The small documents of a store in S3, by conditional writes. A document's tag is its entity tag. Each write carries a name of its own: when
 * its answer is lost, and the SDK makes it again, it meets itself, and knows itself by the name.
 */
final class S3Documents {
    private static final String WRITE = "write";
    private static final int CONFLICT = 409;
    private static final int OTHER = 412;
    private static final int TRIES = 12;
    private static final int FIRST_WAIT = 20;
    private static final int LONGEST_WAIT = 1000;

    private final S3Place place;
    private final DocumentCopies copies;
    private final Pattern keys;
    private final List<String> own;

    /**
     * @param keys what a document's key looks like
     * @param own first folders that hold no documents
     */
    S3Documents(S3Place place, DocumentCopies copies, Pattern keys, List<String> own) {
        this.place = place;
        this.copies = copies;
        this.keys = keys;
        this.own = own;
    }

    Optional<Document> read(String key) {
        Optional<Document> copy = copies.find(checked(key));
        if (copy.isPresent()) {
            return copy;
        }
        Optional<Document> found = get(key).map(f ->
                new Document(f.asByteArray(), String.valueOf(f.response().eTag())));
        found.ifPresent(d -> copies.keep(key, d.tag(), d.content()));
        return found;
    }

    Optional<ResponseBytes<GetObjectResponse>> get(String key) {
        return place.read(key, () -> {
            try {
                return Optional.of(place.s3()
                        .getObjectAsBytes(r ->
                                r.bucket(place.bucket()).key(place.key(key)).checksumMode(ChecksumMode.ENABLED)));
            } catch (S3Exception e) {
                if (S3Failure.code(e).equals("NoSuchKey")) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    boolean create(String key, byte[] content) {
        return write(checked(key), content, r -> r.ifNoneMatch("*"));
    }

    boolean replace(String key, byte[] content, String tag) {
        return write(checked(key), content, r -> r.ifMatch(tag));
    }

    /** Of writers that meet, S3 may refuse all but one with 409 before it knows which one was the first: they ask again. */
    boolean write(String key, byte[] content, Consumer<PutObjectRequest.Builder> condition) {
        String name = UUID.randomUUID().toString();
        PutObjectRequest.Builder request = place.write(key)
                .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                .contentType("application/json")
                .metadata(Map.of(WRITE, name));
        condition.accept(request);
        boolean again = false;
        for (int i = 0; i < TRIES; i++) {
            try {
                PutObjectResponse written = place.s3().putObject(request.build(), RequestBody.fromBytes(content));
                copies.keep(key, String.valueOf(written.eTag()), content);
                return true;
            } catch (S3Exception e) {
                again |= attempts(e) > 1;
                if (e.statusCode() == OTHER || (e.statusCode() == S3Place.NOT_FOUND && isNoSuchKey(e))) {
                    return again && isMine(key, name);
                }
                if (e.statusCode() != CONFLICT) {
                    throw place.failed(key, S3Place.PUT, e);
                }
                pause(key, i);
            } catch (SdkException e) {
                throw place.failed(key, S3Place.PUT, e);
            }
        }
        throw BackendFailure.retryable(
                new Problem(
                        Code.CONFLICT,
                        place.folder().at(key).toString(),
                        "others write it all the time: S3 answered 409 in " + TRIES + " tries",
                        "Go on with the run later"),
                null,
                null);
    }

    /** What is to be replaced was removed meanwhile. */
    private static boolean isNoSuchKey(S3Exception e) {
        return S3Failure.code(e).equals("NoSuchKey");
    }

    private static int attempts(S3Exception e) {
        @Nullable Integer attempts = e.numAttempts();
        return attempts == null ? 1 : attempts;
    }

    private boolean isMine(String key, String name) {
        return get(key).filter(f -> name.equals(f.response().metadata().get(WRITE)))
                .isPresent();
    }

    private void pause(String key, int tries) {
        long most = Math.min(LONGEST_WAIT, (long) FIRST_WAIT << tries);
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(most) + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BackendFailure.retryable(
                    new Problem(Code.CANCELLED, key, "was told to stop", "Run again to go on"), null, e);
        }
    }

    List<String> list(String prefix) {
        List<String> found = new ArrayList<>();
        Iterator<S3Object> objects = place.list(prefix);
        while (objects.hasNext()) {
            S3Object object = objects.next();
            String key = place.name(object);
            if (keys.matcher(key).matches() && !own.contains(key.substring(0, key.indexOf('/')))) {
                found.add(key);
                copies.told(key, object.eTag());
            }
        }
        Collections.sort(found);
        return found;
    }

    void delete(String key) {
        place.call(
                checked(key),
                "s3:DeleteObject",
                () -> place.s3().deleteObject(r -> r.bucket(place.bucket()).key(place.key(key))));
    }

    private String checked(String key) {
        if (!keys.matcher(key).matches() || own.contains(key.substring(0, key.indexOf('/')))) {
            throw new IllegalArgumentException("not a document's key: " + key);
        }
        return key;
    }
}
