package retrain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import retrain.spec.TuneSpec;
import retrain.train.Tuning;
import retrain.train.Tuning.Ended;
import retrain.train.Tuning.Trial;

/** Searches for hyperparameters that never were. Seeded: always the same. */
final class Tuned {
    private Tuned() {}

    static RunRecord run(int trials) {
        Fixture fixture = Judged.promotedFixture();
        fixture.tuning = Optional.of(tuning(trials));
        return fixture.record();
    }

    static Tuning tuning(int count) {
        Random random = new Random(5);
        List<Trial> trials = new ArrayList<>();
        int best = 1;
        double highest = 0;
        for (int number = 1; number <= count; number++) {
            double eta = Math.pow(10, -3 + 2.5 * random.nextDouble());
            int depth = 2 + random.nextInt(10);
            String method = random.nextInt(3) == 0 ? "approx" : "hist";
            double value = 0.74
                    - 0.01 * Math.pow(Math.log10(eta) + 1.2, 2)
                    - 0.0008 * Math.pow(depth - 6, 2)
                    + 0.002 * random.nextGaussian();
            Ended ended = number % 17 == 0 ? Ended.FAILED : value < 0.725 ? Ended.STOPPED_EARLY : Ended.COMPLETED;
            if (ended == Ended.COMPLETED && value > highest) {
                highest = value;
                best = number;
            }
            Map<String, String> hyperparameters = new TreeMap<>(Map.of(
                    "eta", Double.toString(eta),
                    "max_depth", Integer.toString(depth),
                    "subsample", Double.toString(0.5 + random.nextDouble() / 2),
                    "tree_method", method));
            trials.add(new Trial(
                    number,
                    hyperparameters,
                    ended,
                    ended == Ended.FAILED ? Optional.empty() : Optional.of(value),
                    ended == Ended.COMPLETED ? 200 : 20 + random.nextInt(60),
                    ended == Ended.FAILED
                            ? "out of memory"
                            : ended == Ended.STOPPED_EARLY ? "worse than the median of the others at round 20" : ""));
        }
        return new Tuning("validation-auc", TuneSpec.Direction.MAXIMIZE, TuneSpec.Strategy.TPE, trials, best);
    }
}
