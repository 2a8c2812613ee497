package retrain.stream;

import java.util.Locale;
import java.util.Optional;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.Store;

/**
 * The chain of a stream's checkpoints, {@code streams/<model>/<n>.json}, each created if absent: of two streams that go on from the same entry
 * one comes to write the next, and the other one has done nothing. What the last entry needs is kept by {@code models/<model>/stream.json}, which
 * repeats it, and tells where the chain's end is looked for.
 */
final class Checkpoints {
    private final Store store;
    private final String model;

    Checkpoints(Store store, String model) {
        this.store = store;
        this.model = model;
    }

    /** An entry, and the digest of its document. */
    record Link(Checkpoint checkpoint, Digest digest) {}

    /** {@return the last entry; empty if the stream has never begun} */
    Optional<Link> last() {
        Optional<Link> last = repeated();
        int number = last.map(l -> l.checkpoint().number()).orElse(0);
        for (Optional<Link> next = link(number + 1); next.isPresent(); next = link(number + 1)) {
            last = next;
            number++;
        }
        last.ifPresent(l -> repeat(l.checkpoint()));
        return last;
    }

    private Optional<Link> repeated() {
        return store.read(head())
                .map(d -> new Link(read(d.content(), head()), Digest.of(d.content())))
                .map(head -> link(head.checkpoint().number())
                        .filter(link -> link.digest().equals(head.digest()))
                        .orElseThrow(() -> damaged(head.checkpoint().number())));
    }

    private BackendFailure damaged(int number) {
        return BackendFailure.permanent(
                new Problem(
                        Code.STORE_CORRUPTED,
                        key(number),
                        "is not the entry that " + head() + " repeats",
                        "Restore both from a backup"),
                null);
    }

    /** {@return an entry, if there is one} */
    Optional<Link> link(int number) {
        String key = key(number);
        return store.read(key).map(d -> new Link(read(d.content(), key), Digest.of(d.content())));
    }

    private static Checkpoint read(byte[] content, String key) {
        Checkpoint checkpoint = Json.read(content, Checkpoint.class, key);
        if (checkpoint.format() > Checkpoint.FORMAT) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_TOO_NEW,
                            key,
                            "was written by a newer Retrain (format " + checkpoint.format() + ")",
                            "Use that version of Retrain"),
                    null);
        }
        return checkpoint;
    }

    /**
     * Adds an entry: the moment at which a batch counts as learned.
     *
     * @throws InvalidInput {@code CONFLICT} if another stream has gone on from the same entry
     */
    Link commit(Checkpoint next) {
        byte[] content = Json.write(next);
        if (!store.create(key(next.number()), content)) {
            throw new InvalidInput(
                    Code.CONFLICT,
                    "the stream of model '" + model + "'",
                    "goes on in another process, which has written entry " + next.number()
                            + "; what this one did for it counts for nothing",
                    "Leave it to that process; to take its place, stop it first");
        }
        repeat(next);
        return new Link(next, Digest.of(content));
    }

    /** Never back: the one that is behind finds the chain's end all the same. */
    private void repeat(Checkpoint last) {
        byte[] content = Json.write(last);
        while (true) {
            Optional<Store.Document> document = store.read(head());
            if (document.isEmpty()) {
                if (store.create(head(), content)) {
                    return;
                }
            } else if (read(document.get().content(), head()).number() >= last.number()
                    || store.replace(head(), content, document.get().tag())) {
                return;
            }
        }
    }

    /** {@return the digest of the batch that was taken under an offset} Offsets ascend with the entries' numbers. */
    Optional<Digest> delivered(String offset, int last) {
        int from = 1;
        int to = last;
        while (from < to) {
            int middle = (from + to) >>> 1;
            boolean before = link(middle)
                    .flatMap(l -> l.checkpoint().state().offset())
                    .map(o -> o.compareTo(offset) < 0)
                    .orElse(true);
            from = before ? middle + 1 : from;
            to = before ? to : middle;
        }
        return link(from)
                .flatMap(l -> taken(l.checkpoint().step()))
                .filter(t -> t.offset().equals(offset))
                .map(Checkpoint.Taken::digest);
    }

    private static Optional<Checkpoint.Taken> taken(Checkpoint.Step step) {
        if (step instanceof Checkpoint.Step.Learned learned) {
            return Optional.of(learned.batch());
        }
        return step instanceof Checkpoint.Step.Skipped skipped ? Optional.of(skipped.batch()) : Optional.empty();
    }

    private String head() {
        return "models/" + model + "/stream.json";
    }

    /** Sorts in the order of the entries. */
    private String key(int number) {
        return String.format(Locale.ROOT, "streams/%s/%09d.json", model, number);
    }
}
