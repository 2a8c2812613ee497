package retrain.monitor;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Rows of both sides in arrays, as a port. */
final class InMemory implements Samples {
    static final RowSet REFERENCE = side("reference");
    static final RowSet CURRENT = side("current");

    private final Map<RowSet, Map<String, float[]>> numbers = new HashMap<>();
    private final Map<RowSet, Map<String, String[]>> texts = new HashMap<>();
    private final Map<RowSet, Integer> rows = new HashMap<>();

    private static RowSet side(String name) {
        return new RowSet(List.of(Path.of(name)), Optional.empty(), Optional.empty(), Optional.empty());
    }

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

    private void put(RowSet side, String column, float[] values) {
        rows.put(side, values.length);
        numbers.computeIfAbsent(side, r -> new HashMap<>()).put(column, values);
    }

    @Override
    public long count(RowSet side) {
        return rows.getOrDefault(side, 0);
    }

    @Override
    public float[][] read(RowSet side, List<Field> fields, Stride stride) {
        float[][] read = new float[fields.size()][stride.size()];
        for (int f = 0; f < read.length; f++) {
            Field field = fields.get(f);
            float[] all = field.values().isEmpty()
                    ? of(numbers, side, field.column())
                    : places(of(texts, side, field.column()), field.values());
            for (int i = 0; i < read[f].length; i++) {
                read[f][i] = all[(int) stride.row(i)];
            }
        }
        return read;
    }

    private static <T> T of(Map<RowSet, Map<String, T>> sides, RowSet side, String column) {
        return Objects.requireNonNull(sides.getOrDefault(side, Map.of()).get(column), column);
    }

    private static float[] places(String[] values, List<String> of) {
        float[] places = new float[values.length];
        for (int i = 0; i < places.length; i++) {
            int place = values[i] == null ? -1 : of.indexOf(values[i]);
            places[i] = place < 0 ? Float.NaN : place;
        }
        return places;
    }

    @Override
    public Frequencies frequencies(RowSet side, String column, int most) {
        TreeMap<String, Long> found = new TreeMap<>();
        String[] values = of(texts, side, column);
        Arrays.stream(values).filter(v -> v != null).forEach(v -> found.merge(v, 1L, Long::sum));
        long missing = Arrays.stream(values).filter(v -> v == null).count();
        return new Frequencies(found, missing, found.size() > most);
    }

    @Override
    public void close() {}
}
