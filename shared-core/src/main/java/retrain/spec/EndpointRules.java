package retrain.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import retrain.spec.EndpointSpec.AlarmsSpec;
import retrain.spec.EndpointSpec.AutoscalingSpec;
import retrain.spec.EndpointSpec.QualityAlarmSpec;
import retrain.spec.PromoteSpec.Strategy;

/** What must be true of {@code promote.endpoint} and {@code evaluate.sagemaker}. */
final class EndpointRules {
    private static final String ENDPOINT = "promote.endpoint";
    private static final String SCORE = "evaluate.sagemaker";

    /** What a move of the traffic may name in alarms. */
    private static final int MOST_ALARMS = 10;

    /** What a container of a batch transform may be sent at once. */
    private static final int MOST_MB_AT_ONCE = 100;

    private static final int MEMORY_STEP = 1024;

    private final Spec spec;
    private final Binder binder;
    private final SpecRules rules;

    private EndpointRules(Spec spec, Binder binder, SpecRules rules) {
        this.spec = spec;
        this.binder = binder;
        this.rules = rules;
    }

    static void check(Spec spec, Binder binder, SpecRules rules) {
        EndpointRules all = new EndpointRules(spec, binder, rules);
        all.strategy();
        spec.promote().endpoint().ifPresent(all::endpoint);
        spec.evaluate().sagemaker().ifPresent(all::score);
    }

    private boolean movesTraffic() {
        Strategy strategy = spec.promote().strategy();
        return strategy == Strategy.BLUE_GREEN || strategy == Strategy.CANARY || strategy == Strategy.LINEAR;
    }

    private boolean severalVariants() {
        Strategy strategy = spec.promote().strategy();
        return strategy == Strategy.AB || strategy == Strategy.SHADOW;
    }

    private String strategyWord() {
        return spec.promote().strategy().name().toLowerCase(Locale.ROOT);
    }

    private void strategy() {
        if (movesTraffic() && spec.promote().endpoint().isEmpty() && binder.sound(ENDPOINT)) {
            rules.wrong(
                    "promote.strategy",
                    "is '" + strategyWord() + "', and only an endpoint of SageMaker moves its traffic so",
                    "Add 'endpoint' to 'promote', or write 'strategy: replace'");
        }
    }

    private void endpoint(EndpointSpec endpoint) {
        role(ENDPOINT);
        endpoint.name().ifPresent(name -> rules.named(ENDPOINT + ".name", name));
        traffic(endpoint);
        served(ENDPOINT, endpoint.image());
        if (endpoint.image().isEmpty() && spec.train().calibrate().isPresent()) {
            rules.wrong(
                    ENDPOINT,
                    "cannot serve a model with 'train.calibrate': SageMaker's own XGBoost knows no calibration",
                    "Remove 'train.calibrate' (the raw scores are what is served then), or add 'image' with a container that"
                            + " reads calibration.json");
        }
        endpoint.serverless().ifPresent(s -> serverless(endpoint, s));
        endpoint.autoscaling().ifPresent(a -> autoscaling(endpoint, a));
        endpoint.alarms().ifPresent(this::alarms);
    }

    private void role(String path) {
        if (spec.aws().role().isEmpty() && binder.sound("aws")) {
            rules.wrong(
                    path,
                    "needs a role that SageMaker works as",
                    "Add 'aws: {role: arn:aws:iam::123456789012:role/…}'");
        }
    }

    private void traffic(EndpointSpec endpoint) {
        only("canary", endpoint.canary().isPresent(), Strategy.CANARY);
        only("linear", endpoint.linear().isPresent(), Strategy.LINEAR);
        if (movesTraffic()) {
            return;
        }
        String cure = "Write 'strategy: blue_green', 'canary' or 'linear', or remove it";
        String what = "is about a move of the traffic, and the strategy is '" + strategyWord() + "'";
        if (endpoint.alarms().isPresent()) {
            rules.wrong(ENDPOINT + ".alarms", what, cure);
        }
        if (endpoint.terminationWait() > 0) {
            rules.wrong(ENDPOINT + ".termination-wait", what, cure);
        }
        if (endpoint.maxExecution().isPresent()) {
            rules.wrong(ENDPOINT + ".max-execution", what, cure);
        }
    }

    private void only(String key, boolean given, Strategy with) {
        if (given && spec.promote().strategy() != with && binder.sound("promote.strategy")) {
            rules.wrong(
                    ENDPOINT + "." + key,
                    "goes with 'strategy: " + key + "', and the strategy is '" + strategyWord() + "'",
                    "Write 'strategy: " + key + "', or remove it");
        }
    }

