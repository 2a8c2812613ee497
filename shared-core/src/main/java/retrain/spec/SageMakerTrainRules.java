package retrain.spec;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import retrain.spec.SageMakerTrainSpec.InputMode;
import retrain.spec.SparkSpec.SparkStage;
import retrain.spec.TrainSpec.Categories;

/** What must be true of {@code train.sagemaker}. */
final class SageMakerTrainRules {
    private static final String PATH = "train.sagemaker";
    private static final Duration LONGEST = Duration.ofDays(28);
    private static final Duration LONGEST_POOL = Duration.ofHours(1);

    /** What XGBoost knows and SageMaker's container refuses, as its hyperparameter_validation.py has it. */
    private static final Set<String> REFUSED = Set.of(
            "huber_slope",
            "single_precision_histogram",
            "seed_per_iteration",
            "max_cat_to_onehot",
            "max_cat_threshold");

    private static final Set<String> METRICS = Set.of(
            "auc",
            "aucpr",
            "map",
            "ndcg",
            "error",
            "gamma-deviance",
            "gamma-nloglik",
            "logloss",
            "mae",
            "mape",
            "merror",
            "mlogloss",
            "mphe",
            "poisson-nloglik",
            "rmse",
            "rmsle",
            "tweedie-nloglik");

    /** What SageMaker tunes of its XGBoost. */
    private static final Set<String> TUNABLE = Set.of(
            "alpha",
            "colsample_bylevel",
            "colsample_bynode",
            "colsample_bytree",
            "eta",
            "gamma",
            "lambda",
            "max_delta_step",
            "max_depth",
            "min_child_weight",
            "num_round",
            "subsample");

    private static final int MOST_PARENTS = 5;

    private final Spec spec;
    private final SageMakerTrainSpec sagemaker;
    private final SpecRules rules;

    private SageMakerTrainRules(Spec spec, SageMakerTrainSpec sagemaker, SpecRules rules) {
        this.spec = spec;
        this.sagemaker = sagemaker;
        this.rules = rules;
    }

    static void check(Spec spec, Binder binder, SpecRules rules) {
        if (spec.train().sagemaker().isEmpty()) {
            return;
        }
        SageMakerTrainRules check =
                new SageMakerTrainRules(spec, spec.train().sagemaker().get(), rules);
        check.place();
        if (binder.sound(PATH)) {
            check.times();
        }
        check.tuning();
        if (spec.train().script().isPresent()) {
            check.script();
        } else {
            check.builtIn();
        }
    }

    private void place() {
        if (spec.sparkOf(SparkStage.TRAIN).isPresent()) {
            rules.wrong(PATH, "trains on SageMaker, and 'spark.stages' names train", "Remove one of both");
        }
        if (spec.stream().isPresent()) {
            rules.wrong(
                    PATH,
                    "trains on SageMaker, and 'stream' adds rounds on this machine",
                    "Put 'train.sagemaker' into a profile of its own, which 'stream' does not use");
        }
        if (spec.aws().role().isEmpty()) {
            rules.wrong(
                    PATH,
                    "needs the role that the job runs as",
                    "Add 'aws: {role: arn:aws:iam::<account>:role/<name>}'");
        }
        if (spec.aws().work().isEmpty() && !spec.store().startsWith("s3://")) {
            rules.wrong(
                    PATH, "needs a place in S3 for the rows and the model", "Add 'aws: {work: s3://bucket/prefix}'");
        }
    }

    private void times() {
        if (sagemaker.maxTimeSpan().compareTo(LONGEST) > 0) {
            rules.wrong(PATH + ".max-time", "is longer than SageMaker's 28 days", "Write 28 days at most");
        }
        if (sagemaker.spot() && sagemaker.maxWaitSpan().compareTo(sagemaker.maxTimeSpan()) < 0) {
            rules.wrong(PATH + ".max-wait", "is shorter than 'max-time'", "It counts the time of the training as well");
        }
        if (!sagemaker.spot() && sagemaker.maxWait().isPresent()) {
            rules.wrong(PATH + ".max-wait", "is for spare instances", "Add 'spot: true', or remove it");
        }
        if (sagemaker.keepAlive().isEmpty()) {
            return;
        }
        if (sagemaker.spot()) {
            rules.wrong(PATH + ".keep-alive", "keeps instances, and spare ones are not kept", "Remove it, or 'spot'");
        }
        if (Span.of(sagemaker.keepAlive().get()).length().compareTo(LONGEST_POOL) > 0) {
            rules.wrong(PATH + ".keep-alive", "is longer than SageMaker's hour", "Write 60 minutes at most");
        }
    }

    private void tuning() {
        boolean searches = spec.train().tune().isPresent() && sagemaker.tuner() == SageMakerTrainSpec.Tuner.SAGEMAKER;
        if (!sagemaker.warmStart().isEmpty() && !searches) {
            rules.wrong(
                    PATH + ".warm-start",
                    "is for SageMaker's tuning, and there is none",
                    "Remove it, or add 'train.tune'");
        }
        if (sagemaker.warmStart().size() > MOST_PARENTS) {
            rules.wrong(PATH + ".warm-start", "names more than 5 tuning jobs", "Name the latest ones");
        }
        if (!searches || spec.train().script().isPresent()) {
            return;
        }
        for (String name : spec.train().tune().get().ranges().keySet()) {
            if (!TUNABLE.contains(Hyperparameters.name(name))) {
                rules.wrong(
                        "train.tune.ranges." + name,
                        "is no hyperparameter that SageMaker tunes of its XGBoost",
                        "Remove it, or add 'tuner: retrain' to 'train.sagemaker', whose trials are jobs that Retrain chooses");
            }
        }
    }

    private void script() {
        if (sagemaker.image().isEmpty()) {
            rules.wrong(
                    PATH,
                    "names no image for the script to run in",
                    "Add 'image:' with a container in ECR, one of AWS's framework containers or your own");
        }
    }

    private void builtIn() {
        if (spec.train().categories() == Categories.NATIVE) {
            rules.wrong(
                    "train.categories",
                    "is native, and SageMaker's XGBoost reads numbers alone",
                    "Use 'categories: ordinal'");
        }
        if (spec.train().continueFrom().isPresent()) {
            rules.wrong(
                    "train.continue-from",
                    "adds rounds on this machine, and SageMaker's XGBoost trains anew",
                    "Remove it, or 'train.sagemaker'");
        }
        if (sagemaker.inputMode() == InputMode.PIPE) {
            rules.wrong(
                    PATH + ".input-mode",
                    "is pipe, which SageMaker's XGBoost supports no more",
                    "Use fastfile, which does not copy the rows either");
        }
        spec.train().xgboost().ifPresent(this::hyperparameters);
    }

    private void hyperparameters(Map<String, Object> given) {
        for (String name : given.keySet()) {
            if (REFUSED.contains(name)) {
                rules.add(name, "SageMaker's XGBoost refuses '" + name + "'", "Remove it");
            }
        }
        String metrics = Hyperparameters.text(given.getOrDefault("eval_metric", ""));
        Arrays.stream(metrics.split(",", -1))
                .map(String::strip)
                .filter(m -> !m.isEmpty() && !METRICS.contains(m.replaceFirst("@.*", "")))
                .forEach(m -> rules.add(
                        "eval_metric", "SageMaker's XGBoost knows no metric '" + m + "'", Words.instead(m, METRICS)));
    }
}
