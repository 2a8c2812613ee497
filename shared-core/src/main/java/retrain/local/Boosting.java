package retrain.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;
import retrain.event.Allocation;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.spec.XgboostMetrics;
import retrain.train.MedianRule;
import retrain.train.TrainedModel.Point;

/**
 * The loop of rounds: adds a tree (a class), looks at the metrics now and then, ends early if the validation metric has not become better
 * for a while, and can be stopped between two rounds.
 */
final class Boosting {
    /** So many progress events and points of the curve at the most; evaluating the training rows costs as much as part of a round. */
    private static final int GROUPS = 10;

    private static final String TRAIN = "train";
    private static final String VALIDATION = "validation";

    private final Booster booster;
    private final XgboostParameters parameters;
    private final DMatrix train;
    private final @Nullable DMatrix validation;
    private final Optional<MedianRule.Follower> rule;
    private final List<Point> curve = new ArrayList<>();
    private int followed;

    /** The best value so far of the metric that is watched, as a number of which more is better. */
    private double best = Double.NEGATIVE_INFINITY;

    private int bestRounds;

    private final Pace pace;
    private int threads;

    Boosting(
            Booster booster,
            XgboostParameters parameters,
            DMatrix train,
            @Nullable DMatrix validation,
            Optional<MedianRule.Follower> rule) {
        this.rule = rule;
        this.booster = booster;
        this.parameters = parameters;
        this.train = train;
        this.validation = validation;
        this.threads = parameters.threads();
        this.pace = Pace.of(threads);
    }

    /**
     * What came of it.
     *
     * @param rounds the first rounds of the booster that make the model, those of the base included
     */
    record Boosted(int rounds, List<Point> curve) {}

    /** {@return empty if it was stopped} */
    Optional<Boosted> run(Observer observer, BooleanSupplier stopped) throws XGBoostError {
        int before = booster.getNumBoostedRound();
        int total = parameters.rounds();
        int group = Math.max(1, total / GROUPS);
        Allocation allocation = Allocation.of("train", "boosting", "rounds", total);
        boolean watched = validation != null && parameters.patience() > 0;
        int done = 0;
        while (done < total) {
            if (stopped.getAsBoolean()) {
                return Optional.empty();
            }
            booster.update(train, before + done);
            done++;
            keepPace();
            boolean end = done == total;
            if (watched) {
                watch(before + done);
                end |= before + done - bestRounds >= parameters.patience();
                end |= isBehind();
            }
            if (end || done % group == 0) {
                String note = points(before + done, watched);
                end |= isBehind();
                boolean early = end && done < total;
                observer.on(new Event.Progressed(
                        allocation, early ? total : done, early ? note + ", ended early after round " + done : note));
            }
            if (end) {
                break;
            }
        }
        return Optional.of(new Boosted(watched ? bestRounds : before + done, List.copyOf(curve)));
    }

    /** {@return whether one of the points that are new ends a trial} */
    private boolean isBehind() {
        boolean behind = false;
        while (rule.isPresent() && followed < curve.size()) {
            behind |= rule.get().ends(curve.get(followed++));
        }
        return behind;
    }

    /** Only if the number of threads was left to us. */
    private void keepPace() throws XGBoostError {
        if (!parameters.allProcessors()) {
            return;
        }
        int next = pace.next();
        if (next != threads) {
            booster.setParam("nthread", next);
            threads = next;
        }
    }

    private void watch(int rounds) throws XGBoostError {
        List<Point> points = evaluate(VALIDATION, validation, rounds);
        Point last = points.get(points.size() - 1);
        if (Double.isNaN(last.value())) {
            throw new InvalidInput(
                    Code.DATA_UNUSABLE,
                    "the validation rows",
                    "the metric " + last.metric() + " is undefined on them, so that nothing tells when to end early",
                    "Choose another data.validation (with rows of every class), or another train.xgboost.eval_metric");
        }
        double value = XgboostMetrics.higherIsBetter(last.metric().substring(VALIDATION.length() + 1))
                ? last.value()
                : -last.value();
        if (value > best || bestRounds == 0) {
            best = value;
            bestRounds = rounds;
        }
        curve.addAll(points);
    }

    private String points(int rounds, boolean watched) throws XGBoostError {
        List<Point> points = new ArrayList<>(evaluate(TRAIN, train, rounds));
        if (validation != null && !watched) {
            points.addAll(evaluate(VALIDATION, validation, rounds));
        }
        curve.addAll(points);
        List<String> notes = new ArrayList<>();
        points.forEach(p -> notes.add(note(p)));
        if (watched) {
            curve.stream()
                    .filter(p -> p.round() == rounds && p.metric().startsWith(VALIDATION))
                    .forEach(p -> notes.add(note(p)));
        }
        return String.join(", ", notes);
    }

    private static String note(Point point) {
        return String.format(Locale.ROOT, "%s %.4f", point.metric(), point.value());
    }

    /** {@return the metrics in their order, from a line such as {@code [9]\ttrain-auc:0.71\ttrain-logloss:0.5}} */
    private List<Point> evaluate(String name, @Nullable DMatrix rows, int rounds) throws XGBoostError {
        if (rows == null) {
            return List.of();
        }
        String line = booster.evalSet(new DMatrix[] {rows}, new String[] {name}, rounds - 1);
        List<Point> points = new ArrayList<>();
        for (String part : line.split("\t", -1)) {
            int colon = part.lastIndexOf(':');
            if (colon > 0) {
                points.add(new Point(rounds, part.substring(0, colon), number(part.substring(colon + 1))));
            }
        }
        return points;
    }

    /** XGBoost writes C's words for what is not a number. */
    private static double number(String text) {
        return switch (text) {
            case "nan", "-nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
