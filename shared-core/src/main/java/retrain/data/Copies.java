package retrain.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.RemoteFiles;
import retrain.run.RemoteFiles.RemoteFile;
import retrain.run.Remotes;

/**
 * Copies of files that are elsewhere, in {@code scratch/remote}, so that what did not change is neither fetched nor digested again. A copy is
 * of one {@link #state} of one address, and never changes. Beside it stands its {@link Card}; a copy whose card is absent or tells another
 * length or time of writing is as good as none. Any number of processes may use the folder at once: whatever is there is there whole.
 *
 * <p>A copy that is used is young again, so that {@code clean} removes those that nobody used for long.
 */
public final class Copies {
    private static final int LONGEST_NAME = 120;

    /** {@code clean} takes what is a day old at the least. */
    private static final long REFRESH_SECONDS = TimeUnit.HOURS.toSeconds(12);

    private final Remotes remotes;
    private final Path folder;
    private final Clock clock;
    private final Observer observer;
    private final Map<String, RemoteFiles> opened = new HashMap<>();

    /** @param scratch the store's folder for what is not kept */
    public Copies(Remotes remotes, Path scratch, Clock clock, Observer observer) {
        this.remotes = remotes;
        this.folder = scratch.resolve("remote").toAbsolutePath().normalize();
        this.clock = clock;
        this.observer = observer;
    }

    public static Copies of(Context context) {
        return new Copies(context.remotes(), context.scratch(), context.clock(), context.observer());
    }

    /** A file that a copy is wanted of, and who reads it. */
    public record Wanted(RemoteFiles from, RemoteFile file, String state) {}

    /**
     * What is known of a copy.
     *
     * @param version the place's name of the version that was fetched, if it keeps versions
     * @param written when the copy was marked as used last, in seconds since 1970: the file's time
     */
    record Card(String address, String state, long bytes, Digest digest, Optional<String> version, long written) {}

    /** A copy. */
    record Copy(Path path, Card card) {}

    /** {@return what tells a file's content from other contents of its address: its version if that is known, else its tag and length} */
    static String state(RemoteFile file) {
        return file.version()
                .map(Copies::version)
                .orElseGet(() -> "tag " + file.tag() + ", " + file.bytes() + " bytes");
    }

    static String version(String version) {
        return "version " + version;
    }

    RemoteFiles at(String where, String address, RemoteFiles.Access access) {
        String key = address.substring(0, address.indexOf("://")) + " " + access;
        RemoteFiles known = opened.get(key);
        if (known == null) {
            known = remotes.at(where, address, access);
            opened.put(key, known);
        }
        return known;
    }

    /** {@return where a copy is, or would be} */
    Path path(String address, String state) {
        String name = address.substring(address.indexOf("://") + 3).replaceAll("[^A-Za-z0-9._-]", "+");
        String end = name.substring(Math.max(0, name.length() - LONGEST_NAME));
        return folder.resolve(key(address, state) + "+" + end);
    }

    private Path card(String address, String state) {
        return folder.resolve(key(address, state) + ".json");
    }

    private static String key(String address, String state) {
        return Digest.of(address + "\n" + state).hex().substring(0, 32);
    }

    /** {@return the copy, if there is one; it counts as used just now} */
    Optional<Copy> kept(String address, String state) {
        try {
            byte[] json = Files.readAllBytes(card(address, state));
            Card card = Json.read(json, Card.class, address);
            Path path = path(address, state);
            boolean right = card.address.equals(address)
                    && card.state.equals(state)
                    && Files.size(path) == card.bytes
                    && Files.getLastModifiedTime(path).to(TimeUnit.SECONDS) == card.written;
            return right ? Optional.of(new Copy(path, used(path, card))) : Optional.empty();
        } catch (IOException | RetrainException e) {
            // Absent, taken away by a clean, or damaged: it is fetched again.
            return Optional.empty();
        }
    }

    private Card used(Path path, Card card) throws IOException {
        long now = now();
        if (now - card.written < REFRESH_SECONDS) {
            return card;
        }
        Card young = new Card(card.address, card.state, card.bytes, card.digest, card.version, now);
        Files.setLastModifiedTime(path, FileTime.from(Instant.ofEpochSecond(now)));
        write(young);
        return young;
    }

    /** Even seconds: no disk's clock is coarser. */
    private long now() {
        return clock.instant().getEpochSecond() / 2 * 2;
    }

    private void write(Card card) throws IOException {
        Path part = Files.createTempFile(folder, "part-", ".tmp");
        try {
            Files.write(part, Json.write(card));
            move(part, card(card.address, card.state));
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void move(Path part, Path target) throws IOException {
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * {@return a copy of each of the files, in their order; those that are not kept are fetched, several at once}
     *
     * @param stage what they are for, to tell how far it is
     * @throws InvalidInput with all files that cannot be had
     */
    List<Copy> bring(String stage, List<Wanted> files) {
        List<Optional<Copy>> copies = new ArrayList<>();
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Optional<Copy> kept = kept(files.get(i).file.address(), files.get(i).state);
            copies.add(kept);
            if (kept.isEmpty()) {
                open.add(i);
            }
        }
        // The largest first, as in Hashing.
        open.sort((a, b) ->
                Long.compare(files.get(b).file.bytes(), files.get(a).file.bytes()));
        List<Callable<Optional<Copy>>> work = new ArrayList<>();
        for (int index : open) {
            work.add(() -> Optional.of(fetched(files.get(index))));
        }
        List<Optional<Copy>> fetched = fetch(stage, work);
        for (int i = 0; i < open.size(); i++) {
            copies.set(open.get(i), fetched.get(i));
        }
        return copies.stream().map(Optional::orElseThrow).toList();
    }

    /** Forgets a copy whose content is not what its address promises, so that it is fetched again; other files are left alone. */
    void drop(Path path) {
        if (path.startsWith(folder)) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw unusable(e);
            }
        }
    }

    /** {@return copies of the files that are at these addresses; without those that are not there} */
    List<Copy> bringThoseThere(String stage, RemoteFiles from, List<String> addresses, String state) {
        List<Callable<Optional<Copy>>> work = new ArrayList<>();
        for (String address : addresses) {
            work.add(() -> {
                Optional<RemoteFile> found = from.find(address, Optional.empty());
                return found.isPresent()
                        ? Optional.of(fetched(new Wanted(from, found.get(), state)))
                        : Optional.empty();
            });
        }
        return fetch(stage, work).stream().flatMap(Optional::stream).toList();
    }

    private List<Optional<Copy>> fetch(String stage, List<Callable<Optional<Copy>>> work) {
        if (work.isEmpty()) {
            return List.of();
        }
        try {
            Files.createDirectories(folder);
            return Fetching.all(stage, observer, work);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private BackendFailure unusable(IOException e) {
        return BackendFailure.permanent(
                new Problem(
                        Code.STORE_UNUSABLE,
                        folder.toString(),
                        "files that are elsewhere cannot be copied there (" + e + ")",
                        "Free space or grant access there, then go on with the run"),
                e);
    }

    private Copy fetched(Wanted wanted) throws IOException {
        String address = wanted.file.address();
        Path part = Files.createTempFile(folder, "part-", ".tmp");
        try {
            RemoteFile file = wanted.from.fetch(wanted.file, part);
            long now = now();
            Card card = new Card(address, wanted.state, Files.size(part), Digest.of(part), file.version(), now);
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.setLastModifiedTime(part, FileTime.from(Instant.ofEpochSecond(now)));
            Path path = path(address, wanted.state);
            move(part, path);
            write(card);
            return new Copy(path, card);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
