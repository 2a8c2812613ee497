package retrain.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The hyperparameters of SageMaker's built-in XGBoost: names, ranges and defaults, so that the same spec trains there unchanged.
 * {@code rounds} is short for {@code num_round}. Source: the hyperparameter page of SageMaker's XGBoost and the container's own
 * validation.
 */
public final class Hyperparameters {
    private static final String ROUNDS = "num_round";
    private static final String ALIAS = "rounds";
    private static final String PATIENCE = "early_stopping_rounds";
    private static final Set<String> TREES = Set.of("gbtree", "dart");

    private static final Map<String, Rule> RULES = rules();

    private Hyperparameters() {}

    /**
     * What a hyperparameter may be.
     *
     * @param words the values allowed, if it is a word; else empty
     * @param low the smallest number allowed
     * @param open whether {@code low} itself is not allowed
     * @param below whether {@code high} itself is not allowed
     * @param orElse the default that is the same for every booster that knows it; empty if the library decides
     */
    private record Rule(
            List<String> words, boolean whole, double low, boolean open, double high, boolean below, String orElse) {}

    /** Takes what is wrong with a hyperparameter. */
    interface Wrong {
        void add(String name, String what, String cure);
    }

    /** {@return all hyperparameters in force, by their names in SageMaker} */
    public static SortedMap<String, String> resolve(Spec spec) {
        SortedMap<String, String> all = new TreeMap<>();
        for (Map.Entry<String, Object> given :
                spec.train().xgboost().orElse(Map.of()).entrySet()) {
            all.put(name(given.getKey()), text(given.getValue()));
        }
        all.putIfAbsent(ROUNDS, "100");
        all.putIfAbsent("booster", "gbtree");
        all.putIfAbsent("objective", objective(spec.task()));
        if (TREES.contains(all.getOrDefault("booster", ""))) {
            for (Map.Entry<String, Rule> rule : RULES.entrySet()) {
                if (!rule.getValue().orElse().isEmpty()) {
                    all.putIfAbsent(rule.getKey(), rule.getValue().orElse());
                }
            }
        }
        return all;
    }

    private static String objective(Task task) {
        return switch (task) {
            case BINARY -> "binary:logistic";
            case MULTICLASS -> "multi:softprob";
            case REGRESSION -> "reg:squarederror";
        };
    }

    /** {@return whether training ends early, and the model is that of its best round} */
    static boolean endsEarly(Spec spec) {
        return resolve(spec).containsKey(PATIENCE)
                || spec.train()
                        .tune()
                        .map(t -> t.ranges().containsKey(PATIENCE))
                        .orElse(false);
    }

    /** {@return the rounds that are trained} */
    public static int rounds(Spec spec) {
        return Integer.parseInt(resolve(spec).getOrDefault(ROUNDS, "100"));
    }

    /** {@return the name of the rounds in SageMaker: {@code num_round}, for {@code rounds} as well} */
    public static String name(String given) {
        return given.equals(ALIAS) ? ROUNDS : given;
    }

    /** {@return whether only whole numbers are allowed} */
    public static boolean isWhole(String name) {
        Rule rule = RULES.get(name(name));
        return rule != null && rule.whole();
    }

    /** {@return the hyperparameters with others laid over them} */
    static Map<String, Object> overlaid(Map<String, Object> given, Map<String, Object> others) {
        Map<String, Object> all = new LinkedHashMap<>();
        given.forEach((name, value) -> all.put(name(name), value));
        others.forEach((name, value) -> all.put(name(name), value));
        return all;
    }

    /** {@return a value as XGBoost is told it, and as records tell it} */
    public static String text(Object value) {
        if (value instanceof List<?> list) {
            return String.join(",", list.stream().map(Hyperparameters::text).toList());
        }
        return value instanceof Double number ? Binder.shown(number) : String.valueOf(value);
    }

