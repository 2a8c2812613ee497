package retrain.spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must be true of the search for hyperparameters. */
final class TuneRules {
    private static final String TUNE = "train.tune";
    private static final String RANGES = TUNE + ".ranges";
    private static final String NAME = "[A-Za-z0-9_][A-Za-z0-9_.-]*";

    private final Spec spec;
    private final TuneSpec tune;
    private final Binder binder;
    private final SpecRules rules;

    TuneRules(Spec spec, TuneSpec tune, Binder binder, SpecRules rules) {
        this.spec = spec;
        this.tune = tune;
        this.binder = binder;
        this.rules = rules;
    }

    void check() {
        if (spec.data().validation().isEmpty() && binder.sound("data.validation")) {
            rules.wrong(
                    TUNE,
                    "compares trials on validation rows, and there are none",
                    "Add 'validation: {fraction: 0.1}' to 'data', or remove it");
        }
        if (spec.train().continueFrom().isPresent()) {
            rules.wrong(
                    TUNE,
                    "looks for the hyperparameters of a whole model, and 'train.continue-from' adds rounds to one that has its own",
                    "Remove one of both");
        }
        if (tune.ranges().isEmpty() && binder.sound(RANGES)) {
            rules.wrong(RANGES, "names no hyperparameter", "Name at least one: 'eta: {min: 0.01, max: 0.3}'");
        }
        tune.ranges().forEach(this::range);
        boolean oneTrainer =
                spec.train().xgboost().isPresent() != spec.train().script().isPresent();
        if (oneTrainer) {
            strategy();
            metric();
        }
    }

    private void range(String name, RangeSpec range) {
        String path = RANGES + "." + name;
        if (!binder.sound(path)) {
            return;
        }
        if (range.values().isPresent()) {
            categorical(path, name, range);
        } else {
            numbers(path, name, range);
        }
        named(path, name);
    }

    private void named(String path, String name) {
        if (spec.train().script().isPresent() && !name.matches(NAME)) {
            rules.wrong(
                    path, "cannot be an argument of a program", "Use letters, digits, '_', '-' and '.' in its name");
        }
        if (spec.train().xgboost().isEmpty()) {
            return;
        }
        if (name.equals("rounds") && tune.ranges().containsKey("num_round")) {
            rules.wrong(path, "'rounds' and 'num_round' are the same", "Remove one of both");
        }
        if (name.equals("eval_metric")) {
            rules.wrong(path, "is what trials are compared by, so that it must be the same for all", "Remove it");
        }
    }

    private void categorical(String path, String name, RangeSpec range) {
        if (range.min().isPresent() || range.max().isPresent() || range.kind().isPresent()) {
            rules.wrong(path, "has 'values' and keys of a range of numbers", "Keep 'values', or 'min' and 'max'");
        }
        if (range.scaling() != RangeSpec.Scaling.LINEAR) {
            rules.wrong(path, "has 'values', which have no scale", "Remove 'scaling'");
        }
        List<Object> values = range.values().orElseThrow();
        if (values.isEmpty()) {
            rules.wrong(path, "names no value", "Name the values to try: 'values: [hist, exact]'");
        }
        Set<String> seen = new HashSet<>();
        for (Object value : values) {
            if (!seen.add(Hyperparameters.text(value))) {
                rules.wrong(path, "has the value '" + Hyperparameters.text(value) + "' twice", "Remove one of both");
            } else {
                legal(path, name, value);
            }
        }
    }

    private void numbers(String path, String name, RangeSpec range) {
        if (range.min().isEmpty() || range.max().isEmpty()) {
            boolean neither = range.min().isEmpty() && range.max().isEmpty();
            String absent = range.min().isEmpty() ? "min" : "max";
            rules.wrong(
                    path,
                    neither ? "does not say which values to try" : "has no '" + absent + "'",
                    neither ? "Add 'min' and 'max', or 'values'" : "Add '" + absent + "'");
            return;
        }
        double min = range.min().get();
        double max = range.max().get();
        if (min >= max) {
            rules.wrong(
                    path,
                    "goes from " + Binder.shown(min) + " to " + Binder.shown(max) + ", where nothing lies between",
                    "Choose a min that is less than the max");
            return;
        }
        boolean whole = whole(path, name, range);
        scaling(path, range.scaling(), min, max, whole);
        legal(path, name, end(min, whole));
        legal(path, name, end(max, whole));
    }

