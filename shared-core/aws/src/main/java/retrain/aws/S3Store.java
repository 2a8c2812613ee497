package retrain.aws;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import retrain.local.FolderStore;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.Store;
import retrain.spec.Spec;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A store below a prefix in S3, in the layout of a folder's: create-if-absent and compare-and-set are S3's conditional writes. */
final class S3Store implements Store {
    private static final int FORMAT = 1;
    private static final String FORMAT_FILE = "format.json";
    private static final Pattern KEY = Pattern.compile("[a-z]+(/[A-Za-z0-9_][A-Za-z0-9._@=-]*)+");

    /** Folders that hold no documents; in the last are the inputs and outputs of jobs. */
    private static final List<String> OWN = List.of("objects", "used", "work");

    private static final Pattern BESIDE = Pattern.compile("work/|code/");

    private final S3Place place;
    private final S3Documents documents;
    private final S3Objects objects;
    private final S3Leftovers leftovers;

    private S3Store(S3Place place, Path folder, Clock clock, long part) {
        this.place = place;
        Path copies = folder.resolve("copies");
        this.documents = new S3Documents(
                place,
                new DocumentCopies(copies.resolve("documents"), place.folder().toString()),
                KEY,
                OWN);
        this.objects = new S3Objects(place, FolderStore.open(copies), clock, part);
        this.leftovers = new S3Leftovers(
                place,
                List.of(
                        copies.resolve("objects"),
                        copies.resolve("documents"),
                        copies.resolve("tmp"),
                        folder.resolve("scratch")));
    }

    /**
     * Opens the store that the spec names; makes it if there is nothing yet. Where there is a store, opening it is one request.
     *
     * @param folder on this machine, for copies
     * @throws InvalidInput {@code STORE_TOO_NEW} if a newer version of Retrain wrote it, {@code STORE_UNUSABLE} if the prefix holds
     *     something else, or the bucket cannot be used
     * @throws BackendFailure if S3 cannot be reached
     */
    static S3Store open(Spec spec, Path folder) {
        S3Place place = new S3Place(
                new AwsClients(spec.aws()).s3(),
                S3Address.of(spec.store()),
                spec.aws().kmsKey(),
                spec.aws().storageClass());
        return open(place, folder, Clock.systemUTC(), S3Transfer.PART);
    }

    /** @param part from which size on, in bytes, an object is moved in parts */
    static S3Store open(S3Place place, Path folder, Clock clock, long part) {
        S3Store store = new S3Store(place, folder, clock, part);
        int found = store.format().orElseGet(store::begin);
        if (found > FORMAT) {
            throw new InvalidInput(
                    Code.STORE_TOO_NEW,
                    store.location(),
                    "was written by a newer version of Retrain (format " + found + ", this one reads " + FORMAT + ")",
                    "Use that version of Retrain, or name another prefix as 'store'");
        }
        return store;
    }

    private Optional<Integer> format() {
        return documents
                .get(FORMAT_FILE)
                .map(f -> Json.read(
                                f.asByteArray(),
                                Format.class,
                                place.folder().at(FORMAT_FILE).toString())
                        .format());
    }

    private int begin() {
        Iterator<S3Object> there = place.list("");
        while (there.hasNext()) {
            // What a job has left beside the store, or the code of a stack, says nothing about it.
            if (!BESIDE.matcher(place.name(there.next())).lookingAt() && format().isEmpty()) {
                throw new InvalidInput(
                        Code.STORE_UNUSABLE,
                        location(),
                        "is not a store: it holds other things and no " + FORMAT_FILE,
                        "Name an empty or a new prefix as 'store'");
            }
        }
        boolean first = documents.write(FORMAT_FILE, Json.write(new Format(FORMAT)), r -> r.ifNoneMatch("*"));
        return first ? FORMAT : format().orElse(FORMAT);
    }

    @Override
    public Digest put(Path file) {
        return objects.put(file);
    }

    @Override
    public Digest put(byte[] content) {
        return objects.put(content);
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
    public Optional<Path> find(Digest digest) {
        return objects.find(digest);
    }

    @Override
    public byte[] get(Digest digest) {
        return objects.get(digest);
    }

    @Override
    public Optional<Document> read(String key) {
        return documents.read(key);
    }

    @Override
    public boolean create(String key, byte[] content) {
        return documents.create(key, content);
    }

    @Override
    public boolean replace(String key, byte[] content, String tag) {
        return documents.replace(key, content, tag);
    }

    @Override
    public List<String> list(String prefix) {
        return documents.list(prefix);
    }

    @Override
    public Stream<Stored> objects() {
        return objects.all();
    }

    @Override
    public boolean relocate(Digest digest, Path folder) {
        throw new IllegalStateException("'data.cold' with a store in S3 is refused with the spec");
    }

    @Override
    public void delete(Digest digest) {
        objects.delete(digest);
    }

    @Override
    public void delete(String key) {
        documents.delete(key);
    }

    @Override
    public List<Leftover> leftovers(Instant before) {
        return leftovers.find(before);
    }

    @Override
    public void delete(Leftover leftover) {
        leftovers.delete(leftover);
    }

    @Override
    public String location() {
        return place.folder().toString();
    }

    /** What {@code format.json} holds. */
    record Format(int format) {}
}
