package retrain.spec;

import java.util.Map;
import java.util.Optional;

/** How the model is trained: exactly one of {@code xgboost} and {@code script}. */
public record TrainSpec(
        @Key(
                doc =
                        "XGBoost, with the hyperparameters of SageMaker's built-in XGBoost ('rounds' is short for num_round)."
                                + " See docs/train.md for the table.")
        Optional<Map<String, Object>> xgboost,

        @Key(doc = "Your own training program under SageMaker's script-mode contract.")
        Optional<ScriptSpec> script,

        @Key(
                doc =
                        "How text columns become numbers: ordinal (sorted codes, as a numeric column; works in SageMaker unchanged) or native"
                                + " (XGBoost's own categorical splits).",
                orElse = "ordinal")
        Categories categories,

        @Key(doc = "'champion': add rounds to the champion's model instead of starting anew.", pattern = "champion")
        Optional<String> continueFrom,

        @Key(
                doc = "Threads to train with; 0: all processors. The model does not depend on it.",
                orElse = "0",
                min = 0,
                max = 4096)
        int threads,

        @Key(
                doc =
                        "Makes the scores probabilities again by what the validation rows show (binary): platt (a logistic curve) or isotonic (steps). It"
                                + " becomes part of the model.")
        Optional<Calibration> calibrate,

        @Key(doc = "Search for the best hyperparameters before training.")
        Optional<TuneSpec> tune,

        @Key(doc = "Train on SageMaker instead of in this process.")
        Optional<SageMakerTrainSpec> sagemaker) {
    /** In this process. */
    public TrainSpec(
            Optional<Map<String, Object>> xgboost,
            Optional<ScriptSpec> script,
            Categories categories,
            Optional<String> continueFrom,
            int threads,
            Optional<Calibration> calibrate,
            Optional<TuneSpec> tune) {
        this(xgboost, script, categories, continueFrom, threads, calibrate, tune, Optional.empty());
    }

    public TrainSpec {
        xgboost = xgboost.isPresent() ? Optional.of(Ordered.copy(xgboost.get())) : xgboost;
    }

    /** {@return this training with other values of some hyperparameters, without the search for them} */
    public TrainSpec with(Map<String, Object> hyperparameters) {
        return new TrainSpec(
                xgboost.map(given -> Hyperparameters.overlaid(given, hyperparameters)),
                script.map(s -> s.with(hyperparameters)),
                categories,
                continueFrom,
                threads,
                calibrate,
                Optional.empty(),
                sagemaker);
    }

    /** {@return this training as a trial does it: a model that is not kept need not be calibrated} */
    public TrainSpec asTrial(int trialThreads) {
        return new TrainSpec(
                xgboost, script, categories, continueFrom, trialThreads, Optional.empty(), tune, sagemaker);
    }

    /** How scores become probabilities. */
    public enum Calibration {
        PLATT,
        ISOTONIC
    }

    /** How text columns become numbers. */
    public enum Categories {
        ORDINAL,
        NATIVE
    }
}
