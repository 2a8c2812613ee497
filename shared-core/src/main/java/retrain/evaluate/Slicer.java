package retrain.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import retrain.data.Rows;

/**
 * Takes a column's rows apart by its values. Every row is in exactly one slice of a column that is sliced as a whole: rows without a value
 * are a slice, and so are, together, the rows of the values beyond the limit.
 */
final class Slicer {
    static final String MISSING = "(missing)";

    private final Rows.Codes codes;
    private final int missing;
    private final long[] rows;

    /** @param codes the column */
    Slicer(Rows.Codes codes) {
        this.codes = codes;
        this.missing = codes.values().size();
        this.rows = new long[missing + 1];
        for (int code : codes.code()) {
            rows[code < 0 ? missing : code]++;
        }
    }

    /** Some rows under the value they share. */
    record Part(String value, Selection rows) {}

    /**
     * The slices of a column.
     *
     * @param together how many values the last part stands for, if it is the rest; else 0
     */
    record Cut(List<Part> parts, long together) {}

    /**
     * {@return a part for each value that is kept, in the order of the values; then the rows without a value; then the rest}
     *
     * @param wanted values that are always kept
     * @param limit how many values are kept, those with the most rows first; 0: only the wanted ones, and no rest
     */
    Cut slices(Set<String> wanted, int limit) {
        List<Integer> kept = kept(wanted, limit);
        int[] bucket = new int[rows.length];
        Arrays.fill(bucket, kept.size());
        kept.forEach(code -> bucket[code] = kept.indexOf(code));
        int[] ends = new int[kept.size() + 1];
        int[] order = grouped(bucket, ends);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            parts.add(new Part(name(kept.get(i)), stretch(order, ends, i)));
        }
        wanted.stream()
                .filter(v -> indexOf(v) < 0)
                .sorted()
                .forEach(v -> parts.add(new Part(v, new Selection.Stretch(order, 0, 0))));
        long together = limit > 0 ? leftOut(kept) : 0;
        if (together > 0) {
            parts.add(new Part("(" + together + " other values)", stretch(order, ends, kept.size())));
        }
        return new Cut(parts, together);
    }

    private static Selection stretch(int[] order, int[] ends, int bucket) {
        return new Selection.Stretch(order, bucket == 0 ? 0 : ends[bucket - 1], ends[bucket]);
    }

    private List<Integer> kept(Set<String> wanted, int limit) {
        Comparator<Integer> byRows = Comparator.comparing(code -> -rows[code]);
        int most = occurring().count() <= limit + 1L ? limit + 1 : limit;
        IntStream biggest = limit == 0
                ? IntStream.empty()
                : occurring().boxed().sorted(byRows).limit(most).mapToInt(c -> c);
        return IntStream.concat(biggest, wanted.stream().mapToInt(this::indexOf).filter(c -> c >= 0))
                .distinct()
                .sorted()
                .boxed()
                .toList();
    }

    private IntStream occurring() {
        return IntStream.range(0, rows.length).filter(code -> rows[code] > 0);
    }

    private long leftOut(List<Integer> kept) {
        return occurring().filter(code -> !kept.contains(code)).count();
    }

    private int indexOf(String value) {
        return codes.indexOf(value).orElse(value.equals(MISSING) && rows[missing] > 0 ? missing : -1);
    }

    private String name(int code) {
        return code == missing ? MISSING : codes.values().get(code);
    }

    /** The rows, those of a bucket side by side in the file's order (a counting sort). */
    private int[] grouped(int[] bucket, int[] ends) {
        int[] code = codes.code();
        for (int c : code) {
            ends[bucket[c < 0 ? missing : c]]++;
        }
        int[] next = new int[ends.length];
        for (int b = 1; b < ends.length; b++) {
            next[b] = ends[b - 1];
            ends[b] += ends[b - 1];
        }
        int[] order = new int[code.length];
        for (int row = 0; row < code.length; row++) {
            order[next[bucket[code[row] < 0 ? missing : code[row]]]++] = row;
        }
        return order;
    }
}
