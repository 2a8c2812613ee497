package retrain.aws;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.protocols.jsoncore.JsonWriter;

/**
 * A request of the SDK as JSON with the names that the service's API gives its fields ({@code TrainingJobName}), as Step Functions takes it. The
 * same request gives the same text: the fields in the order of the SDK, the keys of maps sorted, what is not set left out.
 */
final class SdkJson {
    private final JsonWriter json = JsonWriter.create();

    private SdkJson() {}

    static String of(SdkPojo request) {
        SdkJson writer = new SdkJson();
        writer.fields(request);
        return new String(writer.json.getBytes(), StandardCharsets.UTF_8);
    }

    private void fields(SdkPojo pojo) {
        json.writeStartObject();
        for (SdkField<?> field : pojo.sdkFields()) {
            @Nullable Object value = field.getValueOrDefault(pojo);
            if (isSet(value)) {
                json.writeFieldName(field.locationName());
                value(value);
            }
        }
        json.writeEndObject();
    }

    /** What nobody has set is null, or a list or a map of a kind of its own. */
    private static boolean isSet(@Nullable Object value) {
        return value != null && !(value instanceof SdkAutoConstructList) && !(value instanceof SdkAutoConstructMap);
    }

    private void value(Object value) {
        if (value instanceof SdkPojo pojo) {
            fields(pojo);
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            new TreeMap<>(map).forEach((key, item) -> {
                json.writeFieldName(String.valueOf(key));
                value(item);
            });
            json.writeEndObject();
        } else if (value instanceof Iterable<?> list) {
            json.writeStartArray();
            list.forEach(this::value);
            json.writeEndArray();
        } else {
            scalar(value);
        }
    }

    private void scalar(Object value) {
        if (value instanceof String text) {
            json.writeValue(text);
        } else if (value instanceof Boolean is) {
            json.writeValue(is);
        } else if (value instanceof Integer || value instanceof Long) {
            json.writeValue(((Number) value).longValue());
        } else if (value instanceof Number number) {
            json.writeValue(number.doubleValue());
        } else {
            // Times, bytes and documents have several forms; no job is asked for with one.
            throw new IllegalArgumentException("no JSON form for " + value.getClass());
        }
    }
}
