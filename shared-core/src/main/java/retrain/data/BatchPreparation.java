package retrain.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.spec.Spec;

/** Prepares the batches of a stream by the spec's own prepare query: the batch's file takes the place of a source's files. */
public final class BatchPreparation {
    private final Spec spec;
    private final Context context;
    private final Preparer preparer;
    private final String source;

    /** @param source the view that a batch fills; the other sources are as the spec says */
    public BatchPreparation(Spec spec, Context context, Preparer preparer, String source) {
        this.spec = spec;
        this.context = context;
        this.preparer = preparer;
        this.source = source;
    }

    /**
     * {@return the rows of a batch; nothing of them is split off}
     *
     * @param file whose content has the digest
     * @param scratch an empty folder
     * @throws retrain.problem.InvalidInput as {@link Preparer#prepareBatch}
     * @throws BackendFailure {@code CONFLICT} if a file was changed while it was read
     */
    public Snapshot prepare(Path file, Digest digest, Snapshot base, Path scratch) {
        Hashing hashing = new Hashing(context.scratch(), context.clock());
        Sources sources = sources(file, hashing);
        List<Part> parts = hashing.parts(sources);
        Snapshot snapshot = preparer.prepareBatch(
                new Preparer.Work(
                        "stream",
                        spec,
                        context.base(),
                        sources.named(scratch),
                        Map.of(),
                        sources.partitions(),
                        parts,
                        context.store(),
                        scratch),
                base,
                context.observer());
        List<Part> after = new ArrayList<>(hashing.parts(sources));
        hashing.remember();
        boolean same = after.equals(parts)
                && parts.stream()
                        .anyMatch(p -> p.source().equals(source) && p.digest().equals(digest));
        if (!same) {
            throw BackendFailure.retryable(
                    new Problem(
                            Code.CONFLICT,
                            Sources.name(context.base(), file),
                            "was changed while it was read, or a file of another source was",
                            "Let files appear whole, by renaming them; then run again"),
                    null,
                    null);
        }
        return snapshot;
    }

    /** That the source's own files are gone does not matter here. */
    private Sources sources(Path file, Hashing hashing) {
        List<Problem> problems = new ArrayList<>();
        Copies copies = Copies.of(context);
        Sources found = Sources.find(spec.data(), context.base(), hashing, copies, problems);
        Map<String, List<SourceFile>> files = new LinkedHashMap<>(found.files());
        problems.removeIf(p -> p.where().equals("data.sources." + source));
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        files.put(source, List.of(new SourceFile(file, Sources.name(context.base(), file), Optional.empty())));
        return new Sources(files, found.notices()).fetched("stream", copies);
    }
}
