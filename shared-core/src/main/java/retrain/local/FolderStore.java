package retrain.local;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.Store;

/**
 * A store in a folder: {@code objects/sha256/ab/cd…} and every document in a file of its key's name. Everything is written to {@code
 * tmp/} first and then linked or moved to its place, so that whatever is there is there whole.
 */
public final class FolderStore implements Store {
    static final int FORMAT = 1;

    private static final String FORMAT_FILE = "format.json";
    private static final String TEMPORARY = "tmp";
    private static final String LOCKS = "locks";
    private static final String SCRATCH = "scratch";
    private static final String OBJECTS = "objects";

    /** Folders that hold no documents; in the last are copies of what another store holds. */
    private static final Set<String> OWN = Set.of(OBJECTS, TEMPORARY, LOCKS, SCRATCH, "copies");

    private static final Pattern KEY = Pattern.compile("[a-z]+(/[A-Za-z0-9_][A-Za-z0-9._@=-]*)+");
    private static final int LOCK_NAME = 2;

    private final Path root;
    private final AtomicFiles files;
    private final FolderObjects objects;

    private FolderStore(Path root) {
        this.root = root;
        this.files = new AtomicFiles(root.resolve(TEMPORARY));
        this.objects = new FolderObjects(root.resolve(OBJECTS), files, Clock.systemUTC());
    }

    /**
     * Opens the store in a folder; makes it if there is nothing yet. Where there is a store, opening it only reads.
     *
     * @throws InvalidInput {@code STORE_TOO_NEW} if a newer version of Retrain wrote it, {@code STORE_UNUSABLE} if the folder is
     *     something else
     * @throws BackendFailure {@code STORE_UNUSABLE} if the folder cannot be read or made
     */
    public static FolderStore open(Path folder) {
        try {
            return opened(folder);
        } catch (IOException e) {
            throw unusable(folder, DiskFailure.UNKNOWN, e);
        }
    }

    private static FolderStore opened(Path folder) throws IOException {
        Path format = folder.resolve(FORMAT_FILE);
        if (!Files.exists(format)) {
            begin(folder);
        }
        int found = Json.read(Files.readAllBytes(format), Format.class, format.toString())
                .format();
        if (found > FORMAT) {
            throw new InvalidInput(
                    Code.STORE_TOO_NEW,
                    folder.toString(),
                    "was written by a newer version of Retrain (format " + found + ", this one reads " + FORMAT + ")",
                    "Use that version of Retrain, or name another folder as 'store'");
        }
        // The real path: locks are per file and process, and two links to one store must come to the same lock.
        return new FolderStore(folder.toRealPath());
    }

    private static void begin(Path folder) throws IOException {
        if (Files.isSymbolicLink(folder) && !Files.exists(folder)) {
            throw noStore(folder, "is a link to " + Files.readSymbolicLink(folder) + ", which is not there");
        }
        AtomicFiles.makeFolder(folder.toAbsolutePath());
        Path format = folder.resolve(FORMAT_FILE);
        // Another process may be making the store just now: its own folders may be there before the format is.
        if (holdsOtherThings(folder) && !Files.exists(format)) {
            throw noStore(folder, "is not a store: it holds other things and no " + FORMAT_FILE);
        }
        FolderStore store = new FolderStore(folder.toRealPath());
        store.files.create(store.root.resolve(FORMAT_FILE), Json.write(new Format(FORMAT)), store.lock(FORMAT_FILE));
    }

    private static InvalidInput noStore(Path folder, String what) {
        return new InvalidInput(
                Code.STORE_UNUSABLE, folder.toString(), what, "Name an empty or a new folder as 'store'");
    }

