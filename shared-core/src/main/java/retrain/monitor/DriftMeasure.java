package retrain.monitor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import retrain.data.Column;
import retrain.monitor.Samples.Field;
import retrain.monitor.Samples.Frequencies;
import retrain.spec.DriftSpec;
import retrain.statistic.Adjusted;

/**
 * Drift of a window against the reference. Each column is tested by itself, all features together by a classifier, and the p-values of all
 * tests are adjusted together (Benjamini and Hochberg 1995), so that a window without drift raises an alarm no more often than the spec says.
 * The same rows and seed give the same result on any number of threads.
 */
public final class DriftMeasure {
    /** So many numbers of a column and side are looked at: enough to show a distance of distributions of 0.004. */
    private static final int MOST_NUMBERS = 1_000_000;

    /** So many numbers of a side are in memory at once. */
    private static final long AT_ONCE = 8_000_000;

    /** A text with more values is a name. */
    private static final int MOST_CATEGORIES = 100_000;

    /** So many categories the classifier tells apart; rarer ones are one to it. */
    private static final int MOST_TOLD_APART = 64;

    private final DriftSpec spec;
    private final Samples samples;
    private final RowSet reference;
    private final RowSet current;
    private final long referenceRows;
    private final long currentRows;
    private final Map<String, List<String>> categories = new HashMap<>();
    private final List<String> sampled = new ArrayList<>();

    private DriftMeasure(DriftSpec spec, Samples samples, RowSet reference, RowSet current) {
        this.spec = spec;
        this.samples = samples;
        this.reference = reference;
        this.current = current;
        this.referenceRows = samples.count(reference);
        this.currentRows = samples.count(current);
    }

    /**
     * Measures. Columns of times are skipped. Nothing is thrown because a window has too few rows: the columns say so.
     *
     * @param columns those to compare; of {@code spec.columns()} nothing is read
     * @param predictions the model's, on both sides
     * @param classifier tells the sides apart by all features, if {@code spec.joint()}; absent: not looked at together
     */
    public static Drift measure(
            DriftSpec spec,
            List<Watched> columns,
            Samples samples,
            RowSet reference,
            RowSet current,
            Optional<Predicted> predictions,
            Optional<DomainClassifier> classifier,
            int seed) {
        List<Watched> compared =
                columns.stream().filter(c -> c.kind() != Column.Kind.TIME).toList();
        return new DriftMeasure(spec, samples, reference, current)
                .measure(compared, predictions, classifier.filter(c -> spec.joint()), seed);
    }

    private Drift measure(
            List<Watched> columns, Optional<Predicted> predictions, Optional<DomainClassifier> classifier, int seed) {
        List<Finding> findings = new ArrayList<>();
        Optional<JointComparison.Found> joint = Optional.empty();
        if (referenceRows == 0 || currentRows == 0) {
            String why = (referenceRows == 0 ? "the reference" : "the window") + " has no rows";
            columns.forEach(c -> findings.add(Finding.incomparable(c, why)));
        } else {
            findings.addAll(numbers(
                    columns.stream().filter(c -> c.kind() == Column.Kind.NUMBER).toList()));
            columns.stream().filter(c -> c.kind() != Column.Kind.NUMBER).forEach(c -> findings.add(counted(c)));
            joint = classifier.flatMap(c -> together(columns, c, seed));
        }
        predictions.ifPresent(p -> findings.add(predicted(p)));
        return judge(columns, findings, joint);
    }

    private Finding counted(Watched column) {
        Frequencies before = samples.frequencies(reference, column.column(), MOST_CATEGORIES);
        Frequencies now = samples.frequencies(current, column.column(), MOST_CATEGORIES);
        if (!before.tooMany() && !now.tooMany()) {
            categories.put(column.column(), Cells.of(before.rows(), now.rows()).values(MOST_TOLD_APART));
        }
        return ColumnComparison.categories(spec, column, before, now);
    }

    private Finding predicted(Predicted scores) {
        Watched column = new Watched(scores.name(), ColumnDrift.Role.PREDICTION, Column.Kind.NUMBER);
        return ColumnComparison.numbers(spec, column, thinned(scores.reference()), thinned(scores.current()));
    }

    private static float[] thinned(float[] values) {
        Stride stride = Stride.of(values.length, MOST_NUMBERS);
        if (stride.step() == 1) {
            return values;
        }
        float[] thinned = new float[stride.size()];
        for (int i = 0; i < thinned.length; i++) {
            thinned[i] = values[(int) stride.row(i)];
        }
        return thinned;
    }

