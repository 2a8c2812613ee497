package retrain.local;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.Hyperparameters;
import retrain.spec.Spec;
import retrain.spec.Task;

/**
 * The hyperparameters, in the words of SageMaker's built-in XGBoost, parted into what the library is told and what the loop around it
 * does by itself.
 *
 * @param told all of them, for provenance
 * @param rounds rounds to add
 * @param patience rounds without a better validation metric after which the training ends; 0: never
 * @param threads to begin with
 * @param allProcessors whether the number of threads was left open, so that there may be fewer on a busy machine
 */
record XgboostParameters(
        SortedMap<String, String> told, int rounds, int patience, int seed, int threads, boolean allProcessors) {
    private static final String ROUNDS = "num_round";
    private static final String PATIENCE = "early_stopping_rounds";
    private static final String CLASSES = "num_class";
    private static final String OBJECTIVE = "objective";

    static XgboostParameters of(Spec spec, List<String> classes) {
        SortedMap<String, String> told = new TreeMap<>(Hyperparameters.resolve(spec));
        List<Problem> problems = new ArrayList<>();
        if (spec.task() == Task.MULTICLASS) {
            String given = told.put(CLASSES, Integer.toString(classes.size()));
            if (given != null && !given.equals(told.get(CLASSES))) {
                problems.add(new Problem(
                        Code.SPEC_CONTRADICTION,
                        "train.xgboost.num_class",
                        "is " + given + ", but the training rows have " + classes.size() + " classes: " + classes,
                        "Remove num_class, which is counted, or mend the target in the prepare query"));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        int wanted = spec.train().threads();
        return of(told, spec.seed(), wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted, wanted == 0);
    }

    /** {@return those of a share of a training, which were made whole before} */
    static XgboostParameters told(SortedMap<String, String> told, int seed, int threads) {
        return of(told, seed, threads, false);
    }

    private static XgboostParameters of(SortedMap<String, String> told, int seed, int threads, boolean allProcessors) {
        int rounds = Integer.parseInt(told.getOrDefault(ROUNDS, "100"));
        int patience = Integer.parseInt(told.getOrDefault(PATIENCE, "0"));
        return new XgboostParameters(told, rounds, patience, seed, threads, allProcessors);
    }

    String objective() {
        return told.getOrDefault(OBJECTIVE, "");
    }

    /** {@return the same; if trees are updated instead of added, with as many rounds as the model has} */
    XgboostParameters updating(int trained) {
        return told.getOrDefault("process_type", "").equals("update")
                ? new XgboostParameters(told, trained, patience, seed, threads, allProcessors)
                : this;
    }

    /** {@return what XGBoost is told; it is silent, whatever goes on} */
    SortedMap<String, Object> forLibrary() {
        SortedMap<String, Object> parameters = new TreeMap<>(told);
        parameters.remove(ROUNDS);
        parameters.remove(PATIENCE);
        // Several metrics are one text in SageMaker; the library takes them one by one.
        parameters.remove("eval_metric");
        parameters.put("seed", seed);
        parameters.put("nthread", threads);
        parameters.put("verbosity", 0);
        return parameters;
    }

    /** {@return the metrics of each round, in order; early stopping looks at the last. Empty: the objective's own} */
    List<String> metrics() {
        String text = told.getOrDefault("eval_metric", "");
        return text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",")).map(String::strip).toList();
    }
}
