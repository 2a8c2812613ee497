package retrain.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import retrain.event.Event;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.Inputs;
import retrain.run.Json;
import retrain.run.Stage;
import retrain.spec.AdaptSpec;
import retrain.spec.DataSpec;
import retrain.spec.PrepareSpec;
import retrain.spec.Spec;
import retrain.spec.SplitSpec;

/** The stage that makes a {@link Snapshot} of the sources. */
public final class PrepareStage implements Stage<Snapshot> {
    /** Changes whenever this version would make other rows, splits or profiles of the same inputs. */
    private static final int RULES = 1;

    private final Spec spec;
    private final Context context;
    private final Preparer preparer;
    private final Hashing hashing;
    private final Copies copies;
    private @Nullable Found found;

    public PrepareStage(Spec spec, Context context, Preparer preparer) {
        this.spec = spec;
        this.context = context;
        this.preparer = preparer;
        this.hashing = new Hashing(context.scratch(), context.clock());
        this.copies = Copies.of(context);
    }

    /** The files and their digests. */
    private record Found(Sources sources, List<Part> parts, Inputs inputs) {}

    @Override
    public String name() {
        return "prepare";
    }

    @Override
    public Class<Snapshot> type() {
        return Snapshot.class;
    }

    /**
     * {@inheritDoc}
     *
     * @throws InvalidInput with everything that is wrong with the sources and the prepare query's file
     */
    @Override
    public Inputs inputs() {
        return found().inputs();
    }

    /** {@return the files of the sources by their contents; throws as {@link #inputs}} */
    public List<Part> parts() {
        return found().parts();
    }

    private Found found() {
        Found known = found;
        if (known == null) {
            known = find();
            found = known;
        }
        return known;
    }

