package retrain.evaluate;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * True classes against predicted ones. Beyond 30 classes those with the fewest rows are taken together.
 *
 * @param counts a row a true class, a column a predicted one
 */
record Confusion(List<List<Long>> counts, List<String> classes) {
    private static final int CLASSES = 30;

    static Confusion of(Probabilities scores, List<String> classes, Selection rows, long[] support) {
        List<Integer> shown = IntStream.range(0, classes.size())
                .boxed()
                .sorted(Comparator.comparing((Integer k) -> support[k]).reversed())
                .limit(classes.size() > CLASSES ? CLASSES - 1 : CLASSES)
                .sorted()
                .toList();
        boolean all = shown.size() == classes.size();
        int[] place = IntStream.range(0, classes.size())
                .map(k -> shown.contains(k) ? shown.indexOf(k) : shown.size())
                .toArray();
        long[][] counts = new long[shown.size() + (all ? 0 : 1)][shown.size() + (all ? 0 : 1)];
        for (int i = 0; i < rows.size(); i++) {
            int row = rows.row(i);
            counts[place[scores.truth(row)]][place[scores.likeliest(row)]]++;
        }
        Stream<String> rest =
                all ? Stream.empty() : Stream.of("(" + (classes.size() - shown.size()) + " other classes)");
        return new Confusion(
                Stream.of(counts).map(c -> LongStream.of(c).boxed().toList()).toList(),
                Stream.concat(shown.stream().map(classes::get), rest).toList());
    }
}
