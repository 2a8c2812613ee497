package retrain.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.Inputs;
import retrain.run.Json;
import retrain.run.Stage;
import retrain.spec.ConstraintsSpec;
import retrain.spec.DataSpec;
import retrain.spec.QualitySpec;
import retrain.spec.Spec;

/** The stage that says whether prepared rows are fit to be trained on: by their form against the champion's, and by rules. */
public final class InspectStage implements Stage<Inspection> {
    /** Changes whenever this version would find otherwise about the same rows. */
    private static final int RULES = 1;

    private final Spec spec;
    private final Context context;
    private final Snapshot snapshot;
    private final Optional<Champion> champion;
    private final Inspector inspector;
    private final Instant now;

    /**
     * What is served now.
     *
     * @param name {@code version 3}
     * @param snapshot the digest of the record of the rows that it was trained on
     */
    public record Champion(String name, Digest snapshot) {}

    /** @param champion with whose rows the form is compared; one that was trained on these very rows has none of another form */
    public InspectStage(
            Spec spec, Context context, Snapshot snapshot, Optional<Champion> champion, Inspector inspector) {
        this.spec = spec;
        this.context = context;
        this.snapshot = snapshot;
        this.champion = differing(snapshot, champion);
        this.inspector = inspector;
        this.now = context.clock().instant().truncatedTo(ChronoUnit.MINUTES);
    }

    private static Optional<Champion> differing(Snapshot snapshot, Optional<Champion> champion) {
        boolean same = champion.isEmpty() || champion.get().snapshot().equals(snapshot.digest());
        return same ? Optional.empty() : champion;
    }

    /** {@return whether there is anything to look at} */
    public boolean isNeeded() {
        DataSpec data = spec.data();
        boolean file = data.constraints().isPresent()
                && data.constraints().get().file().isPresent();
        return champion.isPresent() || !data.quality().isEmpty() || file;
    }

    @Override
    public String name() {
        return "inspect";
    }

    @Override
    public Class<Inspection> type() {
        return Inspection.class;
    }

    @Override
    public Inputs inputs() {
        DataSpec data = spec.data();
        Inputs.Builder inputs = new Inputs.Builder()
                .add("data", "rows", snapshot.digest())
                .add("spec", "target", spec.target())
                .add("spec", "data.key", data.key())
                .add("engine", "inspect", inspector.engine() + ", rules " + RULES);
        if (data.time().isPresent()) {
            inputs.add("spec", "data.time", data.time().get());
        }
        if (champion.isPresent()) {
            inputs.add("model", "champion", champion.get().name());
            inputs.add("model", "champion's rows", champion.get().snapshot());
            inputs.add("spec", "data.schema", Digest.of(Json.write(data.schema())));
        }
        boolean fresh = false;
        for (int i = 0; i < data.quality().size(); i++) {
            QualitySpec rule = data.quality().get(i);
            inputs.add("spec", "data.quality[" + i + "]", Digest.of(Json.write(rule)));
            fresh |= rule.check() == QualitySpec.Check.FRESHNESS && rule.asOf().isEmpty();
        }
        if (fresh) {
            inputs.add("clock", "now", now);
        }
        if (data.constraints().isPresent()) {
            constraints(inputs, data.constraints().get());
        }
        return inputs.build();
    }

    private void constraints(Inputs.Builder inputs, ConstraintsSpec constraints) {
        inputs.add("spec", "data.constraints", Digest.of(Json.write(constraints)));
        if (constraints.file().isPresent()) {
            file(inputs, constraints.file().get());
        }
        if (constraints.statistics().isPresent()) {
            file(inputs, constraints.statistics().get());
        }
    }

    private void file(Inputs.Builder inputs, String name) {
        try {
            inputs.add(
                    "constraints",
                    name,
                    Digest.of(Files.readAllBytes(context.base().resolve(name))));
        } catch (IOException e) {
            throw new InvalidInput(
                    Code.DATA_MISSING,
                    name,
                    Files.notExists(context.base().resolve(name)) ? "does not exist" : "cannot be read (" + e + ")",
                    "Write it, or correct 'data.constraints'");
        }
    }