    private Found find() {
        List<Problem> problems = new ArrayList<>();
        Sources listed = Sources.find(spec.data(), context.base(), hashing, copies, problems);
        Inputs.Builder inputs = new Inputs.Builder();
        if (spec.data().prepare().isPresent()) {
            addPrepare(spec.data().prepare().get(), inputs, problems);
        } else if (spec.data().sources().size() > 1) {
            problems.add(new Problem(
                    Code.SPEC_CONTRADICTION,
                    "data.prepare",
                    "is absent, but there are " + spec.data().sources().size() + " sources",
                    "Name a .sql file with a SELECT that joins them"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        Sources sources = preparer.readsElsewhere()
                ? listed.fetchedUnlessReadable(name(), copies)
                : listed.fetched(name(), copies);
        for (String notice : sources.notices()) {
            context.observer().on(new Event.Noticed(notice));
        }
        List<Part> parts = hashing.parts(sources);
        hashing.remember();
        addParts(parts, inputs);
        addSpec(inputs);
        return new Found(sources, parts, inputs.build());
    }

    private void addPrepare(PrepareSpec prepare, Inputs.Builder inputs, List<Problem> problems) {
        if (prepare.query().isPresent()) {
            addFile("sql", prepare.query().get(), "data.prepare", inputs, problems);
        }
        if (prepare.isElsewhere()) {
            addElsewhere(prepare, inputs);
        }
        if (prepare.command().isPresent()) {
            inputs.add("spec", "data.prepare.command", prepare.command().get());
        }
        for (String code : new HashSet<>(prepare.code())) {
            addFile("code", code, "data.prepare.code", inputs, problems);
        }
    }

    /** Of what works elsewhere, all that its rows depend on, and nothing of what only makes it faster or cheaper. */
    private static void addElsewhere(PrepareSpec prepare, Inputs.Builder inputs) {
        Map<String, Object> decisive = new TreeMap<>();
        prepare.glue().ifPresent(glue -> {
            glue.job().ifPresent(job -> decisive.put("job", job));
            decisive.put("arguments", glue.arguments());
        });
        prepare.lambda().ifPresent(lambda -> {
            decisive.put("function", lambda.function());
            decisive.put("arguments", lambda.arguments());
        });
        prepare.processing().ifPresent(processing -> {
            decisive.put("image", processing.image());
            decisive.put("command", processing.command().orElse(List.of()));
            decisive.put("environment", processing.environment());
        });
        decisive.forEach((key, value) -> inputs.add("spec", "data.prepare." + prepare.how() + "." + key, value));
    }

    private void addFile(String group, String name, String key, Inputs.Builder inputs, List<Problem> problems) {
        try {
            inputs.add(group, name, Digest.of(Files.readAllBytes(context.base().resolve(name))));
        } catch (IOException e) {
            boolean absent = Files.notExists(context.base().resolve(name));
            problems.add(new Problem(
                    Code.DATA_SQL,
                    name,
                    absent ? "does not exist" : "cannot be read (" + e + ")",
                    "Write it, or correct '" + key + "'"));
        }
    }

    /** By the file's name alone where that is unambiguous, since that is how people speak of it. */
    private static void addParts(List<Part> parts, Inputs.Builder inputs) {
        Set<String> once = new HashSet<>();
        Set<String> twice = new HashSet<>();
        for (Part part : parts) {
            String base = base(part.name());
            if (!once.add(base)) {
                twice.add(base);
            }
        }
        for (Part part : parts) {
            String base = base(part.name());
            String name = twice.contains(base) ? part.name() + " (" + part.source() + ")" : base;
            // A place's own name of a version says nothing of the content: the same content may be brought there again.
            boolean told = part.version().isPresent() && part.remoteVersion().isEmpty();
            String version = told ? ", " + part.version().orElse("") : "";
            inputs.add("data", name, part.digest() + " in " + part.source() + version);
        }
    }

    private static String base(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private void addSpec(Inputs.Builder inputs) {
        DataSpec data = spec.data();
        inputs.add("spec", "model", spec.model())
                .add("spec", "task", Json.word(spec.task()))
                .add("spec", "target", spec.target())
                .add("spec", "data.key", data.key())
                .add("spec", "data.ignore", data.ignore())
                .add("spec", "data.holdout", words(data.holdout()))
                .add("engine", "prepare", preparer.engine() + ", rules " + RULES);
        for (Map.Entry<String, String> fact : preparer.facts().entrySet()) {
            inputs.add("engine", fact.getKey(), fact.getValue());
        }
        for (Map.Entry<String, AdaptSpec> column : data.schema().columns().entrySet()) {
            String rule = new String(Json.write(column.getValue()), StandardCharsets.UTF_8);
            inputs.add("spec", "data.schema.columns." + column.getKey(), rule);
        }
        if (data.time().isPresent()) {
            inputs.add("spec", "data.time", data.time().get());
        }
        if (data.group().isPresent()) {
            inputs.add("spec", "data.group", data.group().get());
        }
        if (data.features().isPresent()) {
            inputs.add("spec", "data.features", data.features().get());
        }
        if (data.validation().isPresent()) {
            inputs.add("spec", "data.validation", words(data.validation().get()));
        }
    }

    private static String words(SplitSpec split) {
        if (split.latest().isPresent()) {
            return "latest " + split.latest().get();
        }
        if (split.from().isPresent()) {
            return "from " + split.from().get();
        }
        return split.fraction().isPresent() ? "fraction " + split.fraction().get() : "none";
    }

    @Override
    public Snapshot run(Job job) {
        inputs();
        Found work = Objects.requireNonNull(found);
        // What an earlier, killed process left is not continued but made anew: it is cheap against its risks.
        context.clear(job);
        Path scratch = context.scratch(job);
        try {
            Map<String, List<Path>> files = work.sources().named(scratch);
            Snapshot snapshot = work.sources()
                    .telling(
                            context.base(),
                            () -> preparer.prepare(
                                    new Preparer.Work(
                                            job.name(),
                                            spec,
                                            context.base(),
                                            files,
                                            work.sources().elsewhere(),
                                            work.sources().partitions(),
                                            work.parts(),
                                            context.store(),
                                            scratch),
                                    context.observer()));
            requireUnchanged(work);
            context.store()
                    .create(
                            "datasets/" + snapshot.name() + "/"
                                    + snapshot.digest().hex() + ".json",
                            Json.write(snapshot));
            return snapshot;
        } finally {
            context.clear(job);
        }
    }

    /** A file that is written while it is read would give rows that its digest does not name. */
    private void requireUnchanged(Found work) {
        List<Part> parts = hashing.parts(work.sources());
        hashing.remember();
        if (!parts.equals(work.parts()) || !areUnchangedElsewhere(work)) {
            throw BackendFailure.retryable(
                    new Problem(
                            Code.CONFLICT,
                            "data.sources",
                            "a file was changed while it was read",
                            "Run again when nothing writes to the sources"),
                    null,
                    null);
        }
    }

    /** Files that came since then were not read; those that were must be what they were before. */
    private boolean areUnchangedElsewhere(Found work) {
        if (work.sources().elsewhere().isEmpty()) {
            return true;
        }
        Set<Part> now = new HashSet<>(hashing.parts(
                Sources.find(spec.data(), context.base(), hashing, copies).fetchedUnlessReadable(name(), copies)));
        return now.containsAll(work.parts());
    }

    @Override
    public String summary(Snapshot output) {
        String validation = output.validation()
                .map(v -> String.format(Locale.ROOT, ", %,d to validate", v.rows()))
                .orElse("");
        return String.format(
                Locale.ROOT,
                "%,d rows: %,d to train%s, %,d held out",
                output.rows(),
                output.train().rows(),
                validation,
                output.holdout().rows());
    }
}
