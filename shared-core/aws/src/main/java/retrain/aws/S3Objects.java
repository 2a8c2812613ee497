package retrain.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterators;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import retrain.local.FolderStore;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.Digest;
import retrain.run.Store.Stored;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The immutable objects of a store in S3, {@code objects/sha256/ab/cd…}, and verified copies of them on this machine, by digest: what was
 * written or read here is not asked for again.
 *
 * <p>S3 cannot renew an object's time without writing it anew. An object that is used when it is old has an empty mark beside, {@code
 * used/sha256/ab/cd…}, whose time counts instead: cleaning up goes by the later one.
 */
final class S3Objects {
    static final String OBJECTS = "objects/";
    static final String USED = "used/";

    private static final Duration RENEWED_AFTER = Duration.ofHours(12);
    private static final Pattern NAME = Pattern.compile("(?:objects|used)/sha256/([0-9a-f]{2})/([0-9a-f]{62})");
    private static final int HEX_FOLDER = 2;
    private static final long ASKED_FOR = 1 << 20;
    private static final int DENIED = 403;

    private final S3Place place;
    private final S3Transfer transfer;
    private final FolderStore copies;
    private final Clock clock;

    /** What is there, as this process has seen or made it; it counts as used. */
    private final Set<Digest> known = ConcurrentHashMap.newKeySet();

    /** @param part from which size on, in bytes, an object is moved in parts */
    S3Objects(S3Place place, FolderStore copies, Clock clock, long part) {
        this.place = place;
        this.transfer = new S3Transfer(place.s3(), place.kmsKey(), place.storageClass(), part);
        this.copies = copies;
        this.clock = clock;
    }

    Digest put(Path file) {
        Digest digest = copies.put(file);
        Path copy = copies.fetch(digest);
        if (!isKept(digest, copy.toFile().length())) {
            String address = place.folder().at(name(OBJECTS, digest)).toString();
            place.recoded(() -> transfer.upload(copy, address, Optional.of(digest)));
            known.add(digest);
        }
        return digest;
    }

    Digest put(byte[] content) {
        Digest digest = copies.put(content);
        if (!isKept(digest, content.length)) {
            upload(digest, content);
        }
        return digest;
    }

    /** S3 refuses what has another SHA-256 than the name says. */
    private void upload(Digest digest, byte[] content) {
        String name = name(OBJECTS, digest);
        PutObjectRequest request =
                place.writeObject(name).checksumSHA256(base64(digest)).build();
        place.call(name, S3Place.PUT, () -> place.s3().putObject(request, RequestBody.fromBytes(content)));
        known.add(digest);
    }

    static String base64(Digest digest) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(digest.hex()));
    }

    /**
     * {@return whether the object is known to be there, whole; it counts as used now}. Writing a small one anew takes no longer than to ask, and
     * makes it young.
     */
    private boolean isKept(Digest digest, long bytes) {
        return known.contains(digest)
                || (bytes > ASKED_FOR
                        && head(digest)
                                .filter(h -> h.contentLength() == bytes)
                                .map(h -> use(digest, h))
                                .isPresent());
    }

    boolean has(Digest digest) {
        return known.contains(digest) || head(digest).map(h -> use(digest, h)).isPresent();
    }

    private Optional<HeadObjectResponse> head(Digest digest) {
        String name = name(OBJECTS, digest);
        return place.read(name, () -> {
            try {
                return Optional.of(
                        place.s3().headObject(r -> r.bucket(place.bucket()).key(place.key(name))));
            } catch (S3Exception e) {
                if (e.statusCode() == S3Place.NOT_FOUND) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    private Digest use(Digest digest, HeadObjectResponse is) {
        if (Duration.between(is.lastModified(), clock.instant()).compareTo(RENEWED_AFTER) > 0) {
            mark(name(USED, digest));
        }
        known.add(digest);
        return digest;
    }

    /** Readers without the right to write leave no mark. */
    private void mark(String name) {
        place.call(name, S3Place.PUT, () -> {
            try {
                return place.s3().putObject(place.write(name).build(), RequestBody.empty());
            } catch (S3Exception e) {
                if (e.statusCode() == DENIED) {
                    return PutObjectResponse.builder().build();
                }
                throw e;
            }
        });
    }

    /** Content that is here already need not be asked for. */
    Optional<Path> find(Digest digest) {
        return copies.has(digest) || has(digest) ? Optional.of(fetch(digest)) : Optional.empty();
    }

    Path fetch(Digest digest) {
        if (!copies.has(digest)) {
            bring(digest);
        }
        try {
            return copies.fetch(digest);
        } catch (BackendFailure e) {
            if (e.problems().get(0).code() != Code.STORE_CORRUPTED) {
                throw e;
            }
            // Only a copy is damaged.
            copies.delete(digest);
            bring(digest);
            return copies.fetch(digest);
        }
    }

    byte[] get(Digest digest) {
        try {
            return Files.readAllBytes(fetch(digest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void bring(Digest digest) {
        String name = name(OBJECTS, digest);
        Digest arrived;
        try {
            arrived = copies.receive(
                    file -> transfer.download(place.folder().at(name).toString(), file));
        } catch (BackendFailure e) {
            throw e.problems().get(0).code() == Code.CONFLICT ? absent(digest, e) : e;
        }
        if (!arrived.equals(digest)) {
            copies.delete(arrived);
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_CORRUPTED,
                            place.folder().at(name).toString(),
                            "has the content of " + arrived + ", so it is not object " + digest + " and is not used",
                            "Bring an earlier version of it back, or remove it and run again"),
                    null);
        }
    }

    private BackendFailure absent(Digest digest, Exception cause) {
        return BackendFailure.permanent(
                new Problem(
                        Code.NOT_FOUND,
                        "object " + digest,
                        "is not in the store " + place.folder(),
                        "Restore it from a backup, or run again without naming a run"),
                cause);
    }

    Stream<Stored> all() {
        Map<Digest, Instant> used = new HashMap<>();
        Iterator<S3Object> marks = place.list(USED + "sha256/");
        while (marks.hasNext()) {
            S3Object mark = marks.next();
            digest(mark).ifPresent(d -> used.put(d, mark.lastModified()));
        }
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(place.list(OBJECTS + "sha256/"), 0), false)
                .flatMap(o -> digest(o).stream().map(d -> stored(d, o, used.get(d))));
    }

    private static Stored stored(Digest digest, S3Object is, @Nullable Instant used) {
        Instant put = is.lastModified();
        return new Stored(digest, is.size(), used == null || used.isBefore(put) ? put : used, false);
    }

    private Optional<Digest> digest(S3Object object) {
        Matcher name = NAME.matcher(place.name(object));
        return name.matches() ? Optional.of(new Digest(name.group(1) + name.group(2))) : Optional.empty();
    }

    void delete(Digest digest) {
        known.remove(digest);
        Stream<ObjectIdentifier> names = Stream.of(name(OBJECTS, digest), name(USED, digest))
                .map(name -> ObjectIdentifier.builder().key(place.key(name)).build());
        place.call(
                name(OBJECTS, digest),
                "s3:DeleteObject",
                () -> place.s3()
                        .deleteObjects(r -> r.bucket(place.bucket())
                                .delete(d -> d.objects(names.toList()).quiet(true))));
        copies.delete(digest);
    }

    private static String name(String kind, Digest digest) {
        String hex = digest.hex();
        return kind + "sha256/" + hex.substring(0, HEX_FOLDER) + "/" + hex.substring(HEX_FOLDER);
    }
}
