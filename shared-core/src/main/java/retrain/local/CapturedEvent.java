package retrain.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A line of SageMaker's data capture, or of the ground truth for it. */
final class CapturedEvent {
    /** Of an object that has one of these, only its numbers are scores. */
    private static final List<String> SCORES = List.of("probabilities", "scores", "score", "probability");

    /** What holds a list of rows. */
    private static final List<String> LISTS = List.of("predictions", "instances", "outputs", "dataset");

    /** What a caller writes before the unit's id into the header {@code X-Amzn-SageMaker-Custom-Attributes}. */
    private static final String UNIT = "unit=";

    private final Map<String, @Nullable Object> fields;

    private CapturedEvent(Map<String, @Nullable Object> fields) {
        this.fields = fields;
    }

    /** Says, of an event, what is wrong with it. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String what) {
            super(what);
        }
    }

    static CapturedEvent of(String line) throws Unreadable {
        try {
            return new CapturedEvent(ForeignJson.object(line));
        } catch (IOException e) {
            throw new Unreadable("are no whole JSON object on a line");
        }
    }

    /** {@return the id of one of its rows} */
    String id(int row, int rows) throws Unreadable {
        Map<?, ?> metadata = map(fields, "eventMetadata");
        String given = ForeignJson.text(metadata, "inferenceId");
        String id = given.isEmpty() ? ForeignJson.text(metadata, "eventId") : given;
        if (id.isEmpty()) {
            throw new Unreadable("have neither eventMetadata.inferenceId nor eventMetadata.eventId");
        }
        return rows == 1 ? id : id + "/" + (row + 1);
    }

    /** {@return the unit that was assigned to a variant; the event's id if it does not say} */
    String unit() throws Unreadable {
        Map<?, ?> metadata = map(fields, "eventMetadata");
        String unit = ForeignJson.text(metadata, "unitId");
        if (!unit.isEmpty()) {
            return unit;
        }
        if (metadata.get("customAttributes") instanceof List<?> attributes) {
            for (Object attribute : attributes) {
                if (attribute instanceof String text && text.startsWith(UNIT)) {
                    return text.substring(UNIT.length()).strip();
                }
            }
        }
        return id(0, 1);
    }

    /** {@return the variant that answered, if the event says it} */
    Optional<String> variant() throws Unreadable {
        String variant = ForeignJson.text(map(fields, "eventMetadata"), "variant");
        return variant.isEmpty() ? Optional.empty() : Optional.of(variant);
    }

    String time() throws Unreadable {
        String time = ForeignJson.text(map(fields, "eventMetadata"), "inferenceTime");
        if (time.isEmpty()) {
            throw new Unreadable("have no eventMetadata.inferenceTime");
        }
        return time;
    }

