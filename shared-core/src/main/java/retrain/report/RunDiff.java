package retrain.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import retrain.data.Part;
import retrain.data.Snapshot;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.gate.Decision;
import retrain.run.Digest;
import retrain.run.Inputs;
import retrain.run.Json;
import retrain.run.LedgerEntry;
import retrain.train.TrainedModel;

/** What differs between two runs, or between the runs that made two versions. */
public final class RunDiff {
    private final List<String> lines = new ArrayList<>();
    private final RunRecord a;
    private final RunRecord b;

    private RunDiff(RunRecord a, RunRecord b) {
        this.a = a;
        this.b = b;
    }

    /**
     * {@return the differences, a line each, under a heading for each kind; what one of the runs has not got to is left out}
     *
     * @param a the earlier run
     * @param b the later run
     * @param specA the keys of its spec with their values, as {@code Json.flat} has them; empty if it is not known any more
     * @param specB those of the later run
     */
    public static List<String> lines(RunRecord a, RunRecord b, Map<String, String> specA, Map<String, String> specB) {
        RunDiff diff = new RunDiff(a, b);
        diff.add(name(a).concat(" -> ").concat(name(b)));
        diff.section("outcome", diff.outcome());
        if (!specA.isEmpty() && !specB.isEmpty()) {
            List<String> spec = new ArrayList<>();
            keys(spec, specA, specB, "");
            diff.section("spec", spec);
        }
        diff.section("inputs", diff.inputs());
        diff.section("rows", diff.rows());
        diff.section("schema", diff.schema());
        diff.section("training", diff.training());
        diff.section("hyperparameters", diff.hyperparameters());
        diff.section("metrics of the candidates", diff.metrics());
        diff.section("gates", diff.gates());
        if (diff.lines.size() == 1) {
            diff.add("nothing differs");
        }
        return List.copyOf(diff.lines);
    }

    private static String name(RunRecord run) {
        String id = "run ".concat(run.result().run());
        Optional<Integer> version = run.result().version();
        return version.isPresent() ? id.concat(" (version ") + version.get() + ")" : id;
    }

    private void section(String heading, List<String> differences) {
        if (!differences.isEmpty()) {
            add(heading.concat(":"));
            differences.forEach(d -> add("  ".concat(d)));
        }
    }

    /** Lines go to terminals: nothing in them acts. */
    private void add(String line) {
        lines.add(Texts.visible(line));
    }

    private List<String> outcome() {
        List<String> out = new ArrayList<>();
        changed(out, "outcome", a.result().outcome(), b.result().outcome());
        changed(out, "model", a.result().model(), b.result().model());
        changed(out, "command", a.result().command(), b.result().command());
        changed(out, "intent", a.result().intent(), b.result().intent());
        changed(out, "by", began(a, LedgerEntry.Began::by), began(b, LedgerEntry.Began::by));
        changed(
                out,
                "commit",
                began(a, e -> e.commit().orElse("none")),
                began(b, e -> e.commit().orElse("none")));
        changed(out, "Retrain", began(a, LedgerEntry.Began::version), began(b, LedgerEntry.Began::version));
        changed(out, "reason", a.result().reason(), b.result().reason());
        return out;
    }

    private static String began(RunRecord run, Function<LedgerEntry.Began, String> what) {
        return Marks.began(run).map(what).orElse("");
    }

    /** Of the stages whose inputs both ledgers have; else the source files of the snapshots. */
    private List<String> inputs() {
        Map<String, String> before = inputs(a);
        Map<String, String> after = inputs(b);
        if (!before.isEmpty() && !after.isEmpty()) {
            return new Inputs(after).changesSince(new Inputs(before));
        }
        if (a.snapshot().isEmpty() || b.snapshot().isEmpty()) {
            return List.of();
        }
        return new Inputs(files(b.snapshot().get()))
                .changesSince(new Inputs(files(a.snapshot().get())));
    }

    /** The outputs of a stage are inputs of the next one; only what came from outside tells why. */
    private Map<String, String> inputs(RunRecord run) {
        Map<String, String> inputs = new TreeMap<>();
        for (LedgerEntry entry : run.ledger()) {
            if (entry instanceof LedgerEntry.Done done && isKnown(a, done.stage()) && isKnown(b, done.stage())) {
                inputs.putAll(done.inputs().values());
            }
        }
        return inputs;
    }

    private static boolean isKnown(RunRecord run, String stage) {
        for (LedgerEntry entry : run.ledger()) {
            if (entry instanceof LedgerEntry.Done done && done.stage().equals(stage)) {
                return !done.inputs().values().isEmpty();
            }
        }
        return false;
    }

    private static Map<String, String> files(Snapshot snapshot) {
        Map<String, String> files = new TreeMap<>();
        for (Part part : snapshot.parts()) {
            files.put("data: ".concat(part.name()), part.digest().toString());
        }
        return files;
    }

    private List<String> rows() {
        return a.snapshot().isPresent() && b.snapshot().isPresent()
                ? SnapshotDiff.rows(a.snapshot().get(), b.snapshot().get())
                : List.of();
    }

