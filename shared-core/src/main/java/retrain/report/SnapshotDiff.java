package retrain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import retrain.data.Column;
import retrain.data.Part;
import retrain.data.Rows;
import retrain.data.Schema;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.run.Inputs;

/** What differs between two snapshots. */
public final class SnapshotDiff {
    private SnapshotDiff() {}

    /**
     * {@return the differences, a line each, under a heading for each kind}
     *
     * @param a the earlier snapshot
     * @param b the later one
     * @param changes how many rows came, went and changed, as {@link #changes} says it, or why that is not known
     */
    public static List<String> lines(Snapshot a, Snapshot b, String changes) {
        List<String> lines = new ArrayList<>();
        lines.add(name(a) + " -> " + name(b));
        section(lines, "parts", parts(a, b));
        List<String> rows = new ArrayList<>(rows(a, b));
        if (!rows.isEmpty()) {
            rows.add(changes);
        }
        section(lines, "rows", rows);
        section(lines, "schema", schema(a, b));
        section(lines, "distribution of the training rows, largest shift first", ProfileShift.lines(a, b));
        if (lines.size() == 1) {
            lines.add("nothing differs");
        }
        return List.copyOf(lines);
    }

    private static String name(Snapshot snapshot) {
        return "data:" + snapshot.digest().brief();
    }

    /** Lines go to terminals: nothing in them acts. */
    private static void section(List<String> lines, String heading, List<String> differences) {
        if (!differences.isEmpty()) {
            lines.add(heading + ":");
            differences.forEach(d -> lines.add(Texts.visible("  " + d)));
        }
    }

    private static List<String> parts(Snapshot a, Snapshot b) {
        return new Inputs(parts(b)).changesSince(new Inputs(parts(a)));
    }

    private static Map<String, String> parts(Snapshot snapshot) {
        Map<String, String> parts = new TreeMap<>();
        for (Part part : snapshot.parts()) {
            String version = part.version().map(v -> ", " + v).orElse("");
            parts.put(part.source() + ": " + part.name(), part.digest() + version);
        }
        return parts;
    }

    /**
     * {@return how many rows came, went and changed, in words}
     *
     * @param by what told rows apart, for people
     */
    public static String changes(Rows.Changes changes, String by) {
        return Figures.count(changes.added()) + " added, " + Figures.count(changes.removed()) + " removed, "
                + Figures.count(changes.changed()) + " changed (" + by + ")";
    }

    static List<String> rows(Snapshot a, Snapshot b) {
        List<String> out = new ArrayList<>();
        side(out, "train", Optional.of(a.train()), Optional.of(b.train()));
        side(out, "validation", a.validation(), b.validation());
        side(out, "holdout", Optional.of(a.holdout()), Optional.of(b.holdout()));
        RunDiff.changed(out, "split", a.split(), b.split());
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

    static List<String> schema(Snapshot a, Snapshot b) {
        List<String> out = new ArrayList<>();
        RunDiff.keys(out, types(a.schema()), types(b.schema()), "column ");
        if (out.isEmpty() && !a.schema().names().equals(b.schema().names())) {
            out.add("the columns are in another order");
        }
        RunDiff.keys(out, features(a), features(b), "feature ");
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
}
