package retrain.monitor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import retrain.data.Column;
import retrain.monitor.SamplePlan.Sample;
import retrain.monitor.SamplePlan.Table;
import retrain.monitor.Samples.Frequencies;
import retrain.spec.DriftSpec;
import retrain.statistic.Adjusted;
import retrain.statistic.SortedSample;

/**
 * Drift of windows against the reference, which is read once for all of them. Each column is tested by itself, all features together by a classifier, and the p-values of all
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
    private final List<Watched> columns;
    private final Optional<DomainClassifier> classifier;
    private final int seed;
    private final Samples samples;
    private final Table reference;
    private final Map<Table, Found> windows = new LinkedHashMap<>();
    private final Map<Table, Map<String, float[]>> picked = new HashMap<>();
    private Optional<Together> ofReference = Optional.empty();

    private DriftMeasure(
            DriftSpec spec,
            List<Watched> columns,
            Optional<DomainClassifier> classifier,
            int seed,
            Samples samples,
            Table reference) {
        this.spec = spec;
        this.columns = compared(columns);
        this.classifier = classifier.filter(c -> spec.joint());
        this.seed = seed;
        this.samples = samples;
        this.reference = reference;
    }

    /** What the columns of a window have told, each by itself; and the values of texts that the classifier tells apart. */
    private record Found(List<Finding> findings, Map<String, List<String>> categories) {}

    /** {@return what {@link #of} will read} */
    public static SamplePlan plan(DriftSpec spec, List<Watched> columns, Table reference, List<Table> windows) {
        List<Watched> compared = compared(columns);
        List<Table> tables = Stream.concat(Stream.of(reference), withRows(reference, windows).stream())
                .toList();
        List<Sample> samples = Stream.of(numbers(compared), together(spec.joint() ? features(compared) : List.of()))
                .filter(s -> !s.columns().isEmpty())
                .toList();
        return new SamplePlan(tables.size() > 1 ? tables : List.of(), samples, names(counted(compared)));
    }

    /**
     * Compares the columns of all windows. Columns of times are skipped. Nothing is thrown because a window has too few rows: the columns say so.
     *
     * @param columns those to compare; of {@code spec.columns()} nothing is read
     * @param classifier tells the sides apart by all features, if {@code spec.joint()}; absent: not looked at together
     * @param samples of the {@link #plan}; stay open until the last {@link #drift}
     */
    public static DriftMeasure of(
            DriftSpec spec,
            List<Watched> columns,
            Optional<DomainClassifier> classifier,
            int seed,
            Samples samples,
            Table reference,
            List<Table> windows) {
        DriftMeasure measure = new DriftMeasure(spec, columns, classifier, seed, samples, reference);
        measure.read(withRows(reference, windows));
        return measure;
    }

    private static List<Watched> compared(List<Watched> columns) {
        return columns.stream().filter(c -> c.kind() != Column.Kind.TIME).toList();
    }

    private static List<Table> withRows(Table reference, List<Table> windows) {
        return windows.stream()
                .filter(w -> reference.rows() > 0 && w.rows() > 0)
                .toList();
    }

    private static List<Watched> counted(List<Watched> columns) {
        return columns.stream().filter(c -> c.kind() != Column.Kind.NUMBER).toList();
    }

    private static List<Watched> features(List<Watched> columns) {
        return columns.stream()
                .filter(c -> c.role() == ColumnDrift.Role.FEATURE)
                .toList();
    }

    private static Sample numbers(List<Watched> columns) {
        return new Sample(
                names(columns.stream()
                        .filter(c -> c.kind() == Column.Kind.NUMBER)
                        .toList()),
                MOST_NUMBERS);
    }

    private static Sample together(List<Watched> features) {
        return new Sample(names(features), JointComparison.MOST_ROWS);
    }

    private static List<String> names(List<Watched> columns) {
        return columns.stream().map(Watched::column).toList();
    }

    private void read(List<Table> tables) {
        tables.forEach(t -> windows.put(t, new Found(new ArrayList<>(), new HashMap<>())));
        if (windows.isEmpty()) {
            return;
        }
        readNumbers(tables);
        counted(columns).forEach(this::readCounts);
        List<Watched> features = features(columns);
        if (classifier.isPresent() && !features.isEmpty()) {
            ofReference = Optional.of(together(reference));
        }
    }

    /** As many columns at once as fit into memory; each is compared by itself, so that the threads do not matter. */
    private void readNumbers(List<Table> tables) {
        List<Watched> numbers =
                columns.stream().filter(c -> c.kind() == Column.Kind.NUMBER).toList();
        Sample sample = numbers(columns);
        int longest = Stream.concat(Stream.of(reference), tables.stream())
                .mapToInt(t -> sample.of(t).size())
                .max()
                .orElseThrow();
        int atOnce = (int) Math.max(1, AT_ONCE / Math.max(1, longest));
        for (int i = 0; i < numbers.size(); i += atOnce) {
            readNumbers(tables, sample, numbers.subList(i, Math.min(numbers.size(), i + atOnce)));
        }
    }

    private void readNumbers(List<Table> tables, Sample sample, List<Watched> some) {
        float[][] ofReference = samples.numbers(reference, sample, names(some));
        pick(reference, sample, some, ofReference);
        List<SortedSample> before =
                Stream.of(ofReference).parallel().map(SortedSample::of).toList();
        for (Table table : tables) {
            float[][] now = samples.numbers(table, sample, names(some));
            pick(table, sample, some, now);
            found(table)
                    .findings()
                    .addAll(IntStream.range(0, some.size())
                            .parallel()
                            .mapToObj(c -> ColumnComparison.numbers(spec, some.get(c), before.get(c), now[c]))
                            .toList());
        }
    }

    /** Keeps of columns that were read whole what the classifier will look at, so that it need not be read again. */
    private void pick(Table table, Sample sample, List<Watched> some, float[][] values) {
        Stride stride = together(features(columns)).of(table);
        if (classifier.isEmpty() || sample.of(table).step() > 1) {
            return;
        }
        Map<String, float[]> kept = picked.computeIfAbsent(table, t -> new HashMap<>());
        for (int c = 0; c < values.length; c++) {
            if (some.get(c).role() == ColumnDrift.Role.FEATURE) {
                kept.put(some.get(c).column(), stride.of(values[c]));
            }
        }
    }

    private Together together(Table table) {
        List<Watched> features = features(columns);
        return Together.read(samples, table, together(features), features, picked.getOrDefault(table, Map.of()));
    }

    private void readCounts(Watched column) {
        Frequencies before = samples.frequencies(reference, column.column(), MOST_CATEGORIES);
        windows.forEach((table, found) -> {
            Frequencies now = samples.frequencies(table, column.column(), MOST_CATEGORIES);
            found.findings().add(ColumnComparison.categories(spec, column, before, now));
            List<String> apart = before.tooMany() || now.tooMany()
                    ? List.of()
                    : Cells.of(before.rows(), now.rows()).values(MOST_TOLD_APART);
            if (!apart.isEmpty()) {
                found.categories().put(column.column(), apart);
            }
        });
    }

    private Found found(Table window) {
        return Objects.requireNonNull(windows.get(window));
    }

    /**
     * Judges a window.
     *
     * @param predictions the model's, on both sides; of each class if there are several
     */
    public Drift drift(Table window, List<Predicted> predictions) {
        List<Finding> findings = new ArrayList<>();
        List<String> sampled = new ArrayList<>();
        Optional<JointComparison.Found> joint = Optional.empty();
        if (windows.containsKey(window)) {
            findings.addAll(found(window).findings());
            Sample numbers = numbers(columns);
            if (!numbers.columns().isEmpty()) {
                tell("of numbers", numbers, window, sampled);
            }
            joint = ofReference.flatMap(before -> together(before, window, sampled));
        } else {
            String why = (reference.rows() == 0 ? "the reference" : "the window") + " has no rows";
            columns.forEach(c -> findings.add(Finding.incomparable(c, why)));
        }
        predictions.forEach(p -> findings.add(predicted(spec, p)));
        return judge(window, findings, joint, sampled);
    }

    private Optional<JointComparison.Found> together(Together before, Table window, List<String> sampled) {
        Map<String, List<String>> categories = found(window).categories();
        List<Watched> features = features(columns);
        List<String> names = names(features.stream()
                .filter(f -> !Together.isText(f) || categories.containsKey(f.column()))
                .toList());
        if (names.isEmpty() || Math.min(reference.rows(), window.rows()) < JointComparison.LEAST_ROWS) {
            return Optional.empty();
        }
        Sample sample = together(features);
        tell("for the classifier", sample, window, sampled);
        Together now = together(window);
        JointComparison comparison = new JointComparison(names, before.coded(categories), now.coded(categories));
        return Optional.of(comparison.compare(classifier.orElseThrow(), seed));
    }

    private static Finding predicted(DriftSpec spec, Predicted scores) {
        Watched column = new Watched(scores.name(), ColumnDrift.Role.PREDICTION, Column.Kind.NUMBER);
        return ColumnComparison.numbers(
                spec, column, SortedSample.of(thinned(scores.reference())), thinned(scores.current()));
    }

    private static float[] thinned(float[] values) {
        return Stride.of(values.length, MOST_NUMBERS).of(values);
    }

    private void tell(String what, Sample sample, Table window, List<String> sampled) {
        Stride before = sample.of(reference);
        Stride now = sample.of(window);
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

    private Drift judge(
            Table window, List<Finding> findings, Optional<JointComparison.Found> joint, List<String> sampled) {
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
        List<String> order = names(columns);
        judged.sort(Comparator.comparing((ColumnDrift c) -> !c.alarm())
                .thenComparing(
                        Comparator.comparingDouble(DriftMeasure::strength).reversed())
                .thenComparingInt(c -> order.indexOf(c.column())));
        return new Drift(
                reference.rows(),
                window.rows(),
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
