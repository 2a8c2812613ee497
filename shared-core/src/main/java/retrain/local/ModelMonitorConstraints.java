package retrain.local;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.data.Constraints;
import retrain.data.Constraints.Feature;

/** SageMaker Model Monitor's {@code constraints.json}: writes it, and reads what its baseline jobs wrote. */
final class ModelMonitorConstraints {
    private static final String CONFIG = "monitoring_config";
    private static final String OF_TYPE = "datatype_check_threshold";
    private static final String IN_DOMAIN = "domain_content_threshold";

    private static final String COMPARISON = "distribution_constraints";

    private ModelMonitorConstraints() {}

    static Map<String, Object> written(Constraints constraints) {
        List<Object> features = new ArrayList<>();
        for (Feature feature : constraints.features()) {
            features.add(written(feature));
        }
        Map<String, Object> distributions =
                Map.of("perform_comparison", "Enabled", "comparison_threshold", 0.1, "comparison_method", "Robust");
        Map<String, Object> config = Map.of(
                "evaluate_constraints",
                "Enabled",
                "emit_metrics",
                "Enabled",
                OF_TYPE,
                1.0,
                IN_DOMAIN,
                1.0,
                COMPARISON,
                distributions);
        return Map.of("version", 0, "features", features, CONFIG, config);
    }

    private static Map<String, Object> written(Feature feature) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", feature.name());
        fields.put("inferred_type", feature.type().word());
        fields.put("completeness", feature.completeness());
        if (feature.least().isPresent()) {
            fields.put(
                    "num_constraints", Map.of("is_non_negative", feature.least().get() >= 0));
        }
        if (!feature.domain().isEmpty()) {
            fields.put("string_constraints", Map.of("domains", feature.domain()));
        }
        return fields;
    }

    /**
     * Reads the file.
     *
     * @throws IOException if it is no JSON or not of this form
     */
    static Constraints read(String json, String name) throws IOException {
        Map<String, @Nullable Object> file = ForeignJson.object(json);
        Map<?, ?> config = object(file, CONFIG);
        List<Feature> features = new ArrayList<>();
        if (isOn(config)) {
            if (!(file.get("features") instanceof List<?> list)) {
                throw new IOException("there is no list of features in " + name);
            }
            for (Object item : list) {
                if (!(item instanceof Map<?, ?> fields)) {
                    throw new IOException("a feature is no object");
                }
                if (isOn(object(fields, "monitoringConfigOverrides"))) {
                    features.add(feature(fields, config));
                }
            }
        }
        return new Constraints(features, isOn(config), comparison(object(config, COMPARISON)));
    }

    /** The defaults are the service's. */
    private static Optional<Constraints.Comparison> comparison(Map<?, ?> config) throws IOException {
        if (!ForeignJson.text(config, "perform_comparison").equalsIgnoreCase("enabled")) {
            return Optional.empty();
        }
        boolean simple = ForeignJson.text(config, "comparison_method").equalsIgnoreCase("simple");
        return Optional.of(new Constraints.Comparison(number(config, "comparison_threshold", 0.1), !simple));
    }

    private static boolean isOn(Map<?, ?> config) {
        return !ForeignJson.text(config, "evaluate_constraints").equalsIgnoreCase("disabled");
    }

    private static Feature feature(Map<?, ?> fields, Map<?, ?> config) throws IOException {
        String name = ForeignJson.text(fields, "name");
        if (name.isEmpty()) {
            throw new IOException("a feature has no name");
        }
        Map<?, ?> overrides = object(fields, "monitoringConfigOverrides");
        boolean positive = ForeignJson.text(object(fields, "num_constraints"), "is_non_negative")
                .equals("true");
        List<String> domain = new ArrayList<>();
        if (object(fields, "string_constraints").get("domains") instanceof List<?> values) {
            values.forEach(v -> domain.add(String.valueOf(v)));
        }
        return new Feature(
                name,
                type(ForeignJson.text(fields, "inferred_type")),
                number(fields, "completeness", 0),
                positive ? Optional.of(0.0) : Optional.empty(),
                Optional.empty(),
                domain,
                number(overrides, OF_TYPE, number(config, OF_TYPE, 1)),
                positive ? 1 : number(overrides, IN_DOMAIN, number(config, IN_DOMAIN, 1)));
    }

    private static Constraints.Type type(String word) throws IOException {
        for (Constraints.Type type : Constraints.Type.values()) {
            if (type.word().equals(word)) {
                return type;
            }
        }
        if (word.isEmpty()) {
            return Constraints.Type.UNKNOWN;
        }
        throw new IOException("there is no inferred_type '" + word + "'");
    }

    private static Map<?, ?> object(Map<?, ?> fields, String key) {
        return fields.get(key) instanceof Map<?, ?> found ? found : Map.of();
    }

    private static double number(Map<?, ?> fields, String key, double orElse) throws IOException {
        String text = ForeignJson.text(fields, key);
        try {
            double number = text.isEmpty() ? orElse : Double.parseDouble(text);
            if (number >= 0 && number <= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IOException("'" + key + "' is '" + text + "', which is no number", e);
        }
        throw new IOException("'" + key + "' is " + text + ", not a share from 0 to 1");
    }
}