    /** {@return the scores of each row} */
    List<List<String>> scores(int width) throws Unreadable {
        Map<?, ?> capture = map(fields, "captureData");
        if (!(capture.get("endpointOutput") instanceof Map<?, ?> output)) {
            throw new Unreadable("have no captureData.endpointOutput, as if only requests were captured");
        }
        List<String> numbers = numbers(payload(output));
        if (numbers.isEmpty() || numbers.size() % width != 0) {
            throw new Unreadable(
                    "have an output that is not " + (width == 1 ? "a score" : width + " scores") + " a row");
        }
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i += width) {
            rows.add(numbers.subList(i, i + width));
        }
        return rows;
    }

    /** {@return the label of each row} */
    List<List<String>> truth() throws Unreadable {
        List<List<String>> rows = new ArrayList<>();
        for (String line :
                payload(map(fields, "groundTruthData")).text().strip().split("\\R", -1)) {
            rows.add(List.of(line.strip()));
        }
        return rows;
    }

    /** {@return the features of each row, null where the request does not tell them} */
    List<List<@Nullable String>> features(List<String> names, int rows) throws Unreadable {
        List<List<@Nullable String>> unknown = Collections.nCopies(rows, Collections.nCopies(names.size(), null));
        if (!(map(fields, "captureData").get("endpointInput") instanceof Map<?, ?> input)) {
            return unknown;
        }
        Payload payload = payload(input);
        List<List<@Nullable String>> found = new ArrayList<>();
        if (payload.json()) {
            for (Object row : list(tree(payload.text()))) {
                found.add(values(row, names));
            }
        } else {
            for (String line : payload.text().strip().split("\\R", -1)) {
                found.add(fields(line));
            }
        }
        boolean fits = found.size() == rows && found.stream().allMatch(row -> row.size() == names.size());
        return fits ? found : unknown;
    }

    /** {@return an object's values by name, or a list of values, which may be called features} */
    static List<@Nullable String> values(@Nullable Object row, List<String> names) {
        Object of = row instanceof Map<?, ?> map && map.get("features") instanceof List<?> list ? list : row;
        List<@Nullable String> values = new ArrayList<>();
        if (of instanceof Map<?, ?> map) {
            names.forEach(name -> values.add(map.get(name) instanceof String text ? text : null));
        } else if (of instanceof List<?> list) {
            list.forEach(value -> values.add(value instanceof String text ? text : null));
        }
        return values;
    }

    static List<?> list(@Nullable Object node) {
        if (node instanceof Map<?, ?> map) {
            for (String name : LISTS) {
                if (map.get(name) instanceof List<?> list) {
                    return list;
                }
            }
            return List.of(map);
        }
        return node instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof String
                ? List.of(list)
                : asList(node);
    }

    private static List<?> asList(@Nullable Object node) {
        return node instanceof List<?> list ? list : List.of();
    }

    /** A field of CSV may be quoted; an empty one is missing. */
    static List<@Nullable String> fields(String line) {
        List<@Nullable String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        boolean wasQuoted = false;
        for (int i = 0; i <= line.length(); i++) {
            char c = i < line.length() ? line.charAt(i) : ',';
            if (c == '"') {
                boolean doubled = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
                if (doubled) {
                    field.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                    wasQuoted = true;
                }
            } else if (c == ',' && (!quoted || i == line.length())) {
                String text = wasQuoted ? field.toString() : field.toString().strip();
                fields.add(text.isEmpty() && !wasQuoted ? null : text);
                field.setLength(0);
                wasQuoted = false;
            } else {
                field.append(c);
            }
        }
        return fields;
    }

    private static List<String> numbers(Payload payload) throws Unreadable {
        List<String> numbers = new ArrayList<>();
        if (payload.json()) {
            collect(tree(payload.text()), numbers);
        } else {
            for (String text :
                    payload.text().replaceAll("[\\[\\]]", " ").strip().split("[,\\s]+", -1)) {
                numbers.add(text);
            }
        }
        for (String number : numbers) {
            try {
                Double.parseDouble(number);
            } catch (NumberFormatException e) {
                throw new Unreadable("have an output that is no numbers");
            }
        }
        return numbers;
    }

    private static void collect(@Nullable Object node, List<String> numbers) {
        if (node instanceof List<?> list) {
            list.forEach(item -> collect(item, numbers));
        } else if (node instanceof Map<?, ?> map) {
            for (String name : SCORES) {
                if (map.get(name) != null) {
                    collect(map.get(name), numbers);
                    return;
                }
            }
            map.values().forEach(item -> collect(item, numbers));
        } else if (node instanceof String text) {
            numbers.add(text);
        }
    }

    /** What was sent. */
    private record Payload(String text, boolean json) {}

    private static Payload payload(Map<?, ?> part) throws Unreadable {
        String text = ForeignJson.text(part, "data");
        String encoding = ForeignJson.text(part, "encoding");
        if (encoding.equals("BASE64")) {
            try {
                text = new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw new Unreadable("have data that are not in Base64, as they say");
            }
        }
        String type = ForeignJson.text(part, "observedContentType");
        boolean json = encoding.equals("JSON") || (!encoding.equals("CSV") && type.contains("json"));
        if (!json && !encoding.equals("CSV") && !type.contains("csv") && !type.contains("text/plain")) {
            throw new Unreadable("have data of the encoding '" + encoding + "' and the type '" + type + "'");
        }
        if (text.isBlank()) {
            throw new Unreadable("have no data");
        }
        return new Payload(text, json);
    }

    private static @Nullable Object tree(String json) throws Unreadable {
        try {
            // JSON lines are a list, whose items are on lines of their own.
            String one = json.strip().replaceAll("\\}\\s*\\R\\s*\\{", "},{");
            boolean lines = !one.equals(json.strip());
            return ForeignJson.object("{\"it\":" + (lines ? "[" + one + "]" : one) + "}")
                    .get("it");
        } catch (IOException e) {
            throw new Unreadable("have data that are no JSON, as they say");
        }
    }

    private static Map<?, ?> map(Map<?, ?> node, String key) throws Unreadable {
        if (node.get(key) instanceof Map<?, ?> map) {
            return map;
        }
        throw new Unreadable("have no " + key);
    }
}
