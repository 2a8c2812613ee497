package retrain.stream;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Digest;
import retrain.run.FileTree;
import retrain.run.Json;
import retrain.stream.RecordLog.Item;

/**
 * The batches that were cut from a log: a folder each, {@code <records before it>/batch.jsonl}, with a note of where it begins and ends. A
 * folder appears whole or not at all, and never again under the same name: what is cut once stays cut so, whoever looks and
 * whatever came into the log since.
 */
final class Claims {
    private static final String ROWS = "batch.jsonl";
    private static final String NOTE = "place";
    private static final String PART = ".part-";

    private final Path folder;

    Claims(Path folder) {
        this.folder = folder;
    }

    /**
     * What stands beside a batch.
     *
     * @param after the offset that it follows; absent for the first
     * @param offset its own
     * @param oldest when its oldest record came
     */
    record Note(Optional<String> after, String offset, long records, Instant oldest) {}

    /** A batch that was cut, and its note. */
    record Claim(Note note, BatchSource.Batch batch) {}

    /**
     * {@return the batch that was cut after an offset, if one was}
     *
     * @param at the place there
     * @throws InvalidInput if the folder has batches of another stream
     */
    Optional<Claim> find(LogPlace at, Optional<String> after) {
        Path claim = folder.resolve(at.number());
        if (!Files.isDirectory(claim)) {
            return Optional.empty();
        }
        try {
            Note note = Json.read(
                    Files.readAllBytes(claim.resolve(NOTE)),
                    Note.class,
                    claim.resolve(NOTE).toString());
            if (!note.after().equals(after)
                    || !LogPlace.parse(note.offset()).log().equals(at.log())) {
                throw new InvalidInput(
                        Code.CONFLICT,
                        claim.toString(),
                        "is a batch of another stream, or of an earlier life of this one",
                        "Give each stream a folder of its own; move away what is in this one");
            }
            Path rows = claim.resolve(ROWS);
            return Optional.of(
                    new Claim(note, new BatchSource.Batch(note.offset(), rows, Files.size(rows), Digest.of(rows))));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Keeps a batch, unless one was kept after the same offset meanwhile. */
    void add(String number, Note note, List<Item> items) {
        try {
            Path part = Files.createTempDirectory(Files.createDirectories(folder), PART);
            write(part.resolve(ROWS), items);
            Files.write(part.resolve(NOTE), Json.write(note));
            if (!moved(part, folder.resolve(number))) {
                FileTree.remove(part);
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static boolean moved(Path part, Path claim) throws IOException {
        try {
            Files.move(part, claim, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            if (Files.isDirectory(claim)) {
                return false;
            }
            throw e;
        }
    }

    /** Within an object a line feed stands between tokens only, where a blank means the same. */
    private static void write(Path rows, List<Item> items) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(rows))) {
            for (Item item : items) {
                for (byte b : item.value()) {
                    out.write(b == '\n' || b == '\r' ? ' ' : b);
                }
                out.write('\n');
            }
        }
    }

    /** Removes the batches before a place, and what killed processes left. */
    void removeBefore(String number) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path each : all) {
                String name = each.getFileName().toString();
                if (name.startsWith(PART) || name.compareTo(number) < 0) {
                    FileTree.remove(each);
                }
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private BackendFailure unusable(IOException e) {
        return BackendFailure.permanent(
                new Problem(
                        Code.STORE_UNUSABLE,
                        folder.toString(),
                        "cannot be used for batches (" + e + ")",
                        "Free space or grant access there, then start the stream again"),
                e);
    }
}