    static void check(Spec spec, Map<String, Object> given, Wrong wrong) {
        List<String> names = new ArrayList<>(RULES.keySet());
        names.add(ALIAS);
        for (Map.Entry<String, Object> entry : given.entrySet()) {
            String name = entry.getKey();
            Object value = entry.getValue();
            Rule rule = RULES.get(name(name));
            if (name.equals("seed") || name.equals("nthread")) {
                String key = name.equals("seed") ? "'seed' at the top of the spec" : "'threads' under 'train'";
                wrong.add(name, "'" + name + "' is set elsewhere, for every trainer", "Use " + key);
            } else if (name.equals("csv_weights") || name.equals("use_dask_gpu_training")) {
                wrong.add(name, "'" + name + "' is not available in an embedded run", "Remove it");
            } else if (name.equals("objective") && text(value).equals("reg:absoluteerror")) {
                wrong.add(
                        name,
                        "SageMaker's built-in XGBoost refuses the objective 'reg:absoluteerror'",
                        "Use reg:pseudohubererror, a smooth form of it");
            } else if (rule == null) {
                wrong.add(name, "there is no hyperparameter '" + name + "'", Words.instead(name, names));
            } else {
                value(name, text(value), rule, wrong);
            }
        }
        together(spec, given, wrong);
    }

    private static void value(String name, String text, Rule rule, Wrong wrong) {
        if (!rule.words().isEmpty()) {
            if (!rule.words().contains(text)) {
                wrong.add(name, "'" + name + "' is '" + text + "'", Words.instead(text, rule.words()));
            }
            return;
        }
        if (Double.isNaN(rule.low())) {
            return;
        }
        double number;
        try {
            number = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            number = Double.NaN;
        }
        boolean within = rule.open() ? number > rule.low() : number >= rule.low();
        if (!within
                || number > rule.high()
                || (rule.below() && number == rule.high())
                || (rule.whole() && number != Math.rint(number))) {
            wrong.add(name, "'" + name + "' is '" + text + "'", "Write " + described(rule));
        }
    }

    private static String described(Rule rule) {
        String kind = rule.whole() ? "a whole number" : "a number";
        if (rule.low() == Double.NEGATIVE_INFINITY) {
            return kind;
        }
        String low = (rule.open() ? " greater than " : " of at least ") + Binder.shown(rule.low());
        return rule.high() == Double.POSITIVE_INFINITY
                ? kind + low
                : kind + low + (rule.below() ? " and less than " : " and at most ") + Binder.shown(rule.high());
    }

    private static void together(Spec spec, Map<String, Object> given, Wrong wrong) {
        if (given.containsKey(ALIAS) && given.containsKey(ROUNDS)) {
            wrong.add(ALIAS, "'rounds' and 'num_round' are the same", "Remove one of both");
        }
        if (given.containsKey(PATIENCE) && spec.data().validation().isEmpty()) {
            wrong.add(
                    PATIENCE,
                    "'early_stopping_rounds' needs rows to look at, and there is no validation split",
                    "Add 'validation: {fraction: 0.1}' to 'data', or remove it");
        }
        constraints(given, "monotone_constraints", List.of("hist", "exact"), wrong);
        constraints(given, "interaction_constraints", List.of("hist", "exact", "approx"), wrong);
        String objective = text(given.getOrDefault("objective", objective(spec.task())));
        if (!suits(spec.task(), objective)) {
            wrong.add(
                    "objective",
                    "the objective '" + objective + "' does not suit the task "
                            + spec.task().name().toLowerCase(Locale.ROOT),
                    "Remove it: the task's own is " + objective(spec.task()));
        }
        if (given.containsKey("num_class") && spec.task() != Task.MULTICLASS) {
            wrong.add("num_class", "'num_class' belongs to multiclass tasks", "Remove it");
        }
        if (text(given.getOrDefault("max_depth", "6")).equals("0")
                && !text(given.getOrDefault("grow_policy", "")).equals("lossguide")) {
            wrong.add(
                    "max_depth",
                    "'max_depth' 0, which is no limit, needs 'grow_policy: lossguide'",
                    "Add it, or limit the depth");
        }
    }

    /** SageMaker's container wants the method named, although {@code auto} is {@code hist} in an embedded run. */
    private static void constraints(Map<String, Object> given, String name, List<String> methods, Wrong wrong) {
        if (given.containsKey(name) && !methods.contains(text(given.getOrDefault("tree_method", "auto")))) {
            wrong.add(
                    name,
                    "'" + name + "' needs 'tree_method' to be one of " + String.join(", ", methods)
                            + " in SageMaker, by name",
                    "Add 'tree_method: hist', which is what auto is in an embedded run");
        }
    }

