package retrain.lambda;

import java.util.List;
import java.util.Map;
import retrain.infra.FlatAnswer;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.protocols.jsoncore.JsonWriter;

/** What a pipeline of SageMaker is answered: texts alone, those that it asks for with {@code answer}, by comma. */
final class Flat {
    private Flat() {}

    /** {@return the answer as the request wants it} */
    static byte[] of(JsonNode request, byte[] answer) {
        return Events.text(request, "answer")
                .map(keys -> flat(Answer.map(JsonNode.parser().parse(answer)), List.of(keys.split(","))))
                .orElse(answer);
    }

    private static byte[] flat(Map<String, ?> answer, List<String> keys) {
        JsonWriter json = JsonWriter.create();
        json.writeStartObject();
        FlatAnswer.of(answer, keys).forEach((key, value) -> {
            json.writeFieldName(key);
            json.writeValue(value);
        });
        json.writeEndObject();
        return json.getBytes();
    }
}