    @Override
    public Inspection run(Job job) {
        context.clear(job);
        try {
            return inspect(context.scratch(job));
        } finally {
            context.clear(job);
        }
    }

    private Inspection inspect(Path scratch) {
        Optional<Snapshot> before = champion.map(c -> c.snapshot())
                .map(d -> Json.read(context.store().get(d), Snapshot.class, "object " + d));
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < spec.data().quality().size(); i++) {
            rules.addAll(
                    Rule.of("data.quality[" + i + "]", spec.data().quality().get(i)));
        }
        Inspector.Work work = new Inspector.Work(spec, tables(), now, scratch);
        Optional<Constraints> constraints = constraints(before);
        Optional<ConstraintRules> constrained = constraints.map(this::constrained);
        constrained.ifPresent(c -> rules.addAll(c.rules()));
        List<RuleResult> results = new ArrayList<>();
        if (!rules.isEmpty()) {
            List<Measured> measured = inspector.measure(work, List.copyOf(rules));
            for (int i = 0; i < rules.size(); i++) {
                results.add(RuleResult.of(rules.get(i), measured.get(i)));
            }
        }
        constrained.ifPresent(c -> results.addAll(c.decided()));
        constraints.flatMap(Constraints::comparison).ifPresent(c -> results.addAll(compared(work, c)));
        return new Inspection(
                champion.map(Champion::name),
                before.map(b -> SchemaChanges.between(
                                b, snapshot, spec.target(), spec.data().schema()))
                        .orElse(List.of()),
                spec.data().schema().compare(),
                results);
    }

    private Optional<Constraints> constraints(Optional<Snapshot> before) {
        if (spec.data().constraints().isEmpty()) {
            return Optional.empty();
        }
        ConstraintsSpec how = spec.data().constraints().get();
        return how.file().isPresent()
                ? how.file().map(f -> inspector.constraints(context.base().resolve(f), f))
                : before.map(b -> Constraints.of(b, how.tolerate()));
    }

    private ConstraintRules constrained(Constraints constraints) {
        return ConstraintRules.of(constraints, snapshot.schema(), snapshot.features(), severity());
    }

    private QualitySpec.Severity severity() {
        return spec.data().constraints().orElseThrow().severity();
    }

    /** {@return what became of the distributions that a {@code statistics.json} tells of} */
    private List<RuleResult> compared(Inspector.Work work, Constraints.Comparison comparison) {
        Optional<String> file = spec.data().constraints().orElseThrow().statistics();
        if (file.isEmpty()) {
            return List.of();
        }
        List<Baseline> baselines = new ArrayList<>();
        for (Baseline baseline : inspector.baselines(context.base().resolve(file.get()), file.get())) {
            Optional<Column> column = snapshot.schema().find(baseline.column());
            boolean text = column.isPresent() && Constraints.Type.of(column.get()) == Constraints.Type.STRING;
            if (column.isPresent() && text != baseline.ofNumbers()) {
                baselines.add(baseline);
            }
        }
        List<Baseline.Counted> counted = baselines.isEmpty() ? List.of() : inspector.count(work, baselines);
        List<RuleResult> results = new ArrayList<>();
        for (int i = 0; i < baselines.size(); i++) {
            results.add(RuleResult.compared(baselines.get(i), counted.get(i), comparison, file.get(), severity()));
        }
        return results;
    }

    private List<Path> tables() {
        List<Path> tables = new ArrayList<>();
        tables.add(context.store().fetch(snapshot.train().digest()));
        snapshot.validation().ifPresent(v -> tables.add(context.store().fetch(v.digest())));
        tables.add(context.store().fetch(snapshot.holdout().digest()));
        return tables;
    }

    @Override
    public String summary(Inspection output) {
        long broken = output.rules().stream().filter(r -> !r.kept()).count();
        return String.format(
                Locale.ROOT,
                "%,d of %,d rules kept%s",
                output.rules().size() - broken,
                output.rules().size(),
                output.champion()
                        .map(c -> String.format(
                                Locale.ROOT,
                                ", %,d changes since %s",
                                output.changes().size(),
                                c))
                        .orElse(""));
    }
}
