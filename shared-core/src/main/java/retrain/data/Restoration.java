package retrain.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.RemoteFiles;
import retrain.run.RemoteFiles.RemoteFile;
import retrain.run.Store;

/**
 * Writes a snapshot into a folder: its record {@code snapshot.json}, its tables, and its source files below {@code sources}, as far as they are
 * still to be had under their digests: where they were, in DVC's cache or remotes, or in the store.
 */
public final class Restoration {
    private final Path base;
    private final Path into;
    private final Store store;
    private final Hashing hashing;
    private final Copies copies;
    private final List<String> written = new ArrayList<>();
    private final List<String> already = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();
    private final Set<Digest> damaged = new HashSet<>();

    /** Why parts that are elsewhere cannot be had, by their names. */
    private final Map<String, String> refused = new HashMap<>();

    /**
     * @param base the folder that the names of parts are relative to
     * @param into the folder to write to; made if need be
     */
    public Restoration(Path base, Path into, Store store, Hashing hashing, Copies copies) {
        this.base = base;
        this.into = into.toAbsolutePath().normalize();
        this.store = store;
        this.hashing = hashing;
        this.copies = copies;
    }

    /**
     * What was done, by the names of the files within the folder.
     *
     * @param already what was there already, with the same content
     * @param gone what is not to be had any more, and why, in words
     */
    public record Result(List<String> written, List<String> already, List<String> gone) {
        public Result {
            written = List.copyOf(written);
            already = List.copyOf(already);
            gone = List.copyOf(gone);
        }
    }

    /** A file to write: of a part, or of a table. */
    private record Item(Path target, Digest digest, long bytes, Optional<Part> part) {}

