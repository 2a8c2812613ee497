package retrain.jenkins.result;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** An object of one of the published JSON files, read as any other program would read it: unknown keys are left alone. */
public final class JsonTree {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, @Nullable Object> values;

    private JsonTree(Map<String, @Nullable Object> values) {
        this.values = values;
    }

    /**
     * {@return the object that a text is}
     *
     * @throws IOException if it is none
     */
    public static JsonTree of(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            Object value = value(parser);
            if (value instanceof Map<?, ?> && parser.nextToken() == null) {
                return tree(value);
            }
        }
        throw new IOException("is not one JSON object");
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                object.put(name, value(parser));
            }
            return object;
        }
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> array = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                array.add(value(parser));
            }
            return array;
        }
        return token == null ? null : scalar(parser, token);
    }

    private static @Nullable Object scalar(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_NULL -> null;
            default -> parser.getText();
        };
    }

    @SuppressWarnings("unchecked") // made by value() alone
    private static JsonTree tree(Object object) {
        return new JsonTree((Map<String, @Nullable Object>) object);
    }

    public Optional<String> text(String key) {
        return values.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** {@return the text, or an empty one} */
    public String textOrEmpty(String key) {
        return text(key).orElse("");
    }

    /** {@return the number; NaN and the infinities are texts in the published files} */
    public OptionalDouble number(String key) {
        return number(values.get(key));
    }

    private static OptionalDouble number(@Nullable Object value) {
        if (value instanceof Double number) {
            return OptionalDouble.of(number);
        }
        if (value instanceof String text
                && List.of("NaN", "Infinity", "-Infinity").contains(text)) {
            return OptionalDouble.of(Double.parseDouble(text));
        }
        return OptionalDouble.empty();
    }

    public boolean isOn(String key) {
        return Boolean.TRUE.equals(values.get(key));
    }

    public Optional<JsonTree> object(String key) {
        return values.get(key) instanceof Map<?, ?> object ? Optional.of(tree(object)) : Optional.empty();
    }

    /** {@return the objects of an array; none if it is absent} */
    public List<JsonTree> objects(String key) {
        List<JsonTree> objects = new ArrayList<>();
        for (Object element : array(key)) {
            if (element instanceof Map<?, ?> object) {
                objects.add(tree(object));
            }
        }
        return objects;
    }

    /** {@return the texts of an array; none if it is absent} */
    public List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Object element : array(key)) {
            if (element instanceof String text) {
                texts.add(text);
            }
        }
        return texts;
    }

    private List<?> array(String key) {
        return values.get(key) instanceof List<?> array ? array : List.of();
    }

    /** {@return all values that are numbers, by their keys} */
    public Map<String, Double> numbers() {
        Map<String, Double> numbers = new LinkedHashMap<>();
        values.forEach((key, value) -> number(value).ifPresent(number -> numbers.put(key, number)));
        return numbers;
    }
}
