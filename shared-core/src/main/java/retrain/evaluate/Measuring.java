package retrain.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import retrain.data.Rows;
import retrain.evaluate.Evaluation.Scored;
import retrain.evaluate.Evaluation.Slice;
import retrain.run.Digest;
import retrain.spec.Metric;

/** Candidate and champion measured on the same rows. */
final class Measuring {
    /** Slices in all; columns with more values share them. Keeps the evaluation's record small enough to be read by every command. */
    private static final int SLICES = 48;

    private static final int SLICES_OF_A_COLUMN = 6;

    private final Truth truth;
    private final List<Metric> metrics;
    private final ModelScores candidate;
    private final Optional<ModelScores> champion;

    Measuring(Truth truth, List<Metric> metrics, ModelScores candidate, Optional<ModelScores> champion) {
        this.truth = truth;
        this.metrics = metrics;
        this.candidate = candidate;
        this.champion = champion;
    }

    /** {@return a model's results on all rows} */
    Scored scored(String name, Digest archive, ModelScores scores) {
        Sample sample = truth.sample(scores, all());
        return new Scored(name, archive, sample.measure(metrics), sample.curves());
    }

    Selection all() {
        return new Selection.All(truth.rows());
    }

    /**
     * {@return the results on the rows of each slice}
     *
     * @param column reads a column
     * @param notice told of what is left out
     */
    List<Slice> slices(List<SlicePlan> plans, Function<String, Rows.Codes> column, Consumer<String> notice) {
        int limit = Math.max(SLICES_OF_A_COLUMN, SLICES / Math.max(1, plans.size()));
        List<Slice> slices = new ArrayList<>();
        for (SlicePlan plan : plans) {
            Slicer.Cut cut = new Slicer(column.apply(plan.column())).slices(plan.values(), plan.whole() ? limit : 0);
            cut.parts().forEach(part -> slices.add(slice(plan.column(), part)));
            if (cut.together() > 0) {
                notice.accept(String.format(
                        Locale.ROOT,
                        "%s has %,d values: %,d are slices of their own, the other %,d are one slice",
                        plan.column(),
                        cut.parts().size() - 1 + cut.together(),
                        cut.parts().size() - 1,
                        cut.together()));
            }
        }
        return slices;
    }

    private Slice slice(String column, Slicer.Part part) {
        return new Slice(
                column,
                part.value(),
                part.rows().size(),
                truth.positives(part.rows()),
                truth.sample(candidate, part.rows()).measure(metrics),
                champion.map(c -> truth.sample(c, part.rows()).measure(metrics)).orElse(List.of()));
    }
}
