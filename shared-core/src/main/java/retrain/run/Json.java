package retrain.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;

/**
 * Records as JSON, one way: the components in their order, map keys sorted, an absent Optional left out, a number that JSON cannot
 * say ({@code NaN}, {@code Infinity}) as text, an enum in lower kebab case, a record of a sealed interface with its simple name under
 * {@code type}. The same record gives the same bytes. Reading ignores keys it does not know, so that a newer writer may add some.
 *
 * <p>Jackson's streaming layer without databind: databind costs 0.2 s at the start of every command.
 */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** {@return the record as JSON in UTF-8, on one line} */
    public static byte[] write(Record value) {
        return write(value, false);
    }

    /** {@return the record as indented JSON in UTF-8, with a line feed at the end} */
    public static byte[] pretty(Record value) {
        return write(value, true);
    }

    private static byte[] write(Object value, boolean indented) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            if (indented) {
                DefaultIndenter lines = new DefaultIndenter("  ", "\n");
                json.setPrettyPrinter(
                        new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines));
            }
            writeValue(json, value);
            if (indented) {
                json.writeRaw('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void writeValue(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Record fields) {
            writeRecord(json, fields);
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> e : new TreeMap<>(map).entrySet()) {
                json.writeFieldName((String) e.getKey());
                writeValue(json, e.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object item : list) {
                writeValue(json, item);
            }
            json.writeEndArray();
        } else {
            writeScalar(json, value);
        }
    }

    private static void writeScalar(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Boolean b) {
            json.writeBoolean(b);
        } else if (value instanceof Double d) {
            if (Double.isFinite(d)) {
                json.writeNumber(d);
            } else {
                json.writeString(d.toString());
            }
        } else if (value instanceof Number n) {
            json.writeNumber(n.longValue());
        } else if (value instanceof Enum<?> e) {
            json.writeString(word(e));
        } else if (value instanceof String || value instanceof Instant) {
            json.writeString(value.toString());
        } else {
            throw new IllegalArgumentException("no JSON form for " + value.getClass());
        }
    }

    private static void writeRecord(JsonGenerator json, Record fields) throws IOException {
        RecordShape shape = RecordShape.of(fields.getClass());
        if (shape.inline()) {
            writeValue(json, shape.parts().get(0).of(fields));
            return;
        }
        json.writeStartObject();
        if (shape.isChoice()) {
            json.writeStringField("type", fields.getClass().getSimpleName());
        }
        for (RecordShape.Part part : shape.parts()) {
            Object value = part.of(fields);
            if (value instanceof Optional<?> o) {
                if (o.isEmpty()) {
                    continue;
                }
                value = o.get();
            }
            json.writeFieldName(part.name());
            writeValue(json, value);
        }
        json.writeEndObject();
    }

    /** {@return the constant's name as it is written: lower case, words joined by hyphens} */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param where the document's name, for the message if it is damaged
     * @throws BackendFailure {@link Code#STORE_CORRUPTED} if the bytes are not such a record
     */
    public static <T> T read(byte[] content, Class<T> type, String where) {
        try {
            return type.cast(bind(tree(content), type));
        } catch (IOException
                | IllegalArgumentException
                | DateTimeException
                | ArithmeticException
                | ClassCastException e) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_CORRUPTED,
                            where,
                            "is not a readable " + type.getSimpleName() + " (" + firstLine(e) + ")",
                            "Restore the file from a backup, or remove it and run again"),
                    e);
        }
    }

    /**
     * {@return the values of a document by their paths, {@code data.sources.rows[0]}, whatever its record has become since}
     *
     * @throws BackendFailure {@link Code#STORE_CORRUPTED} if the bytes are no JSON
     */
    public static Map<String, String> flat(byte[] content, String where) {
        Map<String, String> flat = new TreeMap<>();
        try {
            flatten(tree(content), "", flat);
        } catch (IOException | IllegalArgumentException e) {
            throw BackendFailure.permanent(
                    new Problem(Code.STORE_CORRUPTED, where, "is no JSON", "Restore the file from a backup"), e);
        }
        return flat;
    }

    private static void flatten(@Nullable Object node, String path, Map<String, String> flat) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> flatten(value, path.isEmpty() ? (String) key : path + "." + key, flat));
        } else if (node instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                flatten(list.get(i), path + "[" + i + "]", flat);
            }
        } else {
            flat.put(path, String.valueOf(node));
        }
    }

    /** {@return whether a text of others is one JSON object in UTF-8, whatever its keys} */
    public static boolean isObject(byte[] content) {
        try (JsonParser parser = FACTORY.createParser(StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(content))
                .toString())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static @Nullable Object tree(byte[] content) throws IOException {
        try (JsonParser parser = FACTORY.createParser(content)) {
            parser.nextToken();
            Object value = tree(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("text after the end");
            }
            return value;
        }
    }

    private static @Nullable Object tree(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IllegalArgumentException("empty");
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, tree(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(tree(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IllegalArgumentException("unexpected " + token);
        };
    }

    private static Object bind(@Nullable Object node, Type type) {
        if (type instanceof ParameterizedType generic) {
            return bindGeneric(node, generic);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isRecord()) {
            return bindRecord(node, raw);
        }
        if (raw.isSealed()) {
            return bindSealed(node, raw);
        }
        if (node == null) {
            throw new IllegalArgumentException("null for a " + raw.getSimpleName());
        }
        return bindScalar(node, raw);
    }

    private static Object bindScalar(Object node, Class<?> raw) {
        if (raw.isEnum()) {
            for (Object constant : raw.getEnumConstants()) {
                if (word((Enum<?>) constant).equals(node)) {
                    return constant;
                }
            }
        } else if (raw == Instant.class && node instanceof String text) {
            return Instant.parse(text);
        } else if (raw == double.class || raw == Double.class) {
            return node instanceof String text ? Double.parseDouble(text) : ((Number) node).doubleValue();
        } else if (raw == long.class || raw == Long.class) {
            return ((Number) node).longValue();
        } else if (raw == int.class || raw == Integer.class) {
            return Math.toIntExact(((Number) node).longValue());
        } else if (raw == Object.class
                || (raw == String.class && node instanceof String)
                || ((raw == boolean.class || raw == Boolean.class) && node instanceof Boolean)) {
            return node;
        }
        throw new IllegalArgumentException(node + " is no " + raw.getSimpleName());
    }

    private static Object bindGeneric(@Nullable Object node, ParameterizedType generic) {
        Class<?> raw = (Class<?>) generic.getRawType();
        Type[] arguments = generic.getActualTypeArguments();
        if (raw == Optional.class) {
            return node == null ? Optional.empty() : Optional.of(bind(node, arguments[0]));
        }
        if (raw == List.class && node instanceof List<?> items) {
            List<Object> list = new ArrayList<>(items.size());
            for (Object item : items) {
                list.add(bind(item, arguments[0]));
            }
            return Collections.unmodifiableList(list);
        }
        if (Map.class.isAssignableFrom(raw) && node instanceof Map<?, ?> entries) {
            Map<String, Object> map = new TreeMap<>();
            for (Map.Entry<?, ?> e : entries.entrySet()) {
                map.put((String) e.getKey(), bind(e.getValue(), arguments[1]));
            }
            return Collections.unmodifiableMap(map);
        }
        throw new IllegalArgumentException(node + " is no " + generic);
    }

    private static Object bindSealed(@Nullable Object node, Class<?> raw) {
        if (node instanceof Map<?, ?> map) {
            for (Class<?> permitted : raw.getPermittedSubclasses()) {
                if (permitted.getSimpleName().equals(map.get("type"))) {
                    return bindRecord(node, permitted);
                }
            }
        }
        throw new IllegalArgumentException("no known type of " + raw.getSimpleName());
    }

    private static Object bindRecord(@Nullable Object node, Class<?> raw) {
        RecordShape shape = RecordShape.of(raw);
        Object[] values = new Object[shape.parts().size()];
        for (int i = 0; i < values.length; i++) {
            RecordShape.Part part = shape.parts().get(i);
            Object value = shape.inline() ? node : field(node, part.name(), raw);
            if (value == null && part.raw() == List.class) {
                value = List.of(); // an older record, written before it had this list
            }
            if (value == null && part.raw() != Optional.class) {
                throw new IllegalArgumentException(raw.getSimpleName() + " lacks '" + part.name() + "'");
            }
            values[i] = bind(value, part.type());
        }
        return shape.make(values);
    }

    private static @Nullable Object field(@Nullable Object node, String name, Class<?> raw) {
        if (node instanceof Map<?, ?> map) {
            return map.get(name);
        }
        throw new IllegalArgumentException(node + " is no " + raw.getSimpleName());
    }
}