    private static boolean holdsOtherThings(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!OWN.contains(name) && !name.startsWith(".") && !name.equals("lost+found")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** {@return the folder for what is not kept, on the store's disk} */
    public Path scratch() {
        return root.resolve(SCRATCH);
    }

    @Override
    public Digest put(Path file) {
        return objects.put(file);
    }

    @Override
    public Digest put(byte[] content) {
        return objects.put(content);
    }

    /** Keeps the content that the writer writes to the file it is given, without a copy of it. */
    public Digest receive(Consumer<Path> writer) {
        return objects.receive(writer);
    }

    @Override
    public boolean relocate(Digest digest, Path folder) {
        return objects.relocate(digest, folder);
    }

    @Override
    public boolean has(Digest digest) {
        return objects.has(digest);
    }

    @Override
    public Path fetch(Digest digest) {
        return objects.fetch(digest);
    }

    @Override
    public byte[] get(Digest digest) {
        return objects.get(digest);
    }

    @Override
    public Optional<Document> read(String key) {
        Path file = path(key);
        try {
            byte[] content = Files.readAllBytes(file);
            return Optional.of(new Document(content, Digest.of(content).hex()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(file, DiskFailure.UNKNOWN, e);
        }
    }

    @Override
    public boolean create(String key, byte[] content) {
        Path file = path(key);
        try {
            return files.create(file, content, lock(key));
        } catch (IOException e) {
            throw unusable(file, content.length, e);
        }
    }

    @Override
    public boolean replace(String key, byte[] content, String tag) {
        Path file = path(key);
        try {
            return FileLocks.holding(lock(key), () -> {
                Optional<Document> now = read(key);
                if (now.isEmpty() || !now.get().tag().equals(tag)) {
                    return false;
                }
                try (AtomicFiles.Pending pending = files.write(content)) {
                    pending.moveTo(file);
                }
                return true;
            });
        } catch (IOException e) {
            throw unusable(file, content.length, e);
        }
    }

    @Override
    public List<String> list(String prefix) {
        List<String> keys = new ArrayList<>();
        collect(root.resolve(prefix.substring(0, prefix.lastIndexOf('/') + 1)), prefix, keys);
        Collections.sort(keys);
        return keys;
    }

    private void collect(Path folder, String prefix, List<String> keys) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String key = root.relativize(entry).toString().replace('\\', '/');
                boolean inside = key.startsWith(prefix) || prefix.startsWith(key + "/");
                if (!inside || OWN.contains(key)) {
                    continue;
                }
                if (Files.isDirectory(entry)) {
                    collect(entry, prefix, keys);
                } else if (KEY.matcher(key).matches()) {
                    keys.add(key);
                }
            }
        } catch (NoSuchFileException e) {
            // Nothing was written below the prefix yet: there are no keys.
            return;
        } catch (IOException | DirectoryIteratorException e) {
            throw unusable(folder, DiskFailure.UNKNOWN, e);
        }
    }

    @Override
    public Stream<Stored> objects() {
        return objects.all();
    }

    @Override
    public void delete(Digest digest) {
        objects.delete(digest);
    }

    @Override
    public void delete(String key) {
        remove(path(key));
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unusable(file, DiskFailure.UNKNOWN, e);
        }
    }

    /** A process that still writes a file changes its time; the id of the process says nothing on a store that machines share. */
    @Override
    public List<Leftover> leftovers(Instant before) {
        List<Leftover> found = new ArrayList<>();
        for (String folder : List.of(TEMPORARY, SCRATCH)) {
            leftovers(root.resolve(folder), before, found);
        }
        return found;
    }

    private void leftovers(Path folder, Instant before, List<Leftover> found) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    leftovers(entry, before, found);
                    continue;
                }
                BasicFileAttributes is =
                        Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (is.lastModifiedTime().toInstant().isBefore(before)) {
                    found.add(new Leftover(root.relativize(entry).toString(), is.size()));
                }
            }
        } catch (NoSuchFileException e) {
            // Its process has ended meanwhile and taken it away.
            return;
        } catch (IOException | DirectoryIteratorException e) {
            throw unusable(folder, DiskFailure.UNKNOWN, e);
        }
    }

    @Override
    public void delete(Leftover leftover) {
        remove(root.resolve(leftover.name()));
    }

    @Override
    public String location() {
        return root.toString();
    }

    private Path path(String key) {
        if (!KEY.matcher(key).matches() || OWN.contains(key.substring(0, key.indexOf('/')))) {
            throw new IllegalArgumentException("not a document's key: " + key);
        }
        return root.resolve(key);
    }

    /** Few locks for many keys: they are held for a moment only. */
    private Path lock(String key) {
        return root.resolve(LOCKS).resolve(Digest.of(key).hex().substring(0, LOCK_NAME));
    }

    static BackendFailure unusable(Path where, long needed, Exception e) {
        return DiskFailure.of(Code.STORE_UNUSABLE, where, needed, e, "or name another folder as 'store'");
    }

    /** What {@code format.json} holds. */
    record Format(int format) {}
}