    /** What SageMaker's own XGBoost can serve: a booster, and nothing beside it. */
    private void served(String path, Optional<String> image) {
        if (image.isPresent()) {
            return;
        }
        if (spec.train().script().isPresent()) {
            rules.wrong(
                    path,
                    "has no image, and SageMaker's own XGBoost cannot serve the model of 'train.script'",
                    "Add 'image' with a container that serves it");
        }
    }

    private void serverless(EndpointSpec endpoint, EndpointSpec.ServerlessSpec serverless) {
        String path = ENDPOINT + ".serverless";
        if (serverless.memory() % MEMORY_STEP != 0) {
            rules.wrong(path + ".memory", "is " + serverless.memory(), "Write 1024, 2048, 3072, 4096, 5120 or 6144");
        }
        if (serverless.provisionedConcurrency().orElse(0) > serverless.maxConcurrency()) {
            rules.wrong(path + ".provisioned-concurrency", "is more than 'max-concurrency'", "Lower it");
        }
        List<String> without = new ArrayList<>();
        if (endpoint.autoscaling().isPresent()) {
            without.add(ENDPOINT + ".autoscaling");
        }
        if (endpoint.dataCapture().isPresent()) {
            without.add(ENDPOINT + ".data-capture");
        }
        if (endpoint.volume().isPresent()) {
            without.add(ENDPOINT + ".volume");
        }
        if (severalVariants() || movesTraffic()) {
            without.add("promote.strategy");
        }
        if (!spec.aws().subnets().isEmpty()) {
            without.add("aws.subnets");
        }
        if (spec.aws().networkIsolation()) {
            without.add("aws.network-isolation");
        }
        for (String key : without) {
            rules.wrong(key, "does not go with an endpoint that is serverless", "Remove it, or '" + path + "'");
        }
    }

    private void autoscaling(EndpointSpec endpoint, AutoscalingSpec autoscaling) {
        String path = ENDPOINT + ".autoscaling";
        if (autoscaling.min() > autoscaling.max()) {
            rules.wrong(path + ".min", "is more than 'max'", "Lower it");
        } else if (endpoint.instances() < autoscaling.min() || endpoint.instances() > autoscaling.max()) {
            rules.wrong(
                    ENDPOINT + ".instances",
                    "is " + endpoint.instances() + ", and '" + path + "' allows " + autoscaling.min() + " to "
                            + autoscaling.max(),
                    "Write a number between both");
        }
        if (severalVariants()) {
            rules.wrong(path, "does not go with the strategy '" + strategyWord() + "'", "Write 'instances' instead");
        }
    }

    private void alarms(AlarmsSpec alarms) {
        String path = ENDPOINT + ".alarms";
        int count = alarms.names().size()
                + (alarms.errors().isPresent() ? 1 : 0)
                + (alarms.latency().isPresent() ? 1 : 0)
                + (alarms.quality().isPresent() ? 1 : 0);
        if (count == 0) {
            rules.wrong(path, "names no alarm", "Add 'errors', 'latency', 'quality' or 'names', or remove the key");
        }
        if (count > MOST_ALARMS) {
            rules.wrong(path, "are " + count + ", and SageMaker takes " + MOST_ALARMS, "Remove some");
        }
        rules.twice(path + ".names", alarms.names());
        alarms.quality().ifPresent(quality -> quality(path + ".quality", quality));
    }

    private void quality(String path, QualityAlarmSpec quality) {
        rules.suits(path + ".metric", quality.metric());
        rules.exactlyOne(
                path,
                List.of("at-least", "at-most"),
                quality.atLeast().isPresent(),
                quality.atMost().isPresent());
        rules.direction(path, quality.metric(), quality.atLeast(), quality.atMost());
    }

    private void score(SageMakerScoreSpec score) {
        rules.exactlyOne(
                SCORE,
                List.of("transform", "endpoint"),
                score.transform().isPresent(),
                score.endpoint().isPresent());
        score.transform().ifPresent(t -> {
            if (t.maxConcurrent().orElse(1) * t.maxPayload() > MOST_MB_AT_ONCE) {
                rules.wrong(
                        SCORE + ".transform.max-payload",
                        "times 'max-concurrent' is more than " + MOST_MB_AT_ONCE + " MB",
                        "Lower one of both");
            }
        });
        role(SCORE);
        served(SCORE, score.image());
        if (score.champion() == SageMakerScoreSpec.Champion.ENDPOINT
                && spec.promote().endpoint().isEmpty()
                && score.endpoint().isEmpty()
                && binder.sound(ENDPOINT)) {
            rules.wrong(
                    SCORE + ".champion",
                    "is 'endpoint', and 'promote' names none",
                    "Add 'endpoint' to 'promote', or write 'champion: same'");
        }
        if (spec.sparkOf(SparkSpec.SparkStage.EVALUATE).isPresent()) {
            rules.wrong(SCORE, "scores on SageMaker, and 'spark.stages' names evaluate", "Remove one of both");
        }
    }
}