    /**
     * Writes what is to be had.
     *
     * @param dry only finds it
     * @throws InvalidInput with all files that are there with another content; nothing is written then
     */
    public Result restore(Snapshot snapshot, boolean dry) {
        try {
            List<Item> items = items(snapshot);
            for (Item item : open(items)) {
                restore(item, dry);
            }
            hashing.remember();
            return new Result(written, already, gone);
        } catch (IOException e) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_UNUSABLE,
                            into.toString(),
                            "the data cannot be written there (" + e + ")",
                            "Free space or grant access there, then restore again: what is there already stays"),
                    e);
        }
    }

    private List<Item> items(Snapshot snapshot) {
        List<Item> items = new ArrayList<>();
        byte[] manifest = Json.write(snapshot);
        items.add(new Item(into.resolve("snapshot.json"), Digest.of(manifest), manifest.length, Optional.empty()));
        items.add(table("train", snapshot.train()));
        snapshot.validation().ifPresent(t -> items.add(table("validation", t)));
        items.add(table("holdout", snapshot.holdout()));
        for (Part part : snapshot.parts()) {
            items.add(new Item(target(part), part.digest(), part.bytes(), Optional.of(part)));
        }
        return items;
    }

    private Item table(String name, Table table) {
        return new Item(into.resolve(name + ".parquet"), table.digest(), table.bytes(), Optional.empty());
    }

    /** Files that lay beside the spec's folder stay within this one. */
    private Path target(Part part) {
        Path target = into.resolve("sources");
        for (String step : (part.source() + "/" + part.name()).split("/", -1)) {
            if (!step.isEmpty() && !step.equals(".")) {
                target = target.resolve(step.equals("..") ? "__" : step.replace(':', '_'));
            }
        }
        return target;
    }

    private List<Item> open(List<Item> items) {
        List<Item> open = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Item item : items) {
            if (!Files.exists(item.target)) {
                open.add(item);
            } else if (Files.isRegularFile(item.target) && is(item.target, item)) {
                already.add(name(item));
            } else {
                problems.add(new Problem(
                        Code.OPTION_WRONG,
                        item.target.toString(),
                        "is there with another content than the snapshot's",
                        "Move it away, or name another folder with -Dretrain.into"));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        return open;
    }

    private boolean is(Path file, Item item) {
        return file.toFile().length() == item.bytes
                && hashing.digests(Hashing.Algorithm.SHA256, List.of(file))
                        .get(0)
                        .hex()
                        .equals(item.digest.hex());
    }

    private String name(Item item) {
        return into.relativize(item.target).toString().replace('\\', '/');
    }

    private void restore(Item item, boolean dry) throws IOException {
        if (dry && item.part.isPresent() && isVersionThere(item.part.get())) {
            written.add(name(item));
            return;
        }
        Optional<Path> content = item.part.isPresent() ? part(item, item.part.get()) : kept(item);
        if (content.isEmpty()) {
            gone.add(name(item) + " (" + item.digest + "): " + why(item));
            return;
        }
        if (!dry) {
            copy(content.get(), item);
        }
        written.add(name(item));
    }

    private Optional<Path> part(Item item, Part part) throws IOException {
        if (isElsewhere(part)) {
            Optional<Path> remote = elsewhere(item, part);
            return remote.isPresent() ? remote : kept(item);
        }
        Path where = base.resolve(part.name()).toAbsolutePath().normalize();
        if (Files.isRegularFile(where) && is(where, item)) {
            return Optional.of(where);
        }
        Optional<Path> cached = inDvc(item, part, where);
        return cached.isPresent() ? cached : kept(item);
    }

    private static boolean isElsewhere(Part part) {
        return part.name().contains("://");
    }

    /** {@return whether a part is there by its version, which never has another content: it need not be fetched to know it} */
    private boolean isVersionThere(Part part) {
        return part.remoteVersion().isPresent()
                && found(part, part.remoteVersion())
                        .filter(f -> f.bytes() == part.bytes())
                        .isPresent();
    }

    private Optional<RemoteFile> found(Part part, Optional<String> version) {
        try {
            return copies.at(part.name(), part.name(), RemoteFiles.Access.usual())
                    .find(part.name(), version);
        } catch (InvalidInput e) {
            refused.put(part.name(), words(e));
            return Optional.empty();
        }
    }

    private static String words(InvalidInput e) {
        Problem first = e.problems().get(0);
        return first.where() + " " + first.what();
    }

    /** By its version; if that is gone, what is there now may still be the same. */
    private Optional<Path> elsewhere(Item item, Part part) {
        if (part.tag().isPresent()) {
            return sameTag(part, part.tag().get());
        }
        Optional<Path> version =
                part.remoteVersion().isPresent() ? fetched(item, part, part.remoteVersion()) : Optional.empty();
        return version.isPresent() ? version : fetched(item, part, Optional.empty());
    }

    /** Its content was never seen here, so that it is known by its tag only. */
    private Optional<Path> sameTag(Part part, String tag) {
        Optional<RemoteFile> file =
                found(part, Optional.empty()).filter(f -> f.tag().equals(tag) && f.bytes() == part.bytes());
        return file.map(f -> copies.bring("restore", List.of(wanted(part, f))).get(0))
                .map(Copies.Copy::path);
    }

    private Optional<Path> fetched(Item item, Part part, Optional<String> version) {
        Optional<Path> known = version.flatMap(v -> copies.kept(part.name(), Copies.version(v)))
                .map(Copies.Copy::path);
        if (known.isPresent() && is(known.get(), item)) {
            return known;
        }
        Optional<RemoteFile> file = found(part, version).filter(f -> f.bytes() == item.bytes);
        try {
            return file.flatMap(f -> copies.bring("restore", List.of(wanted(part, f))).stream()
                            .findFirst())
                    .map(Copies.Copy::path)
                    .filter(p -> is(p, item));
        } catch (InvalidInput e) {
            refused.put(part.name(), words(e));
            return Optional.empty();
        }
    }

    private Copies.Wanted wanted(Part part, RemoteFile file) {
        RemoteFiles from = copies.at(part.name(), part.name(), RemoteFiles.Access.usual());
        return new Copies.Wanted(from, file, Copies.state(file));
    }

    private Optional<Path> inDvc(Item item, Part part, Path where) throws IOException {
        String version = part.version().orElse("");
        if (version.startsWith(Dvc.VERSION)) {
            DvcRepository repository = DvcRepository.around(where.resolveSibling(""), DvcRemote.all(copies));
            for (int place = 0; place < repository.places(); place++) {
                Optional<Path> found = inDvc(repository, place, part, version.substring(Dvc.VERSION.length()));
                if (found.isPresent() && is(found.get(), item)) {
                    return found;
                }
                found.ifPresent(copies::drop);
            }
        }
        return Optional.empty();
    }

    private Optional<Path> inDvc(DvcRepository repository, int place, Part part, String md5) {
        try {
            return repository.find(place, md5, Optional.empty());
        } catch (InvalidInput e) {
            refused.put(part.name(), words(e));
            return Optional.empty();
        }
    }

    private Optional<Path> kept(Item item) {
        try {
            return store.find(item.digest());
        } catch (BackendFailure e) {
            if (e.problems().get(0).code() != Code.STORE_CORRUPTED) {
                throw e;
            }
            damaged.add(item.digest());
            return Optional.empty();
        }
    }

    private String why(Item item) {
        if (damaged.contains(item.digest)) {
            return "the store's copy is damaged";
        }
        if (item.part.isEmpty()) {
            return "it is not in the store any more";
        }
        Part part = item.part.get();
        if (isElsewhere(part)) {
            String kept = part.remoteVersion().isPresent() ? "" : "; its bucket kept no versions";
            return refused.getOrDefault(part.name(), part.name() + " is not there any more, or has another content")
                    + kept;
        }
        boolean there = Files.exists(base.resolve(part.name()));
        String pull = part.version()
                .filter(v -> v.startsWith(Dvc.VERSION))
                .map(v -> "; 'dvc pull' may bring it")
                .orElse("");
        String remote = refused.containsKey(part.name()) ? " (" + refused.get(part.name()) + ")" : "";
        return part.name() + (there ? " has another content by now" : " is not there any more") + pull + remote;
    }

    /** Whole or not there; the copy is what is verified. Whoever has written the file meanwhile wins. */
    private void copy(Path content, Item item) throws IOException {
        Path folder = Files.createDirectories(item.target.toAbsolutePath().getParent());
        Path part = folder.resolve(".restoring-" + UUID.randomUUID());
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                Files.copy(content, out);
            }
            if (!Digest.of(part).equals(item.digest)) {
                throw new IOException(content + " was changed while it was copied");
            }
            Files.move(part, item.target);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
