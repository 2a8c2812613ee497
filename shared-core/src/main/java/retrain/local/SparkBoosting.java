package retrain.local;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import retrain.event.Observer;
import retrain.problem.Code;
import retrain.spec.SparkSpec.SparkStage;
import retrain.spec.Spec;

/** Adds the rounds on Spark, in tasks that each have a share of the rows. */
final class SparkBoosting {
    private final SparkSubmit spark;
    private final Path scratch;
    private final Observer observer;
    private final BooleanSupplier stopped;

    SparkBoosting(SparkSubmit spark, Path scratch, Observer observer, BooleanSupplier stopped) {
        this.spark = spark;
        this.scratch = scratch.toAbsolutePath().normalize();
        this.observer = observer;
        this.stopped = stopped;
    }

    /** {@return what the model depends on besides XGBoost, in words; empty without Spark} */
    static String told(Spec spec, Path base) {
        return spec.sparkOf(SparkStage.TRAIN)
                .map(s -> " on " + new SparkSubmit(s, base).name() + " with " + s.workers() + " workers")
                .orElse("");
    }

    /** {@return the file that the booster is left in} */
    Path model() {
        return scratch.resolve("booster.json");
    }

    Boosting.Boosted run(XgboostParameters parameters, XgboostCard card, Path rows, Optional<Path> validation) {
        SparkTask task = new SparkTask.Train(
                new SparkTask.Encoding(card.task(), card.target(), card.categories(), card.features(), card.classes()),
                parameters.told(),
                parameters.seed(),
                parameters.allProcessors() ? 0 : parameters.threads(),
                spark.spec().workers(),
                rows.toAbsolutePath().toString(),
                validation.map(v -> v.toAbsolutePath().toString()),
                model().toString());
        SparkAnswer.Trained trained = spark.run("train", Code.TRAINING_FAILED, task, scratch, observer, stopped)
                .trained()
                .orElseThrow();
        return new Boosting.Boosted(trained.rounds(), trained.curve());
    }
}
