package retrain.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import retrain.data.Column;
import retrain.data.Part;
import retrain.data.Schema;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.gate.Decision;
import retrain.run.Digest;
import retrain.run.Inputs;
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
     */
    public static List<String> lines(RunRecord a, RunRecord b) {
        RunDiff diff = new RunDiff(a, b);
        diff.add(name(a).concat(" -> ").concat(name(b)));
        diff.section("outcome", diff.outcome());
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
        changed(out, "intent", a.result().intent(), b.result().intent());
        changed(
                out,
                "Retrain",
                Marks.began(a).map(LedgerEntry.Began::version).orElse(""),
                Marks.began(b).map(LedgerEntry.Began::version).orElse(""));
        return out;
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
        List<String> out = new ArrayList<>();
        if (a.snapshot().isPresent() && b.snapshot().isPresent()) {
            Snapshot before = a.snapshot().get();
            Snapshot after = b.snapshot().get();
            side(out, "train", Optional.of(before.train()), Optional.of(after.train()));
            side(out, "validation", before.validation(), after.validation());
            side(out, "holdout", Optional.of(before.holdout()), Optional.of(after.holdout()));
            changed(out, "split", before.split(), after.split());
        }
        return out;
    }

    private static void side(List<String> out, String name, Optional<Table> before, Optional<Table> after) {
        long from = before.map(Table::rows).orElse(0L);
        long to = after.map(Table::rows).orElse(0L);
        if (from != to) {
            String change = (to > from ? "+" : "") + Figures.count(to - from);
            out.add(name + ": " + Figures.count(from) + " -> " + Figures.count(to) + " (" + change + ")");
        } else if (!before.map(Table::digest).equals(after.map(Table::digest))) {
            out.add(name + ": " + Figures.count(to) + " other rows");
        }
    }

    private List<String> schema() {
        List<String> out = new ArrayList<>();
        if (a.snapshot().isPresent() && b.snapshot().isPresent()) {
            Schema before = a.snapshot().get().schema();
            Schema after = b.snapshot().get().schema();
            keys(out, types(before), types(after), "column ");
            if (out.isEmpty() && !before.names().equals(after.names())) {
                out.add("the columns are in another order");
            }
            keys(out, features(a.snapshot().get()), features(b.snapshot().get()), "feature ");
        }
        return out;
    }

    private static Map<String, String> types(Schema schema) {
        Map<String, String> types = new TreeMap<>();
        for (Column column : schema.columns()) {
            types.put(column.name(), column.sqlType());
        }
        return types;
    }

    private static Map<String, String> features(Snapshot snapshot) {
        Map<String, String> features = new TreeMap<>();
        snapshot.features().forEach(f -> features.put(f, ""));
        return features;
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
            double from = Marks.valueOf(before.candidate().metrics(), metric.metric());
            double to = metric.value().orElse(Double.NaN);
            if (Double.compare(from, to) != 0) {
                double change = to - from;
                String judged = Double.isNaN(change)
                        ? ""
                        : " (" + Figures.signed(change) + Marks.judged(Marks.judge(metric.metric(), change)) + ")";
                out.add(metric.metric() + ": " + Figures.value(from) + " -> " + Figures.value(to) + judged);
            }
        }
        if (!out.isEmpty() && !before.holdout().equals(after.holdout())) {
            out.add("the holdout rows differ, so these figures cannot be compared strictly");
        }
        return out;
    }

    private List<String> gates() {
        List<String> out = new ArrayList<>();
        if (a.decision().isPresent() && b.decision().isPresent()) {
            keys(out, verdicts(a.decision().get()), verdicts(b.decision().get()), "");
        }
        return out;
    }

    private static Map<String, String> verdicts(Decision decision) {
        Map<String, String> verdicts = new LinkedHashMap<>();
        for (Decision.Gate gate : decision.gates()) {
            String slice = gate.slice().map(s -> " [".concat(s).concat("]")).orElse("");
            verdicts.put(gate.gate().concat(slice), gate.verdict().name());
        }
        return verdicts;
    }

    private static void keys(List<String> out, Map<String, String> before, Map<String, String> after, String kind) {
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

    private static void changed(List<String> out, String name, Object from, Object to) {
        if (!Objects.equals(from, to)) {
            out.add(name + ": " + Texts.brief(String.valueOf(from), 200) + " -> "
                    + Texts.brief(String.valueOf(to), 200));
        }
    }
}