    /** So that a mistake is named as the user wrote it. */
    private static Object end(double number, boolean whole) {
        return whole && number == Math.rint(number) ? (Object) (long) number : (Object) number;
    }

    private boolean whole(String path, String name, RangeSpec range) {
        boolean only = spec.train().xgboost().isPresent() && Hyperparameters.isWhole(name);
        boolean whole = range.kind().map(k -> k == RangeSpec.Kind.INTEGER).orElse(only);
        if (only && !whole) {
            rules.wrong(path, "is continuous, and the hyperparameter takes whole numbers only", "Remove 'kind'");
        }
        double min = range.min().orElseThrow();
        double max = range.max().orElseThrow();
        if (whole && (min != Math.rint(min) || max != Math.rint(max) || Math.max(-min, max) > Integer.MAX_VALUE)) {
            rules.wrong(
                    path,
                    "has only whole numbers, and goes from " + Binder.shown(min) + " to " + Binder.shown(max),
                    "Give whole numbers of at most " + Integer.MAX_VALUE + ", or another kind");
        }
        return whole;
    }

    private void scaling(String path, RangeSpec.Scaling scaling, double min, double max, boolean whole) {
        if (scaling == RangeSpec.Scaling.LOGARITHMIC && min <= 0) {
            rules.wrong(
                    path,
                    "begins at " + Binder.shown(min)
                            + ", and a logarithmic scale has nothing but numbers greater than 0",
                    "Choose a greater min, or 'scaling: linear'");
        }
        if (scaling == RangeSpec.Scaling.REVERSE_LOGARITHMIC && (min < 0 || max >= 1 || whole)) {
            rules.wrong(
                    path,
                    "is no range of a reverse logarithmic scale, which is for fractions of at least 0 and less than 1",
                    "Choose such a min and max, or 'scaling: linear'");
        }
    }

    /** Whether the value alone, or with the hyperparameters that stay as they are, is wrong. */
    private void legal(String path, String name, Object value) {
        if (spec.train().xgboost().isEmpty()) {
            return;
        }
        Map<String, Object> given = spec.train().xgboost().get();
        Set<String> before = new HashSet<>();
        Hyperparameters.check(spec, given, (at, what, cure) -> before.add(at + what));
        Map<String, Object> trial = Hyperparameters.overlaid(given, Map.of(name, value));
        List<String> said = new ArrayList<>();
        Hyperparameters.check(spec, trial, (at, what, cure) -> {
            // Another range may well bring what this one lacks.
            boolean own = Hyperparameters.name(at).equals(Hyperparameters.name(name))
                    || tune.ranges().size() == 1;
            if (own && !before.contains(at + what) && said.add(what)) {
                rules.wrong(path, "has a value that cannot be tried: " + what, cure);
            }
        });
    }

    private void strategy() {
        boolean bySageMaker = spec.train()
                .sagemaker()
                .map(s -> s.tuner() == SageMakerTrainSpec.Tuner.SAGEMAKER)
                .orElse(false);
        if (tune.strategy() == TuneSpec.Strategy.BAYESIAN && !bySageMaker) {
            rules.wrong(
                    TUNE + ".strategy",
                    "is SageMaker's own, and the trials are chosen here",
                    "Use tpe, which learns from the trials before as well, or add 'train.sagemaker'");
        }
        if (tune.strategy() == TuneSpec.Strategy.GRID) {
            grid();
        }
        if (tune.strategy() != TuneSpec.Strategy.HYPERBAND) {
            return;
        }
        if (spec.train().script().isPresent()) {
            rules.wrong(
                    TUNE + ".strategy",
                    "'hyperband' gives each trial its number of rounds, and a program of your own is not told any",
                    "Use tpe or random");
        }
        for (String rounds : List.of("rounds", "num_round")) {
            if (tune.ranges().containsKey(rounds)) {
                rules.wrong(
                        RANGES + "." + rounds,
                        "'hyperband' decides by itself how many rounds a trial has, at most those of 'train.xgboost'",
                        "Remove the range, or use tpe or random");
            }
        }
    }

