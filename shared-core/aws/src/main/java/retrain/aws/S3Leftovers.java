package retrain.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import retrain.run.Store.Leftover;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * What a store in S3 has that lasts for nobody: uploads in parts whose process was killed, for which S3 asks money, and on this machine copies
 * that nobody reads any more and what killed processes left. A copy that goes is brought again when it is needed.
 */
final class S3Leftovers {
    private static final String UPLOAD = "upload ";
    private static final String FILE = "file ";

    private final S3Place place;
    private final List<Path> folders;

    /** @param folders on this machine, of files that can go when nobody has touched them for long */
    S3Leftovers(S3Place place, List<Path> folders) {
        this.place = place;
        this.folders = folders;
    }

    List<Leftover> find(Instant before) {
        List<Leftover> found = new ArrayList<>();
        for (MultipartUpload upload : uploads()) {
            if (upload.initiated().isBefore(before)) {
                found.add(new Leftover(UPLOAD + upload.uploadId() + " of " + upload.key(), 0));
            }
        }
        for (Path folder : folders) {
            files(folder, before, found);
        }
        return found;
    }

    private List<MultipartUpload> uploads() {
        return place.call(
                "",
                "s3:ListBucketMultipartUploads",
                () -> place
                        .s3()
                        .listMultipartUploadsPaginator(r ->
                                r.bucket(place.bucket()).prefix(place.folder().key()))
                        .uploads()
                        .stream()
                        .toList());
    }

    private static void files(Path folder, Instant before, List<Leftover> found) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    found.add(new Leftover(FILE + file, Files.size(file)));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw S3Failure.disk(folder, e instanceof IOException io ? io : new IOException(e));
        }
    }

    void delete(Leftover leftover) {
        String name = leftover.name();
        if (name.startsWith(FILE)) {
            remove(Path.of(name.substring(FILE.length())));
        } else {
            int of = name.indexOf(" of ");
            abort(name.substring(UPLOAD.length(), of), name.substring(of + " of ".length()));
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw S3Failure.disk(file, e);
        }
    }

    private void abort(String id, String key) {
        place.call(
                "",
                "s3:AbortMultipartUpload",
                () -> place.s3()
                        .abortMultipartUpload(
                                r -> r.bucket(place.bucket()).key(key).uploadId(id)));
    }
}
