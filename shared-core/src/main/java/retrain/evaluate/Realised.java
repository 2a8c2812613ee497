package retrain.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import retrain.data.Rows;
import retrain.evaluate.Estimating.Finding;
import retrain.evaluate.Estimating.Known;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.spec.Metric;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.statistic.ConfidenceDistribution;

/** The quality of scores whose labels came later, by the formulas and the intervals of the evaluation. */
public final class Realised {
    private Realised() {}

    /**
     * A metric of the rows.
     *
     * @param method how its spread was found; absent if it was not
     */
    public record Result(
            Metric metric, MetricValue value, Optional<String> method, Optional<ConfidenceDistribution> confidence) {}

    /** What turned out to be true of each row. */
    public sealed interface Labels {
        /** {@return what is true by numbers: classes 0 and 1 for a binary task, else the numbers themselves} */
        static Labels of(Task task, float[] values) {
            return task == Task.BINARY ? new Binary(bytes(values)) : new Numbers(values);
        }

        private static byte[] bytes(float[] values) {
            byte[] classes = new byte[values.length];
            for (int i = 0; i < values.length; i++) {
                classes[i] = (byte) values[i];
            }
            return classes;
        }

        /** Classes 0 and 1. */
        @SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
        record Binary(byte[] values) implements Labels {}

        /**
         * Several classes.
         *
         * @param codes for each row the place of its class
         * @param classes all that a row has, in any order
         */
        @SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
        record Classes(int[] codes, List<String> classes) implements Labels {
            public Classes {
                classes = List.copyOf(classes);
            }
        }

        /** Numbers. */
        @SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
        record Numbers(float[] values) implements Labels {}
    }

    /**
     * Scores of a model.
     *
     * @param values row by row
     * @param classes the model's (multiclass), in the order of a row's scores; else empty
     * @param threshold from which score on a row counts as positive (binary)
     */
    @SuppressWarnings("ArrayRecordComponent") // millions of rows; never compared
    public record Scores(float[] values, List<String> classes, double threshold) {
        public Scores {
            classes = List.copyOf(classes);
        }

        /**
         * Reads them.
         *
         * @param columns of the table, one for each score of a row
         */
        public static Scores read(Rows rows, Path table, List<String> columns, List<String> classes, double threshold) {
            float[] first = rows.numbers(table, columns.get(0));
            int width = columns.size();
            if (width == 1) {
                return new Scores(first, classes, threshold);
            }
            float[] values = new float[first.length * width];
            for (int k = 0; k < width; k++) {
                float[] column = k == 0 ? first : rows.numbers(table, columns.get(k));
                for (int row = 0; row < first.length; row++) {
                    values[row * width + k] = column[row];
                }
            }
            return new Scores(values, classes, threshold);
        }

        /** {@return how many there are of a row} */
        public int width() {
            return Math.max(1, classes.size());
        }

        private ModelScores model() {
            return new ModelScores(values, width(), classes, threshold);
        }
    }

    /** {@return the metrics that are computed} */
    public static List<Metric> metrics(Spec spec) {
        return EvaluateStage.metrics(spec);
    }

    /**
     * {@return each metric, with what the rows tell of it}
     *
     * @param cluster for each row its group, or its step in time if the spec has a horizon; absent if no row depends on another
     */
    public static List<Result> of(Spec spec, Labels labels, Scores scores, Optional<int[]> cluster) {
        Truth truth = truth(spec, labels, scores);
        Selection all = new Selection.All(truth.rows());
        ModelScores model = scores.model();
        Dependence dependence = cluster.map(c -> dependence(spec, c)).orElse(new Dependence.None());
        List<Metric> metrics = metrics(spec);
        Map<Metric, Known> known =
                new Estimating(spec, truth, model, Optional.empty(), dependence).of(metrics, all, true);
        Sample sample = truth.sample(model, all);
        List<Result> results = new ArrayList<>();
        for (Metric metric : metrics) {
            MetricValue value = sample.measure(metric);
            Optional<Finding> finding = value.value().isEmpty()
                    ? Optional.empty()
                    : known.getOrDefault(metric, Known.NOTHING).candidate();
            results.add(new Result(metric, value, finding.map(Finding::method), finding.map(Finding::confidence)));
        }
        return results;
    }

