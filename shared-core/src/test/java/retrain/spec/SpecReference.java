package retrain.spec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes the reference page of {@code retrain.yaml} from the records and their {@link Key}s. */
final class SpecReference {
    private final StringBuilder page = new StringBuilder();

    private SpecReference() {}

    static String text() {
        SpecReference reference = new SpecReference();
        reference.page.append("""
                # retrain.yaml

                Every key. A key without a default must be there, unless it says *optional*. Editors check a file against
                [retrain.schema.json](retrain.schema.json). This page is made from the code.

                | key | value | default | |
                |---|---|---|---|
                """);
        reference.record(Spec.class, "");
        reference.page.append("| `profiles` | name -> keys | *optional* | Laid over the other keys with"
                + " `-Dretrain.profile=<name>`: mappings key by key, everything else as a whole. |\n");
        reference.metrics();
        return reference.page.toString();
    }

    private void record(Class<?> type, String path) {
        for (RecordComponent component : type.getRecordComponents()) {
            Key key = Binder.annotation(component);
            String at = path + Binder.key(component);
            boolean optional = component.getType() == Optional.class;
            String orElse = key.orElse().isEmpty() ? "" : "`" + key.orElse() + "`";
            page.append("| `")
                    .append(at)
                    .append("` | ")
                    .append(value(component.getGenericType(), key))
                    .append(" | ")
                    .append(optional ? "*optional*" : orElse)
                    .append(" | ")
                    .append(key.doc().replace("|", "\\|").replace("<", "&lt;"))
                    .append(" |\n");
            nested(component.getGenericType(), at);
        }
    }

    private void nested(Type type, String path) {
        if (type instanceof Class<?> raw && raw.isRecord()) {
            record(raw, path + ".");
        } else if (type instanceof ParameterizedType generic && generic.getRawType() != Map.class) {
            nested(generic.getActualTypeArguments()[0], generic.getRawType() == List.class ? path + "[]" : path);
        }
    }

    private static String value(Type type, Key key) {
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (generic.getRawType() == Optional.class) {
                return value(last, key);
            }
            return generic.getRawType() == Map.class ? "name -> " + value(last, key) : "list of " + value(last, key);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isRecord()) {
            Shorthand shorthand = raw.getAnnotation(Shorthand.class);
            return shorthand == null ? "keys" : "keys, or the `" + shorthand.value() + "` alone";
        }
        if (raw.isEnum()) {
            return raw == Metric.class ? "[metric](#metrics)" : "`" + String.join("`, `", Words.of(raw)) + "`";
        }
        if (raw == String.class || raw == Object.class) {
            return raw == Object.class ? "text, number, truth value or list" : "text";
        }
        if (raw == boolean.class) {
            return "`true`, `false`";
        }
        return range(raw == int.class ? "whole number" : "number", key);
    }

    private static String range(String kind, Key key) {
        if (key.min() == Double.NEGATIVE_INFINITY) {
            return kind;
        }
        String low = " from " + Binder.shown(key.min());
        return key.max() == Double.POSITIVE_INFINITY ? kind + low : kind + low + " to " + Binder.shown(key.max());
    }

    private void metrics() {
        page.append("""

                ## Metrics

                Formulas stand in [metrics.md](../metrics.md).

                | metric | better | tasks |
                |---|---|---|
                """);
        for (Metric metric : Metric.values()) {
            List<String> tasks = Words.of(Task.class).stream()
                    .filter(word -> metric.suits(Task.valueOf(word.toUpperCase(Locale.ROOT))))
                    .toList();
            page.append("| `")
                    .append(metric)
                    .append(metric.higherIsBetter() ? "` | higher | " : "` | lower | ")
                    .append(String.join(", ", tasks))
                    .append(" |\n");
        }
    }
}