    /** SageMaker takes no other number of trials than that of all combinations either. */
    private void grid() {
        long combinations = 1;
        boolean countable = true;
        for (Map.Entry<String, RangeSpec> range : tune.ranges().entrySet()) {
            List<Object> values = range.getValue().values().orElse(List.of());
            if (range.getValue().values().isEmpty() && binder.sound(RANGES + "." + range.getKey())) {
                rules.wrong(
                        RANGES + "." + range.getKey(),
                        "has no 'values', and 'grid' tries each value that is named",
                        "Name them: 'values: [0.05, 0.1, 0.2]', or use tpe or random");
            }
            countable &= !values.isEmpty();
            combinations = Math.min(Integer.MAX_VALUE, combinations * Math.max(1, values.size()));
        }
        if (countable && !tune.ranges().isEmpty() && combinations != tune.trials()) {
            rules.wrong(
                    TUNE + ".trials",
                    "is " + tune.trials() + ", and the ranges have " + combinations
                            + " combinations, all of which 'grid' tries",
                    "Write 'trials: " + combinations + "', or use random, which tries some of them");
        }
    }

    private void metric() {
        if (!binder.sound("train.xgboost") || !binder.sound("train.script")) {
            return;
        }
        boolean script = spec.train().script().isPresent();
        String key = script ? "train.script.metrics" : "train.xgboost.eval_metric";
        List<String> told = varies() ? List.of() : TuneGoal.told(spec);
        String path = tune.metric().isPresent() ? TUNE + ".metric" : TUNE;
        if (told.isEmpty()) {
            rules.wrong(path, "has no metric to compare trials by", "Name one in '" + key + "'");
        } else if (tune.metric().isEmpty() && told.size() > 1) {
            rules.wrong(
                    path, "does not say by which metric", "Add 'metric: " + told.get(0) + "', or another of " + told);
        } else if (tune.metric().isPresent() && !told.contains(tune.metric().get())) {
            String metric = tune.metric().get();
            String cure = Words.instead(metric, told);
            rules.wrong(
                    path,
                    "is '" + metric + "', and '" + key + "' tells " + String.join(", ", told),
                    cure.startsWith("Did")
                            ? cure
                            : "Add it to '" + key + "', or use one of " + String.join(", ", told));
        } else {
            compared(path, tune.metric().orElse(told.get(0)), told);
        }
    }

    /** An objective has a metric of its own; trials of several objectives must be told the same. */
    private boolean varies() {
        boolean named =
                spec.train().xgboost().map(x -> x.containsKey("eval_metric")).orElse(true);
        return !named && tune.ranges().containsKey("objective");
    }

    private void compared(String path, String metric, List<String> told) {
        Optional<TuneSpec.Direction> usual = TuneGoal.direction(spec, metric);
        if (usual.isEmpty() && tune.direction().isEmpty()) {
            rules.wrong(
                    TUNE,
                    "does not say whether '" + metric + "' is to be small or great",
                    "Add 'direction: minimize' or 'direction: maximize'");
        }
        if (usual.isPresent() && tune.direction().isPresent() && !usual.equals(tune.direction())) {
            rules.wrong(
                    TUNE + ".direction",
                    "is to " + word(tune.direction().get()) + " '" + metric + "', of which the other is better",
                    "Remove it");
        }
        boolean early = spec.train().xgboost().isPresent() && Hyperparameters.endsEarly(spec);
        if (early && !metric.equals(told.get(told.size() - 1))) {
            rules.wrong(
                    path,
                    "is '" + metric + "', but 'early_stopping_rounds' looks at " + told.get(told.size() - 1)
                            + ", the last of 'eval_metric', so that the best round would be another",
                    "Name '" + metric + "' last in 'eval_metric'");
        }
    }

    private static String word(TuneSpec.Direction direction) {
        return direction.name().toLowerCase(Locale.ROOT);
    }
}
