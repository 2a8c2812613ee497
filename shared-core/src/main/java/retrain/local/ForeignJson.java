package retrain.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON in forms that others define: DuckDB's replies, SageMaker's files, XGBoost's models. What is Retrain's own is written and read by
 * {@link retrain.run.Json}.
 */
final class ForeignJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final int LAST_OF_ASCII = 127;

    private ForeignJson() {}

    /** {@return the value, of maps, lists, texts, numbers, booleans and null; keys sorted, no spaces, only ASCII} */
    static String write(@Nullable Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.setHighestNonEscapedChar(LAST_OF_ASCII);
            write(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> sorted = new TreeMap<>();
            map.forEach((k, v) -> sorted.put(String.valueOf(k), v));
            json.writeStartObject();
            for (Map.Entry<String, @Nullable Object> e : sorted.entrySet()) {
                json.writeFieldName(e.getKey());
                write(json, e.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof Iterable<?> list) {
            json.writeStartArray();
            for (Object item : list) {
                write(json, item);
            }
            json.writeEndArray();
        } else {
            writeScalar(json, value);
        }
    }

    private static void writeScalar(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean b) {
            json.writeBoolean(b);
        } else if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof BigInteger n) {
            json.writeNumber(n);
        } else if (value instanceof BigDecimal n) {
            json.writeNumber(n);
        } else if (value instanceof Number n) {
            json.writeNumber(n.doubleValue());
        } else {
            json.writeString(value.toString());
        }
    }

    /**
     * {@return an object as maps, lists and texts; numbers and booleans are texts too}
     *
     * @throws IOException if the text is no JSON or no object
     */
    static Map<String, @Nullable Object> object(String json) throws IOException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            return object(parser);
        }
    }

    /** {@return the text under a key; empty if there is none} */
    static String text(Map<?, ?> node, String key) {
        return node.get(key) instanceof String text ? text : "";
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new IOException("not an object but " + parser.currentToken());
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return fields;
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return object(parser);
        }
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> values = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                values.add(value(parser));
            }
            return values;
        }
        return token == JsonToken.VALUE_NULL ? null : parser.getText();
    }

    /** Takes arrays of numbers as they are come upon. */
    interface NumberArrays {
        /** {@return whether to go on} */
        boolean take(String field, double[] numbers);
    }

    /**
     * Goes through a document that may be too large for a tree.
     *
     * @param names the fields, at any depth, whose arrays are wanted
     * @param unlooked the fields that are not looked into
     */
    static void numberArrays(byte[] document, Set<String> names, Set<String> unlooked, NumberArrays arrays)
            throws IOException {
        try (JsonParser parser = FACTORY.createParser(document)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.FIELD_NAME) {
                    continue;
                }
                String name = parser.currentName();
                if (unlooked.contains(name)) {
                    parser.nextToken();
                    parser.skipChildren();
                } else if (names.contains(name) && !arrays.take(name, numbers(parser))) {
                    return;
                }
            }
        }
    }

    private static double[] numbers(JsonParser parser) throws IOException {
        double[] numbers = new double[64];
        int count = 0;
        for (parser.nextToken(); parser.nextToken() != JsonToken.END_ARRAY; ) {
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
            }
            numbers[count++] = parser.getDoubleValue();
        }
        return Arrays.copyOf(numbers, count);
    }

    /** What becomes of a field's value in a copy. */
    sealed interface Change {
        /** Only the first of an array's items stay. */
        record First(int items) implements Change {}

        /** Another value stands in its place. */
        record Instead(Object value) implements Change {}

        /** It is copied, and fields within it are not changed. */
        record Unlooked() implements Change {}
    }

    /**
     * {@return a copy of a document; numbers are copied as they are written, so that nothing is rounded}
     *
     * @param changes by the names of fields, at any depth
     */
    static byte[] copy(byte[] document, Map<String, Change> changes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(document.length);
        try (JsonParser in = FACTORY.createParser(document);
                JsonGenerator json = FACTORY.createGenerator(out)) {
            in.nextToken();
            new Copy(in, json, changes).value();
        }
        return out.toByteArray();
    }

    /** One copying of a document. */
    private record Copy(JsonParser in, JsonGenerator json, Map<String, Change> changes) {
        void value() throws IOException {
            switch (in.currentToken()) {
                case START_OBJECT -> fields();
                case START_ARRAY -> array(Integer.MAX_VALUE);
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.writeNumber(in.getText());
                default -> json.copyCurrentEvent(in);
            }
        }

        private void fields() throws IOException {
            json.writeStartObject();
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String name = in.currentName();
                json.writeFieldName(name);
                in.nextToken();
                field(changes.get(name));
            }
            json.writeEndObject();
        }

        private void field(@Nullable Change change) throws IOException {
            if (change instanceof Change.First first) {
                array(first.items());
            } else if (change instanceof Change.Instead instead) {
                in.skipChildren();
                write(json, instead.value());
            } else if (change instanceof Change.Unlooked) {
                json.copyCurrentStructure(in);
            } else {
                value();
            }
        }

        private void array(int most) throws IOException {
            json.writeStartArray();
            for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
                if (i < most) {
                    value();
                } else {
                    in.skipChildren();
                }
            }
            json.writeEndArray();
        }
    }
}
