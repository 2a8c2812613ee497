package retrain.local;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.problem.RetrainException;

/** Tells whose fault an error of the native library is. */
final class XgboostErrors {
    private static final String WHERE = "train.xgboost";

    /** {@code [16:24:14] /workspace/src/metric/metric.cc:49: }, in front of most messages. */
    private static final Pattern PLACE = Pattern.compile("^\\[\\d\\d:\\d\\d:\\d\\d] \\S+:\\d+: ");

    private static final Pattern CHECK = Pattern.compile("^Check failed: .*?: (?=\\S)");

    private static final List<String> OF_HYPERPARAMETERS = List.of(
            "for parameter",
            "invalid parameter format",
            "invalid input: '",
            "unknown objective",
            "unknown metric",
            "unknown gbm type",
            "unknown tree updater",
            "unknown linear updater",
            "base_score",
            "constraint",
            "num_class",
            "num_parallel_tree",
            "max_leaves",
            "max_depth",
            "quantile_alpha",
            "tree_method",
            "updater",
            "process_type",
            "device",
            "gpu",
            "cuda");

    private XgboostErrors() {}

    /** {@return the failure of a training} */
    static RetrainException ofTraining(XGBoostError error) {
        String said = said(error);
        String lower = said.toLowerCase(Locale.ROOT);
        if (lower.contains("bad_alloc") || lower.contains("memory")) {
            return BackendFailure.permanent(
                    new Problem(
                            Code.TRAINING_FAILED,
                            "XGBoost",
                            "memory ran out (" + said + ")",
                            "Train on a machine with more memory, or on fewer rows or features"),
                    error);
        }
        if (lower.contains("label")) {
            return new InvalidInput(
                    Code.DATA_UNUSABLE,
                    "the target",
                    "XGBoost cannot train on its values with this objective: " + said,
                    "Change the target in the prepare query, or train.xgboost.objective");
        }
        if (OF_HYPERPARAMETERS.stream().anyMatch(lower::contains)) {
            return new InvalidInput(
                    Code.SPEC_WRONG_VALUE,
                    WHERE,
                    "XGBoost refuses a hyperparameter: " + said,
                    "Correct it in the spec");
        }
        return BackendFailure.permanent(
                new Problem(
                        Code.TRAINING_FAILED,
                        "XGBoost",
                        said,
                        "Look at the rows and hyperparameters that the message is about, then run again"),
                error);
    }

    /** {@return the failure of loading a model or of scoring by it} */
    static BackendFailure ofScoring(String model, XGBoostError error) {
        return unusable(model, said(error), error);
    }

    /** {@return the failure of a model that is there but cannot be used} */
    static BackendFailure unusable(String model, String what, @Nullable Throwable cause) {
        return BackendFailure.permanent(
                new Problem(
                        Code.SCORING_FAILED,
                        model,
                        "cannot be used as a model of XGBoost " + XgboostLibrary.VERSION + " (" + what + ")",
                        "Restore the object from a backup, or train again"),
                cause);
    }

    /** {@return the failure of a training elsewhere whose model cannot be taken} */
    static BackendFailure foreign(String what) {
        return BackendFailure.permanent(
                new Problem(
                        Code.TRAINING_FAILED,
                        "the model that was trained elsewhere",
                        "is no model of XGBoost that can be taken: " + what,
                        "Use an image with XGBoost 3.0, such as SageMaker's 3.0-5"),
                null);
    }

    /** {@return what the library said, without the place in its sources, the stack and line breaks} */
    static String said(XGBoostError error) {
        String text = String.valueOf(error.getMessage()).split("Stack trace:", 2)[0];
        String line = text.lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty() && !l.contains(" candidate: "))
                .collect(Collectors.joining("; "));
        String said = CHECK.matcher(PLACE.matcher(line).replaceFirst("")).replaceFirst("");
        return said.endsWith(".") ? said.substring(0, said.length() - 1) : said;
    }
}
