package retrain.local;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Json;
import retrain.spec.Task;
import retrain.spec.TrainSpec.Categories;
import retrain.train.Feature;

/**
 * What a booster tells about itself in its attribute {@value #ATTRIBUTE}, as JSON: all that is needed to give it rows and to read its
 * scores. It lives in the booster, because SageMaker's container refuses any file beside the model.
 *
 * @param format of this record; {@value #FORMAT} as yet
 * @param features in the order of the booster's columns
 * @param classes the target's values by label (multiclass); else empty
 */
record XgboostCard(
        int format,
        Task task,
        String target,
        Categories categories,
        String objective,
        List<Feature> features,
        List<String> classes) {
    static final String ATTRIBUTE = "retrain";
    static final int FORMAT = 1;

    XgboostCard {
        features = List.copyOf(features);
        classes = List.copyOf(classes);
    }

    /** {@return the card as a JSON text of ASCII alone: the Java API garbles some other characters} */
    String text() {
        StringBuilder ascii = new StringBuilder();
        new String(Json.write(this), StandardCharsets.UTF_8)
                .chars()
                .forEach(c ->
                        ascii.append(c < 127 ? String.valueOf((char) c) : String.format(Locale.ROOT, "\\u%04x", c)));
        return ascii.toString();
    }

    /** {@return the card of a text; throws {@link retrain.problem.BackendFailure} if it is none} */
    static XgboostCard of(String text, String model) {
        XgboostCard card = Json.read(text.getBytes(StandardCharsets.UTF_8), XgboostCard.class, model);
        if (card.format() > FORMAT) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_TOO_NEW,
                            model,
                            "was trained by a newer Retrain (format " + card.format() + " of its card)",
                            "Use that version of Retrain"),
                    null);
        }
        return card;
    }

    /** {@return how many scores a row gets} */
    int width() {
        return task == Task.MULTICLASS ? classes.size() : 1;
    }

    /** {@return the features' names in the booster's order} */
    List<String> names() {
        return features.stream().map(Feature::name).toList();
    }

    /** {@return the features' types in XGBoost's words: {@code c} for a category that it splits by itself, else {@code float}} */
    List<String> types() {
        return features.stream()
                .map(f -> f.categorical() && categories == Categories.NATIVE ? "c" : "float")
                .toList();
    }

    /**
     * {@return the card to add rounds under to a base that has this card: the base's, if it can stand for what is wanted now}
     *
     * @throws InvalidInput with all that keeps the base from being continued
     */
    XgboostCard continuedAs(XgboostCard wanted) {
        Map<String, String> differences = new TreeMap<>();
        compare(differences, "task", task, wanted.task);
        compare(differences, "target", target, wanted.target);
        compare(differences, "objective", objective, wanted.objective);
        if (features.stream().anyMatch(Feature::categorical)) {
            compare(differences, "train.categories", categories, wanted.categories);
        }
        compare(differences, "numeric features", named(false), wanted.named(false));
        compare(differences, "text features", named(true), wanted.named(true));
        compare(differences, "classes", classes, wanted.classes);
        if (!differences.isEmpty()) {
            throw new InvalidInput(differences.entrySet().stream()
                    .map(d -> new Problem(
                            Code.CHAMPION_INCOMPATIBLE,
                            "train.continue-from",
                            "rounds cannot be added to the champion's model, because " + d.getKey() + " differ: "
                                    + d.getValue(),
                            "Remove continue-from once to train a champion anew, or go back to what the champion was"
                                    + " trained on"))
                    .toList());
        }
        return this;
    }

    private static void compare(Map<String, String> differences, String what, Object base, Object wanted) {
        if (!base.equals(wanted)) {
            differences.put(what, "it has " + base + ", now wanted is " + wanted);
        }
    }

    private List<String> named(boolean categorical) {
        return features.stream()
                .filter(f -> f.categorical() == categorical)
                .map(Feature::name)
                .sorted()
                .toList();
    }

    /** {@return feature -> value, those that are zero left out} */
    Map<String, Double> byName(double[] values) {
        return IntStream.range(0, values.length)
                .filter(i -> values[i] > 0)
                .boxed()
                .collect(Collectors.toMap(i -> features.get(i).name(), i -> values[i], (a, b) -> a, TreeMap::new));
    }
}