    /**
     * {@return what each row adds to a metric that is a mean over rows}
     *
     * @param metric brier, log_loss, accuracy, mae or pinball
     */
    public static double[] terms(Spec spec, Metric metric, Labels labels, Scores scores) {
        Truth truth = truth(spec, labels, scores);
        if (metric == Metric.ACCURACY) {
            return hits(labels, scores);
        }
        ModelRows rows = truth.rows(scores.model(), new Selection.All(truth.rows()));
        if (!rows.isMean(metric)) {
            throw new IllegalArgumentException(metric + " is no mean over rows");
        }
        return IntStream.range(0, rows.size())
                .mapToDouble(row -> rows.term(metric, row))
                .toArray();
    }

    /** {@return 1 where a score names the right class, else 0} */
    private static double[] hits(Labels labels, Scores scores) {
        int rows = scores.values().length / scores.width();
        double[] hits = new double[rows];
        for (int row = 0; row < rows; row++) {
            boolean hit;
            if (labels instanceof Labels.Classes given) {
                String said = scores.classes().get(likeliest(scores, row));
                hit = said.equals(given.classes().get(given.codes()[row]));
            } else {
                boolean positive = scores.values()[row] >= (float) scores.threshold();
                hit = positive == (((Labels.Binary) labels).values()[row] == 1);
            }
            hits[row] = hit ? 1 : 0;
        }
        return hits;
    }

    private static int likeliest(Scores scores, int row) {
        int best = 0;
        for (int k = 1; k < scores.width(); k++) {
            if (scores.values()[row * scores.width() + k] > scores.values()[row * scores.width() + best]) {
                best = k;
            }
        }
        return best;
    }

    private static Dependence dependence(Spec spec, int[] cluster) {
        return spec.evaluate().horizon().isPresent()
                ? new Dependence.Series(cluster, spec.evaluate().horizon().get())
                : new Dependence.Groups(cluster);
    }

    private static Truth truth(Spec spec, Labels labels, Scores scores) {
        if (labels instanceof Labels.Binary binary) {
            return new Truth.Binary(binary.values());
        }
        if (labels instanceof Labels.Numbers numbers) {
            return new Truth.Regression(numbers.values(), spec.evaluate().quantile());
        }
        Labels.Classes given = (Labels.Classes) labels;
        TreeSet<String> all = new TreeSet<>(scores.classes());
        all.addAll(given.classes());
        List<String> classes = List.copyOf(all);
        int[] place = given.classes().stream().mapToInt(classes::indexOf).toArray();
        int[] codes = new int[given.codes().length];
        for (int row = 0; row < codes.length; row++) {
            codes[row] = place[given.codes()[row]];
        }
        return new Truth.Multiclass(codes, classes);
    }

    /**
     * Checks that scores can be measured: finite, and probabilities where classes are told apart. What is beyond 0 and 1 by rounding is
     * mended in place.
     *
     * @param name what gave them, for messages
     * @param table which rows they are of, for messages
     * @throws InvalidInput {@code SCORING_FAILED}
     */
    public static void check(Task task, String name, Scores scores, String table) {
        float[] values = scores.values();
        int rows = values.length / scores.width();
        Offenders wrong = Offenders.among(rows, row -> !ModelScores.finite(values, row, scores.width()));
        if (wrong.any()) {
            throw new InvalidInput(
                    Code.SCORING_FAILED,
                    name,
                    "gave scores that are no finite numbers for " + wrong.of(table),
                    "Look at the model and at what writes its predictions");
        }
        if (task != Task.REGRESSION) {
            ModelScores.checkProbabilities(name, values, scores.width(), rows, table);
        }
    }
}
