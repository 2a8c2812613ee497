package retrain.monitor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import retrain.data.Rows;
import retrain.evaluate.Realised;
import retrain.evaluate.Realised.Labels;
import retrain.evaluate.Realised.Scores;
import retrain.monitor.LiveRows.Columns;
import retrain.monitor.LiveRows.Joined;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.spec.Spec;
import retrain.spec.Task;

/**
 * The predictions of a window, in the order of their time, with their labels as far as these have come.
 *
 * @param table the Parquet file that they were read from
 * @param scores of all predictions
 * @param labelled the places of those with a label
 * @param labels of these
 * @param cluster for each prediction its group, or its step in time if the spec has a horizon; absent if no row depends on another
 * @param joined what the table is a part of
 * @param notes what was wrong with them, a sentence each
 */
@SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
public record LiveWindow(
        Path table,
        Scores scores,
        int[] labelled,
        Labels labels,
        long pending,
        long overdue,
        Optional<int[]> cluster,
        Joined joined,
        List<String> notes) {
    public LiveWindow {
        notes = List.copyOf(notes);
    }

    /**
     * Reads a window.
     *
     * @param table of {@link LiveRows#window}, or all that was joined
     * @param joined what the table is a part of
     * @param classes the champion's (multiclass); else empty
     * @param threshold from which score on the champion counts a row as positive (binary)
     * @throws InvalidInput {@code SCORING_FAILED} if scores are no finite numbers or no probabilities, {@code DATA_UNUSABLE} if a label is
     *     neither 0 nor 1 (binary), or not finite (regression)
     */
    public static LiveWindow read(
            Spec spec, Rows rows, Path table, Joined joined, List<String> classes, double threshold) {
        float[] state = rows.numbers(table, Columns.STATE);
        int[] labelled = places(state.length, row -> state[row] == Columns.LABELLED);
        Scores scores = Scores.read(rows, table, scoreColumns(classes), classes, threshold);
        Realised.check(spec.task(), "monitor.live.predictions", scores, "the window, by time");
        return new LiveWindow(
                table,
                scores,
                labelled,
                labels(spec, rows, table, labelled),
                places(state.length, row -> state[row] == Columns.PENDING).length,
                places(state.length, row -> state[row] == Columns.OVERDUE).length,
                cluster(spec, rows, table, joined),
                joined,
                notes(spec, rows, table, joined));
    }

    /** {@return how many predictions there are} */
    public int predictions() {
        return scores.values().length / scores.width();
    }

    /** {@return the scores of those with a label} */
    Scores labelledScores() {
        int width = scores.width();
        float[] some = new float[labelled.length * width];
        for (int i = 0; i < labelled.length; i++) {
            System.arraycopy(scores.values(), labelled[i] * width, some, i * width, width);
        }
        return new Scores(some, scores.classes(), scores.threshold());
    }

    /** {@return the clusters of those with a label} */
    Optional<int[]> labelledCluster() {
        return cluster.map(c -> Arrays.stream(labelled).map(row -> c[row]).toArray());
    }

    private static int[] places(int rows, IntPredicate which) {
        return IntStream.range(0, rows).filter(which).toArray();
    }

    private static List<String> scoreColumns(List<String> classes) {
        return IntStream.range(0, Math.max(1, classes.size()))
                .mapToObj(Columns::score)
                .toList();
    }

    private static Labels labels(Spec spec, Rows rows, Path table, int[] labelled) {
        if (spec.task() == Task.MULTICLASS) {
            Rows.Codes codes = rows.codes(table, Columns.LABEL);
            int[] some = Arrays.stream(labelled).map(row -> codes.code()[row]).toArray();
            return new Labels.Classes(some, codes.values());
        }
        float[] all = rows.numbers(table, Columns.LABEL);
        float[] some = new float[labelled.length];
        for (int i = 0; i < some.length; i++) {
            some[i] = all[labelled[i]];
        }
        return Labels.of(spec.task(), some);
    }

    private static Optional<int[]> cluster(Spec spec, Rows rows, Path table, Joined joined) {
        if (spec.evaluate().horizon().isPresent() && joined.first().isPresent()) {
            int[] code = rows.codes(table, Columns.TIME).code();
            int[] step = new int[code.length];
            for (int row = 1; row < code.length; row++) {
                step[row] = step[row - 1] + (code[row] == code[row - 1] ? 0 : 1);
            }
            return Optional.of(step);
        }
        if (!joined.grouped()) {
            return Optional.empty();
        }
        Rows.Codes codes = rows.codes(table, Columns.GROUP);
        if (Arrays.stream(codes.code()).anyMatch(c -> c < 0)) {
            throw new InvalidInput(
                    Code.DATA_UNUSABLE,
                    "monitor.live.predictions",
                    "hold predictions whose group '" + spec.data().group().orElse("") + "' is missing",
                    "Give every prediction its group, or leave the column out");
        }
        return Optional.of(codes.code());
    }

    private static List<String> notes(Spec spec, Rows rows, Path table, Joined joined) {
        List<String> notes = new ArrayList<>();
        long repeated = sum(rows.numbers(table, Columns.REPEATED));
        if (repeated > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%,d predictions were made again later for the same key: the latest of each counts",
                    repeated));
        }
        long contradicted = sum(rows.numbers(table, Columns.CONTRADICTED));
        if (contradicted > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "the labels of %,d predictions contradict one another: none of them counts",
                    contradicted));
        }
        long future = sum(rows.numbers(table, Columns.FUTURE));
        if (future > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%,d predictions are of a time that has not come yet: a clock is wrong somewhere",
                    future));
        }
        if (spec.data().group().isPresent() && !joined.grouped()) {
            notes.add(
                    "the predictions have no column '" + spec.data().group().get()
                            + "', so that rows of one group are taken as independent: intervals are narrower than they should be");
        }
        return notes;
    }

    private static long sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return Math.round(sum);
    }
}