    private static boolean suits(Task task, String objective) {
        return switch (task) {
            case BINARY -> objective.startsWith("binary:") || objective.equals("reg:logistic");
            case MULTICLASS -> objective.startsWith("multi:");
            case REGRESSION -> objective.startsWith("reg:") || objective.startsWith("count:");
        };
    }

    private static Map<String, Rule> rules() {
        Map<String, Rule> rules = new LinkedHashMap<>();
        rules.put(ROUNDS, whole(1, ""));
        rules.put(PATIENCE, whole(1, ""));
        rules.put("booster", word("gbtree", "gblinear", "dart"));
        rules.put(
                "objective",
                word(
                        "binary:logistic",
                        "binary:logitraw",
                        "binary:hinge",
                        "count:poisson",
                        "multi:softmax",
                        "multi:softprob",
                        "reg:gamma",
                        "reg:linear",
                        "reg:logistic",
                        "reg:pseudohubererror",
                        "reg:squarederror",
                        "reg:squaredlogerror",
                        "reg:tweedie"));
        rules.put("num_class", whole(2, ""));
        rules.put("eval_metric", text());
        rules.put("base_score", number(0, ""));
        rules.put("eta", range(0, 1, "0.3"));
        rules.put("gamma", number(0, "0"));
        rules.put("max_depth", whole(0, "6"));
        rules.put("min_child_weight", number(0, "1"));
        rules.put("max_delta_step", number(0, "0"));
        rules.put("subsample", share("1"));
        rules.put("colsample_bytree", share("1"));
        rules.put("colsample_bylevel", share("1"));
        rules.put("colsample_bynode", share("1"));
        rules.put("lambda", number(0, "1"));
        rules.put("alpha", number(0, "0"));
        rules.put("tree_method", word("auto", "exact", "approx", "hist", "gpu_hist"));
        rules.put("scale_pos_weight", new Rule(List.of(), false, 0, true, Double.POSITIVE_INFINITY, false, ""));
        rules.put("grow_policy", word("depthwise", "lossguide"));
        rules.put("max_leaves", whole(0, "0"));
        rules.put("max_bin", whole(2, ""));
        rules.put("num_parallel_tree", whole(1, "1"));
        rules.put("sketch_eps", between(0, 1));
        rules.put("updater", text());
        rules.put("dsplit", word("row", "col"));
        rules.put("refresh_leaf", word("0", "1"));
        rules.put("process_type", word("default", "update"));
        rules.put("predictor", word("auto", "cpu_predictor", "gpu_predictor"));
        rules.put("sample_type", word("uniform", "weighted"));
        rules.put("normalize_type", word("tree", "forest"));
        rules.put("rate_drop", range(0, 1, ""));
        rules.put("one_drop", word("0", "1"));
        rules.put("skip_drop", range(0, 1, ""));
        rules.put("lambda_bias", range(0, 1, ""));
        rules.put("tweedie_variance_power", between(1, 2));
        rules.put("huber_slope", number(0, ""));
        rules.put("monotone_constraints", text());
        rules.put("interaction_constraints", text());
        rules.put("sampling_method", word("uniform", "gradient_based"));
        rules.put("deterministic_histogram", word("true", "false"));
        rules.put("single_precision_histogram", word("true", "false"));
        rules.put("seed_per_iteration", word("true", "false"));
        rules.put("max_cat_to_onehot", whole(1, ""));
        rules.put("max_cat_threshold", whole(1, ""));
        return rules;
    }

    private static Rule word(String... words) {
        return new Rule(List.of(words), false, Double.NaN, false, Double.NaN, false, "");
    }

    private static Rule text() {
        return new Rule(List.of(), false, Double.NaN, false, Double.NaN, false, "");
    }

    private static Rule number(double low, String orElse) {
        return new Rule(List.of(), false, low, false, Double.POSITIVE_INFINITY, false, orElse);
    }

    private static Rule whole(double low, String orElse) {
        return new Rule(List.of(), true, low, false, Integer.MAX_VALUE, false, orElse);
    }

    private static Rule range(double low, double high, String orElse) {
        return new Rule(List.of(), false, low, false, high, false, orElse);
    }

    private static Rule share(String orElse) {
        return new Rule(List.of(), false, 0, true, 1, false, orElse);
    }

    private static Rule between(double low, double high) {
        return new Rule(List.of(), false, low, true, high, true, "");
    }
}
