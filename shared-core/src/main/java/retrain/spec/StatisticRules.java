package retrain.spec;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What must be true of thresholds, calibration and the searches for slices and hyperparameters. */
final class StatisticRules {
    private static final String THRESHOLD = "evaluate.threshold";
    private static final String HORIZON = "evaluate.horizon";
    private static final String CALIBRATE = "train.calibrate";
    private static final String ADD_VALIDATION = "Add 'validation: {fraction: 0.1}' to 'data', or ";

    private final Spec spec;
    private final Binder binder;
    private final SpecRules rules;

    StatisticRules(Spec spec, Binder binder, SpecRules rules) {
        this.spec = spec;
        this.binder = binder;
        this.rules = rules;
    }

    void check() {
        threshold(spec.evaluate().threshold());
        if (spec.train().calibrate().isPresent()) {
            calibrate();
        }
        if (spec.evaluate().findSlices().isPresent()) {
            slices(spec.evaluate().findSlices().get());
        }
        dependence();
        if (spec.train().tune().isPresent()) {
            new TuneRules(spec, spec.train().tune().get(), binder, rules).check();
        }
    }

    /** Which rows depend on one another must be said in one way, by columns that can say it. */
    private void dependence() {
        if (spec.data().group().isPresent()) {
            rules.notTheTarget("data.group", List.of(spec.data().group().get()), "also be the group");
        }
        if (spec.evaluate().horizon().isEmpty()) {
            return;
        }
        if (spec.data().time().isEmpty() && binder.sound("data.time")) {
            rules.wrong(
                    HORIZON,
                    "counts steps of time, but no column is named as the time",
                    "Add 'time: <column>' to 'data'");
        }
        if (spec.data().holdout().fraction().isPresent() && binder.sound("data.holdout")) {
            rules.wrong(
                    HORIZON,
                    "is for forecasts, and a fraction of the rows held out has gaps in time",
                    "Hold out the latest rows: 'holdout: {latest: 1 month}'");
        }
        if (spec.data().group().isPresent()) {
            rules.wrong(
                    HORIZON,
                    "and 'data.group' each say in another way which rows depend on one another",
                    "Keep the one that matters more");
        }
    }

    private void threshold(ThresholdSpec rule) {
        boolean costs = rule.falsePositive().isPresent() || rule.falseNegative().isPresent();
        rules.exactlyOne(
                THRESHOLD,
                List.of("at", "false-positive with false-negative", "precision", "recall"),
                rule.at().isPresent(),
                costs,
                rule.precision().isPresent(),
                rule.recall().isPresent());
        if (costs && (rule.falsePositive().isEmpty() || rule.falseNegative().isEmpty())) {
            String absent = rule.falsePositive().isEmpty() ? "false-positive" : "false-negative";
            rules.wrong(THRESHOLD, "has one cost and not the other", "Add '" + absent + "', its cost");
        }
        if (rule.falsePositive().equals(Optional.of(0.0))
                && rule.falseNegative().equals(rule.falsePositive())) {
            rules.wrong(
                    THRESHOLD, "has no costs: both are 0, so that every threshold is right", "Write what errors cost");
        }
        if (rule.at().isEmpty()) {
            notBinary(THRESHOLD, "chooses from which score on a row counts as positive");
            noValidation(THRESHOLD, "is chosen on validation rows", "give it as a number");
        }
    }

    private void calibrate() {
        notBinary(CALIBRATE, "makes probabilities of class 1");
        if (spec.train().script().isPresent()) {
            rules.wrong(
                    CALIBRATE,
                    "'train.script' trains a model that Retrain adds nothing to, so it cannot be calibrated here",
                    "Calibrate in your own program, or train with xgboost");
        }
        if (spec.train()
                .xgboost()
                .map(x -> "binary:hinge".equals(x.get("objective")))
                .orElse(false)) {
            rules.wrong(
                    CALIBRATE,
                    "the objective binary:hinge gives 0 or 1 and nothing between, so there is nothing to calibrate",
                    "Use the objective binary:logistic");
        }
        noValidation(CALIBRATE, "is fitted on validation rows", "remove it");
    }

    private void notBinary(String path, String what) {
        if (spec.task() != Task.BINARY && binder.sound("task")) {
            String task = spec.task().name().toLowerCase(Locale.ROOT);
            rules.wrong(path, what + ", and the task is " + task, "Remove it");
        }
    }

    void noValidation(String path, String what, String otherwise) {
        if (spec.data().validation().isEmpty() && binder.sound("data.validation")) {
            rules.wrong(path, what + ", and there are none", ADD_VALIDATION + otherwise);
        }
    }

    private void slices(FindSlicesSpec find) {
        rules.notTheTarget("evaluate.find-slices.columns", find.columns(), "be sliced by");
        rules.twice("evaluate.find-slices.columns", find.columns());
    }
}
