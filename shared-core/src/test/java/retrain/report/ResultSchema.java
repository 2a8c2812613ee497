package retrain.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the JSON Schema of a published file from its record and the {@link Meaning}s. */
final class ResultSchema {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ResultSchema() {}

    static String text() {
        return text(Result.class, "result.json", Result.FORMAT);
    }

    static String text(Class<?> record, String file, int format) {
        ObjectNode schema = NODES.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", file + " of Retrain");
        schema.setAll(ofRecord(record));
        ((ObjectNode) schema.path("properties").path("format")).put("minimum", format);
        return schema.toPrettyString().replace("\r\n", "\n") + "\n";
    }

    private static ObjectNode ofRecord(Class<?> type) {
        ObjectNode properties = NODES.objectNode();
        ArrayNode required = NODES.arrayNode();
        for (RecordComponent component : type.getRecordComponents()) {
            Meaning meaning = component.getAnnotation(Meaning.class);
            if (meaning == null) {
                throw new IllegalStateException(component + " has no meaning");
            }
            ObjectNode property = NODES.objectNode().put("description", meaning.value());
            property.setAll(of(component.getGenericType()));
            if (meaning.oneOf().length > 0) {
                ArrayNode words = property.putArray("enum");
                List.of(meaning.oneOf()).forEach(words::add);
            }
            properties.set(component.getName(), property);
            if (component.getType() != Optional.class) {
                required.add(component.getName());
            }
        }
        ObjectNode object = NODES.objectNode().put("type", "object");
        object.set("properties", properties);
        object.set("required", required);
        return object;
    }

    private static ObjectNode of(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (generic.getRawType() == Optional.class) {
                return of(last);
            }
            boolean map = generic.getRawType() == Map.class;
            ObjectNode node = NODES.objectNode().put("type", map ? "object" : "array");
            node.set(map ? "additionalProperties" : "items", of(last));
            return node;
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isRecord()) {
            return ofRecord(raw);
        }
        if (raw == double.class || raw == Double.class) {
            return number();
        }
        if (raw == boolean.class) {
            return NODES.objectNode().put("type", "boolean");
        }
        boolean whole = raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class;
        if (!whole && raw != String.class) {
            throw new IllegalStateException("no schema for " + raw);
        }
        return NODES.objectNode().put("type", whole ? "integer" : "string");
    }

    private static ObjectNode number() {
        ObjectNode node = NODES.objectNode();
        ArrayNode any = node.putArray("anyOf");
        any.addObject().put("type", "number");
        any.addObject().putArray("enum").add("NaN").add("Infinity").add("-Infinity");
        return node;
    }
}
