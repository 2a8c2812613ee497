package retrain.infra;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions of CloudFormation, in their long form; {@link Yaml} writes the short one. */
final class Cfn {
    private Cfn() {}

    /** {@return what CloudFormation gives for a resource or parameter by its logical id} */
    static Map<String, Object> ref(String id) {
        return Map.of("Ref", id);
    }

    /** {@return the ARN of a resource of the stack} */
    static Map<String, Object> arn(String id) {
        return attribute(id, "Arn");
    }

    static Map<String, Object> attribute(String id, String name) {
        return Map.of("Fn::GetAtt", List.of(id, name));
    }

    /** {@return a text with <code>${AWS::Region}</code>, <code>${Queue.Arn}</code> and the like filled in} */
    static Map<String, Object> sub(String text) {
        return Map.of("Fn::Sub", text);
    }

    /** {@return a map in the order of its arguments: key, value, key, value …; a key whose value is an empty Optional is left out} */
    static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            Object value = pairs[i + 1];
            if (value instanceof java.util.Optional<?> optional) {
                if (optional.isPresent()) {
                    map.put((String) pairs[i], optional.get());
                }
            } else {
                map.put((String) pairs[i], value);
            }
        }
        return map;
    }
}
