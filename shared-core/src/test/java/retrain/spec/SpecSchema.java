package retrain.spec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the JSON Schema of {@code retrain.yaml} from the records and their {@link Key}s. */
final class SpecSchema {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Whether keys may be left out, as in a profile. */
    private final boolean partial;

    private SpecSchema(boolean partial) {
        this.partial = partial;
    }

    static String text() {
        ObjectNode schema = NODES.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "retrain.yaml of Retrain");
        schema.setAll(new SpecSchema(false).ofRecord(Spec.class));
        ObjectNode profiles = ((ObjectNode) schema.path("properties")).putObject("profiles");
        profiles.put("description", "Name -> keys that are laid over the others with -Dretrain.profile=<name>.");
        profiles.put("type", "object");
        profiles.set("additionalProperties", new SpecSchema(true).ofRecord(Spec.class));
        return schema.toPrettyString().replace("\r\n", "\n") + "\n";
    }

    private ObjectNode ofRecord(Class<?> type) {
        ObjectNode object = NODES.objectNode().put("type", "object");
        ObjectNode properties = object.putObject("properties");
        ArrayNode required = NODES.arrayNode();
        for (RecordComponent component : type.getRecordComponents()) {
            Key key = Binder.annotation(component);
            ObjectNode property = NODES.objectNode().put("description", key.doc());
            property.setAll(of(component.getGenericType(), key));
            properties.set(Binder.key(component), property);
            if (component.getType() != Optional.class && key.orElse().isEmpty()) {
                required.add(Binder.key(component));
            }
        }
        if (!partial && !required.isEmpty()) {
            object.set("required", required);
        }
        object.put("additionalProperties", false);
        return type.isAnnotationPresent(Shorthand.class) ? orText(object) : object;
    }

    private ObjectNode of(Type type, Key key) {
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (generic.getRawType() == Optional.class) {
                return of(last, key);
            }
            if (generic.getRawType() == Map.class) {
                ObjectNode map = NODES.objectNode().put("type", "object");
                map.set("additionalProperties", of(last, key));
                return map;
            }
            return list(last, key);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isRecord()) {
            return ofRecord(raw);
        }
        if (raw == Object.class) {
            return free();
        }
        if (raw.isEnum()) {
            ObjectNode words = NODES.objectNode();
            Words.of(raw).forEach(words.putArray("enum")::add);
            return words;
        }
        return raw == String.class ? text(key) : numberOrTruth(raw, key);
    }

    /** A list of one may be written without brackets. What is in a list is whole, in a profile too. */
    private static ObjectNode list(Type item, Key key) {
        ObjectNode one = new SpecSchema(false).of(item, key);
        ObjectNode array = NODES.objectNode().put("type", "array");
        array.set("items", one);
        if (item instanceof Class<?> raw && raw.isRecord()) {
            return array;
        }
        ObjectNode either = NODES.objectNode();
        either.putArray("anyOf").add(array).add(one.deepCopy());
        return either;
    }

    private static ObjectNode orText(ObjectNode object) {
        ObjectNode either = NODES.objectNode();
        either.putArray("anyOf").add(object).addObject().put("type", "string");
        return either;
    }

    private static ObjectNode free() {
        ObjectNode free = NODES.objectNode();
        List.of("string", "number", "boolean", "array").forEach(free.putArray("type")::add);
        return free;
    }

    private static ObjectNode text(Key key) {
        ObjectNode text = NODES.objectNode().put("type", "string");
        return key.pattern().isEmpty()
                ? text.put("pattern", "\\S")
                : text.put("pattern", "^(?:" + key.pattern() + ")$");
    }

    private static ObjectNode numberOrTruth(Class<?> raw, Key key) {
        if (raw == boolean.class) {
            return NODES.objectNode().put("type", "boolean");
        }
        boolean whole = raw == int.class || raw == Integer.class;
        ObjectNode number = NODES.objectNode().put("type", whole ? "integer" : "number");
        if (key.min() != Double.NEGATIVE_INFINITY) {
            number.put("minimum", key.min());
        }
        return key.max() == Double.POSITIVE_INFINITY ? number : number.put("maximum", key.max());
    }
}
