package retrain.monitor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import retrain.Specs;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.Curves;
import retrain.evaluate.Evaluation.Estimate;
import retrain.evaluate.Evaluation.Of;
import retrain.evaluate.Evaluation.Scored;
import retrain.evaluate.Realised;
import retrain.evaluate.Realised.Labels;
import retrain.evaluate.Realised.Scores;
import retrain.local.Embedded;
import retrain.monitor.LiveRows.Joined;
import retrain.run.Digest;
import retrain.spec.GateSpec;
import retrain.spec.LiveAlarmSpec;
import retrain.spec.LiveSpec;
import retrain.spec.Metric;
import retrain.spec.PromoteSpec;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.spec.TrainSpec;
import retrain.statistic.Resampling.Numbers;

/** Specs, champions and windows for tests of the live model's quality. */
final class Live {
    static final Joined JOINED = new Joined(
            Path.of("joined.parquet"), 0, Optional.empty(), Optional.empty(), List.of(), List.of(), false, List.of());
    private static final Digest NONE = Digest.of(new byte[0]);

    private Live() {}

    static Spec spec(Task task, List<GateSpec> gates) {
        return Specs.spec(
                "late",
                task,
                "y",
                ".retrain",
                7,
                Specs.rowsById(),
                Specs.train(Optional.of(Map.of()), Optional.empty(), TrainSpec.Categories.NATIVE, Optional.empty(), 1),
                Specs.evaluate(List.of(), List.of(), 0.5, 0.5),
                gates,
                new PromoteSpec(PromoteSpec.Strategy.REPLACE, "deployed"));
    }

    static LiveSpec live(LiveAlarmSpec... alarms) {
        return new LiveSpec(
                List.of("predictions.csv"),
                List.of("labels.csv"),
                List.of("id"),
                Optional.of("at"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("7 days"),
                List.of(alarms),
                true);
    }

    /** A champion whose held-out rows these are. */
    static LiveReference reference(Spec spec, Labels labels, Scores scores) {
        List<Evaluation.MetricValue> metrics = new ArrayList<>();
        List<Estimate> estimates = new ArrayList<>();
        for (Realised.Result result : Realised.of(spec, labels, scores, Optional.empty())) {
            metrics.add(result.value());
            result.confidence()
                    .ifPresent(c -> estimates.add(
                            new Estimate(result.metric().word(), Optional.empty(), Of.CANDIDATE, "test", 0, 0, c)));
        }
        Curves curves = new Curves(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty());
        Evaluation evaluation = new Evaluation(
                spec.task(),
                NONE,
                Optional.empty(),
                scores.values().length / scores.width(),
                0,
                new Scored("candidate", NONE, metrics, curves, Optional.of(scores.threshold())),
                Optional.empty(),
                List.of(),
                NONE,
                estimates,
                Optional.empty(),
                List.of(),
                Optional.empty());
        return new LiveReference(evaluation, scores, labels, Path.of("holdout.parquet"));
    }

    static LiveMeasure measure(Spec spec, LiveSpec live, LiveReference reference) {
        return new LiveMeasure(spec, live, reference, Embedded.rows(), Embedded.losses());
    }

    /** A window of which so many of the first predictions have their labels. */
    static LiveWindow window(Scores scores, Labels labels, int labelled) {
        int rows = scores.values().length / scores.width();
        return new LiveWindow(
                Path.of("window.parquet"),
                scores,
                IntStream.range(0, labelled).toArray(),
                labels,
                rows - labelled,
                0,
                Optional.empty(),
                JOINED,
                List.of());
    }

    /**
     * A world of classes 0 and 1 in which x is even over (0, 1).
     *
     * @param scores what the champion says of a row: 0.1 + 0.8 x, the probability as it was
     * @param labels 1 with the probability as it is
     */
    @SuppressWarnings("ArrayRecordComponent")
    record World(float[] scores, byte[] labels) {
        /** @param turned whether the probability of class 1 is 0.9 - 0.8 x now: p(y|x) has changed, and x has not */
        static World of(int rows, long stream, boolean turned) {
            Numbers random = new Numbers(42, stream);
            float[] scores = new float[rows];
            byte[] labels = new byte[rows];
            for (int row = 0; row < rows; row++) {
                scores[row] = (float) (0.1 + 0.8 * random.uniform());
                double probability = turned ? 1 - scores[row] : scores[row];
                labels[row] = (byte) (random.uniform() < probability ? 1 : 0);
            }
            return new World(scores, labels);
        }

        Scores model() {
            return new Scores(scores.clone(), List.of(), 0.5);
        }

        LiveWindow window(int labelled) {
            return Live.window(model(), new Labels.Binary(Arrays.copyOf(labels, labelled)), labelled);
        }

        LiveReference reference(Spec spec) {
            return Live.reference(spec, new Labels.Binary(labels), model());
        }
    }

    static LiveAlarmSpec alarm(Metric metric, double by) {
        return new LiveAlarmSpec(metric, by);
    }
}