    private List<String> schema() {
        return a.snapshot().isPresent() && b.snapshot().isPresent()
                ? SnapshotDiff.schema(a.snapshot().get(), b.snapshot().get())
                : List.of();
    }

    private List<String> training() {
        List<String> out = new ArrayList<>();
        if (a.trained().isPresent() && b.trained().isPresent()) {
            TrainedModel before = a.trained().get();
            TrainedModel after = b.trained().get();
            changed(
                    out,
                    "trainer",
                    before.provenance().trainer(),
                    after.provenance().trainer());
            changed(out, "seed", before.provenance().seed(), after.provenance().seed());
            changed(
                    out,
                    "threads",
                    before.provenance().threads(),
                    after.provenance().threads());
            changed(out, "continued from", archive(before), archive(after));
            changed(out, "calibration", calibration(before), calibration(after));
            changed(
                    out,
                    "model",
                    before.artifact().archive().brief(),
                    after.artifact().archive().brief());
        }
        return out;
    }

    private static String archive(TrainedModel model) {
        return model.provenance().continuedFrom().map(Digest::brief).orElse("nothing");
    }

    private static String calibration(TrainedModel model) {
        return model.provenance().calibrated().map(c -> Json.word(c.method())).orElse("none");
    }

    private List<String> hyperparameters() {
        List<String> out = new ArrayList<>();
        if (a.trained().isPresent() && b.trained().isPresent()) {
            keys(
                    out,
                    a.trained().get().provenance().hyperparameters(),
                    b.trained().get().provenance().hyperparameters(),
                    "");
        }
        return out;
    }

    private List<String> metrics() {
        List<String> out = new ArrayList<>();
        if (a.evaluation().isEmpty() || b.evaluation().isEmpty()) {
            return out;
        }
        Evaluation before = a.evaluation().get();
        Evaluation after = b.evaluation().get();
        for (MetricValue metric : after.candidate().metrics()) {
            Optional<MetricValue> then = before.candidate().metric(metric.metric());
            double from = then.flatMap(MetricValue::value).orElse(Double.NaN);
            double to = metric.value().orElse(Double.NaN);
            if (Double.compare(from, to) != 0) {
                double change = to - from;
                String judged = Double.isNaN(change)
                        ? ""
                        : " (" + Figures.signed(change) + Marks.judged(Marks.judge(metric.metric(), change)) + ")";
                String old = then.map(RunDiff::figure).orElse(Figures.value(from));
                out.add(metric.metric() + ": " + old + " -> " + figure(metric) + judged);
            }
        }
        boolean same = before.holdout().equals(after.holdout());
        if (!out.isEmpty()) {
            out.add(
                    same
                            ? "both on the same holdout rows"
                            : "the holdout rows differ, so these figures cannot be compared strictly");
        }
        changed(
                out,
                "threshold",
                Marks.value(before.candidate().threshold()),
                Marks.value(after.candidate().threshold()));
        changed(out, "compared with", champion(before), champion(after));
        return out;
    }

    private static String champion(Evaluation evaluation) {
        return evaluation.champion().map(Evaluation.Scored::name).orElse("nothing");
    }

    private static String figure(MetricValue metric) {
        String interval = metric.interval()
                .map(i -> " [" + Figures.value(i.low()) + ", " + Figures.value(i.high()) + "]")
                .orElse("");
        return Figures.value(metric.value().orElse(Double.NaN)) + interval;
    }

    private List<String> gates() {
        List<String> out = new ArrayList<>();
        if (a.decision().isPresent() && b.decision().isPresent()) {
            Decision before = a.decision().get();
            Decision after = b.decision().get();
            keys(out, verdicts(before), verdicts(after), "");
            for (Decision.Gate gate : after.gates()) {
                String name = name(gate);
                if (!gate.verdict().name().equals(verdicts(before).get(name))) {
                    out.add("  " + name + ": " + Texts.brief(gate.reason(), 200));
                }
            }
        }
        return out;
    }

    private static Map<String, String> verdicts(Decision decision) {
        Map<String, String> verdicts = new LinkedHashMap<>();
        for (Decision.Gate gate : decision.gates()) {
            verdicts.put(name(gate), gate.verdict().name());
        }
        return verdicts;
    }

    private static String name(Decision.Gate gate) {
        return gate.gate()
                .concat(gate.slice().map(s -> " [".concat(s).concat("]")).orElse(""));
    }

    static void keys(List<String> out, Map<String, String> before, Map<String, String> after, String kind) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            String from = before.get(name);
            String to = after.get(name);
            if (from == null) {
                out.add(kind + name + " is new" + (to == null || to.isEmpty() ? "" : ": " + to));
            } else if (to == null) {
                out.add(kind + name + " is gone" + (from.isEmpty() ? "" : ": " + from));
            } else {
                changed(out, kind + name, from, to);
            }
        }
    }

    static void changed(List<String> out, String name, Object from, Object to) {
        if (!Objects.equals(from, to)) {
            out.add(name + ": " + Texts.brief(String.valueOf(from), 200) + " -> "
                    + Texts.brief(String.valueOf(to), 200));
        }
    }
}
