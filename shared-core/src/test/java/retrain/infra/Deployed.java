package retrain.infra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values as CloudFormation makes them: in us-east-1, in the account 123456789012. */
final class Deployed {
    private static final Pattern PLACE = Pattern.compile("\\$\\{([A-Za-z:]+)(?:\\.([A-Za-z]+))?}");
    private static final Map<String, String> PSEUDO = Map.of(
            "AWS::Partition",
            "aws",
            "AWS::Region",
            "us-east-1",
            "AWS::AccountId",
            "123456789012",
            "AWS::URLSuffix",
            "amazonaws.com",
            Ids.CODE_BUCKET,
            "store-bucket",
            Ids.CODE_KEY,
            "code/function.zip");

    private Deployed() {}

    /** {@return a value with all functions called} */
    static Object value(Object value) {
        if (value instanceof List<?> list) {
            List<Object> values = new ArrayList<>();
            list.forEach(v -> values.add(value(v)));
            return values;
        }
        if (value instanceof Map<?, ?> map) {
            return map.size() == 1 ? called(map) : each(map);
        }
        return value;
    }

    private static Object each(Map<?, ?> map) {
        Map<Object, Object> values = new LinkedHashMap<>();
        map.forEach((k, v) -> values.put(k, value(v)));
        return values;
    }

    private static Object called(Map<?, ?> map) {
        Map.Entry<?, ?> only = map.entrySet().iterator().next();
        return switch ((String) only.getKey()) {
            case "Ref" -> reference((String) only.getValue());
            case "Fn::GetAtt" -> arn((String) ((List<?>) only.getValue()).get(0));
            case "Fn::Sub" -> filled((String) only.getValue());
            default -> each(map);
        };
    }

    private static String filled(String text) {
        return PLACE.matcher(text)
                .replaceAll(place -> Matcher.quoteReplacement(
                        place.group(2) == null ? reference(place.group(1)) : arn(place.group(1))));
    }

    private static String reference(String id) {
        return PSEUDO.containsKey(id) ? PSEUDO.get(id) : arn(id);
    }

    /** What is made by the stack, by its kind. */
    private static String arn(String id) {
        String place = ":us-east-1:123456789012:";
        if (id.endsWith("Logs")) {
            return "arn:aws:logs" + place + "log-group:" + id + ":*";
        }
        return switch (id) {
            case Ids.STATE_MACHINE -> "arn:aws:states" + place + "stateMachine:" + id;
            case Ids.EVENTS, Ids.DEAD_LETTERS, PipelineParts.APPROVALS -> "arn:aws:sqs" + place + id;
            case Ids.TOPIC -> "arn:aws:sns" + place + id;
            case Ids.KEY -> "arn:aws:kms" + place + "key/" + id;
            case Ids.STEP, Ids.DECIDE, Ids.DEPLOY, Ids.RECORD -> "arn:aws:lambda" + place + "function:" + id;
            case Ids.BUILD_BUCKET -> "arn:aws:s3:::" + id;
            case Ids.BUILD_TEST, Ids.BUILD_RETRAIN, Ids.BUILD_PROMOTE, Ids.BUILD_REQUEST ->
                "arn:aws:codebuild" + place + "project/" + id;
            case Ids.JOB_ROLE, "GlueRole" -> "arn:aws:iam::123456789012:role/" + id;
            default -> throw new IllegalArgumentException("what is " + id + "?");
        };
    }
}