    /** As many columns at once as fit into memory; each is compared by itself, so that the threads do not matter. */
    private List<Finding> numbers(List<Watched> columns) {
        Stride before = Stride.of(referenceRows, MOST_NUMBERS);
        Stride now = Stride.of(currentRows, MOST_NUMBERS);
        if (!columns.isEmpty()) {
            tell("of numbers", before, now);
        }
        int atOnce = (int) Math.max(1, AT_ONCE / Math.max(before.size(), now.size()));
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < columns.size(); i += atOnce) {
            List<Watched> some = columns.subList(i, Math.min(columns.size(), i + atOnce));
            List<Field> fields =
                    some.stream().map(c -> Field.number(c.column())).toList();
            float[][] ofReference = samples.read(reference, fields, before);
            float[][] ofCurrent = samples.read(current, fields, now);
            findings.addAll(IntStream.range(0, some.size())
                    .parallel()
                    .mapToObj(c -> ColumnComparison.numbers(spec, some.get(c), ofReference[c], ofCurrent[c]))
                    .toList());
        }
        return findings;
    }

    private Optional<JointComparison.Found> together(List<Watched> columns, DomainClassifier classifier, int seed) {
        List<Field> fields = columns.stream()
                .filter(c -> c.role() == ColumnDrift.Role.FEATURE)
                .flatMap(this::field)
                .toList();
        if (fields.isEmpty() || Math.min(referenceRows, currentRows) < JointComparison.LEAST_ROWS) {
            return Optional.empty();
        }
        Stride before = Stride.of(referenceRows, JointComparison.MOST_ROWS);
        Stride now = Stride.of(currentRows, JointComparison.MOST_ROWS);
        tell("for the classifier", before, now);
        JointComparison comparison = new JointComparison(
                fields.stream().map(Field::column).toList(),
                samples.read(reference, fields, before),
                samples.read(current, fields, now));
        return Optional.of(comparison.compare(classifier, seed));
    }

    private Stream<Field> field(Watched column) {
        if (column.kind() != Column.Kind.CATEGORY) {
            return Stream.of(Field.number(column.column()));
        }
        List<String> values = categories.getOrDefault(column.column(), List.of());
        return values.isEmpty() ? Stream.empty() : Stream.of(new Field(column.column(), values));
    }

    private void tell(String what, Stride before, Stride now) {
        if (before.step() > 1 || now.step() > 1) {
            sampled.add(String.format(
                    Locale.ROOT,
                    "%s: %,d of %,d rows of the reference, %,d of %,d of the window",
                    what,
                    before.size(),
                    before.rows(),
                    now.size(),
                    now.rows()));
        }
    }

    private Drift judge(List<Watched> columns, List<Finding> findings, Optional<JointComparison.Found> joint) {
        double[] adjusted = Adjusted.benjaminiHochberg(Stream.concat(
                        findings.stream().flatMap(f -> f.asked().stream()).map(Finding.Asked::pValue),
                        joint.stream().map(JointComparison.Found::pValue))
                .mapToDouble(p -> p)
                .toArray());
        List<ColumnDrift> judged = new ArrayList<>();
        int at = 0;
        for (Finding finding : findings) {
            double[] mine = new double[finding.asked().size()];
            System.arraycopy(adjusted, at, mine, 0, mine.length);
            judged.add(finding.judge(mine, spec.falseAlarms()));
            at += mine.length;
        }
        List<String> order = columns.stream().map(Watched::column).toList();
        judged.sort(Comparator.comparing((ColumnDrift c) -> !c.alarm())
                .thenComparing(
                        Comparator.comparingDouble(DriftMeasure::strength).reversed())
                .thenComparingInt(c -> order.indexOf(c.column())));
        return new Drift(
                referenceRows,
                currentRows,
                sampled.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", sampled)),
                judged,
                joint.map(j -> j.judge(adjusted[adjusted.length - 1], spec.falseAlarms(), spec.minAuc())));
    }

    /** {@return the largest effect, as a multiple of what matters} */
    private static double strength(ColumnDrift column) {
        return column.tests().stream()
                .map(ColumnDrift.Test::effect)
                .mapToDouble(e -> e.value() / Math.max(1e-9, e.bound().orElse(1.0)))
                .max()
                .orElse(0);
    }
}
