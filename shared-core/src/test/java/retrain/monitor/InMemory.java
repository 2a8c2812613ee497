package retrain.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import retrain.Specs;
import retrain.monitor.SamplePlan.Sample;
import retrain.monitor.SamplePlan.Table;

/** Rows of both sides in arrays, as a port. */
final class InMemory implements Samples {
    static final Path REFERENCE = Path.of("reference");
    static final Path CURRENT = Path.of("current");

    private final Map<Path, Map<String, float[]>> numbers = new HashMap<>();
    private final Map<Path, Map<String, String[]>> texts = new HashMap<>();
    private final Map<Path, Integer> rows = new HashMap<>();

    InMemory number(String column, float[] reference, float[] current) {
        put(REFERENCE, column, reference);
        put(CURRENT, column, current);
        return this;
    }

    /** With null for what is missing. */
    InMemory text(String column, String[] reference, String[] current) {
        rows.put(REFERENCE, reference.length);
        rows.put(CURRENT, current.length);
        texts.computeIfAbsent(REFERENCE, r -> new HashMap<>()).put(column, reference);
        texts.computeIfAbsent(CURRENT, r -> new HashMap<>()).put(column, current);
        return this;
    }

    private void put(Path side, String column, float[] values) {
        rows.put(side, values.length);
        numbers.computeIfAbsent(side, r -> new HashMap<>()).put(column, values);
    }

    Table table(Path side) {
        return new Table(side, rows.getOrDefault(side, 0));
    }

    /** {@return the drift of the one window} */
    Drift measure(List<Watched> columns, List<Predicted> predictions, Optional<DomainClassifier> classifier, int seed) {
        List<Table> windows = List.of(table(CURRENT));
        SamplePlan plan = DriftMeasure.plan(Specs.drift(), columns, table(REFERENCE), windows);
        return DriftMeasure.of(Specs.drift(), columns, classifier, seed, planned(plan), table(REFERENCE), windows)
                .drift(windows.get(0), predictions);
    }

    /** {@return itself, for what was planned alone} */
    private Samples planned(SamplePlan plan) {
        return new Samples() {
            @Override
            public float[][] numbers(Table table, Sample sample, List<String> columns) {
                asked(table, sample, columns);
                return InMemory.this.numbers(table, sample, columns);
            }

            @Override
            public String[][] texts(Table table, Sample sample, List<String> columns) {
                asked(table, sample, columns);
                return InMemory.this.texts(table, sample, columns);
            }

            private void asked(Table table, Sample sample, List<String> columns) {
                assertThat(plan.tables()).contains(table);
                assertThat(columns.isEmpty() || plan.samples().contains(sample)).isTrue();
                assertThat(sample.columns()).containsAll(columns);
            }

            @Override
            public Frequencies frequencies(Table table, String column, int most) {
                assertThat(plan.tables()).contains(table);
                assertThat(plan.counted()).contains(column);
                return InMemory.this.frequencies(table, column, most);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public float[][] numbers(Table table, Sample sample, List<String> columns) {
        Stride stride = sample.of(table);
        float[][] read = new float[columns.size()][stride.size()];
        for (int c = 0; c < read.length; c++) {
            float[] all = of(numbers, table.file(), columns.get(c));
            for (int i = 0; i < read[c].length; i++) {
                read[c][i] = all[(int) stride.row(i)];
            }
        }
        return read;
    }

    @Override
    public String[][] texts(Table table, Sample sample, List<String> columns) {
        Stride stride = sample.of(table);
        String[][] read = new String[columns.size()][stride.size()];
        for (int c = 0; c < read.length; c++) {
            String[] all = of(texts, table.file(), columns.get(c));
            for (int i = 0; i < read[c].length; i++) {
                read[c][i] = all[(int) stride.row(i)];
            }
        }
        return read;
    }

    float[] numbers(Path side, String column) {
        return of(numbers, side, column);
    }

    private static <T> T of(Map<Path, Map<String, T>> sides, Path side, String column) {
        return Objects.requireNonNull(sides.getOrDefault(side, Map.of()).get(column), column);
    }

    @Override
    public Frequencies frequencies(Table table, String column, int most) {
        TreeMap<String, Long> found = new TreeMap<>();
        String[] values = of(texts, table.file(), column);
        Arrays.stream(values).filter(v -> v != null).forEach(v -> found.merge(v, 1L, Long::sum));
        long missing = Arrays.stream(values).filter(v -> v == null).count();
        return new Frequencies(found, missing, found.size() > most);
    }

    @Override
    public void close() {}
}
