package retrain.spec;

import java.util.Set;
import retrain.spec.SparkSpec.SparkStage;

/** What must be true of {@code spark}. */
final class SparkRules {
    /** Settings that the results depend on, and Retrain sets by itself. */
    private static final Set<String> OURS = Set.of(
            "spark.sql.ansi.enabled",
            "spark.sql.session.timeZone",
            "spark.sql.timestampType",
            "spark.submit.deployMode");

    private SparkRules() {}

    static void check(Spec spec, SpecRules rules) {
        if (spec.spark().isEmpty()) {
            return;
        }
        SparkSpec spark = spec.spark().get();
        for (String name : spark.conf().keySet()) {
            if (!name.startsWith("spark.") || OURS.contains(name)) {
                rules.wrong(
                        "spark.conf." + name,
                        "'" + name + "' "
                                + (OURS.contains(name) ? "is set by Retrain itself" : "is no setting of Spark"),
                        OURS.contains(name) ? "Remove it" : "Write its whole name, such as spark.executor.memory");
            }
        }
        if (spark.stages().isEmpty()) {
            rules.wrong(
                    "spark.stages",
                    "names no stage",
                    "Name one of prepare, train, evaluate, monitor, or remove 'spark'");
        }
        if (spark.stages().contains(SparkStage.TRAIN)) {
            train(spec.train(), rules);
        }
    }

    private static void train(TrainSpec train, SpecRules rules) {
        if (train.tune().isPresent()) {
            rules.wrong("train.tune", "searches on this machine, and 'spark.stages' names train", without());
        }
        if (train.continueFrom().isPresent()) {
            rules.wrong(
                    "train.continue-from", "adds rounds on this machine, and 'spark.stages' names train", without());
        }
        if (train.script().isPresent()) {
            rules.wrong("train.script", "runs on this machine, and 'spark.stages' names train", without());
        }
    }

    private static String without() {
        return "Write 'stages: [prepare, evaluate, monitor]' in 'spark', or remove it here";
    }
}
