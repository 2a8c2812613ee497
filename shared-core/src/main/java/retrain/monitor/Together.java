package retrain.monitor;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import retrain.data.Column;
import retrain.monitor.SamplePlan.Sample;
import retrain.monitor.SamplePlan.Table;

/** What the classifier looks at of a table: all features of some rows. */
final class Together {
    private final List<Watched> features;
    private final float[][] numbers;
    private final @Nullable String[][] texts;

    private Together(List<Watched> features, float[][] numbers, @Nullable String[][] texts) {
        this.features = features;
        this.numbers = numbers;
        this.texts = texts;
    }

    /** @param known numbers of those rows that were read before, by column */
    static Together read(
            Samples samples, Table table, Sample sample, List<Watched> features, Map<String, float[]> known) {
        List<String> numbers = names(features, false);
        List<String> open = numbers.stream().filter(n -> !known.containsKey(n)).toList();
        float[][] read = samples.numbers(table, sample, open);
        float[][] all = new float[numbers.size()][];
        int at = 0;
        for (int i = 0; i < all.length; i++) {
            float[] values = known.get(numbers.get(i));
            all[i] = values == null ? read[at++] : values;
        }
        return new Together(features, all, samples.texts(table, sample, names(features, true)));
    }

    private static List<String> names(List<Watched> features, boolean texts) {
        return features.stream()
                .filter(f -> isText(f) == texts)
                .map(Watched::column)
                .toList();
    }

    static boolean isText(Watched feature) {
        return feature.kind() == Column.Kind.CATEGORY;
    }

    /**
     * {@return an array of numbers for each feature: of a text its place among some values, NaN for others}
     *
     * @param categories the values by column; texts without any are left out
     */
    float[][] coded(Map<String, List<String>> categories) {
        float[][] coded = new float[features.size()][];
        int size = 0;
        int number = 0;
        int text = 0;
        for (Watched feature : features) {
            if (!isText(feature)) {
                coded[size++] = numbers[number++];
            } else if (categories.containsKey(feature.column())) {
                coded[size++] = places(texts[text++], categories.get(feature.column()));
            } else {
                text++;
            }
        }
        return Arrays.copyOf(coded, size);
    }

    private static float[] places(@Nullable String[] texts, List<String> values) {
        Map<String, Float> places = new HashMap<>();
        values.forEach(v -> places.put(v, (float) places.size()));
        float[] coded = new float[texts.length];
        for (int row = 0; row < coded.length; row++) {
            String text = texts[row];
            coded[row] = text == null ? Float.NaN : places.getOrDefault(text, Float.NaN);
        }
        return coded;
    }
}
