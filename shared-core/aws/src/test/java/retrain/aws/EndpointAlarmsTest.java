package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.infra.Alarms;
import retrain.infra.Plan;
import retrain.spec.Spec;
import retrain.spec.SpecReader;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;

/** A stack and a deployment make the same alarms: whichever comes second finds them as they should be. */
class EndpointAlarmsTest {
    @TempDir
    private Path folder;

    private Spec spec(String alarms) throws IOException {
        Path config = folder.resolve("retrain.yaml");
        String served = "promote: {endpoint: {name: small, instance: ml.m5.large}}";
        String guarded = served.replace("{endpoint: {", "{strategy: canary, endpoint: {alarms: " + alarms + ", ");
        Files.writeString(config, AwsWorld.SPEC.replace(served, guarded) + "infra: {}\n");
        return SpecReader.read(config, Optional.empty(), "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{errors: 0.01}",
                "{latency: 250}",
                "{quality: {metric: auc, at-least: 0.65}}",
                "{quality: {metric: log_loss, at-most: 0.4}}",
                "{errors: 0.5, latency: 12.5, quality: {metric: accuracy, at-least: 0.9}, names: [revenue]}",
            })
    void shouldBeThoseOfTheStack(String alarms) throws IOException {
        Spec spec = spec(alarms);

        assertThat(made(spec)).isEqualTo(written(spec)).isNotEmpty();
    }

    /** {@return the alarms that a deployment asks CloudWatch for, by property of CloudFormation} */
    private static List<Map<String, String>> made(Spec spec) throws IOException {
        try (AwsServer aws = AwsServer.start()) {
            new FakeCloudWatch(aws).alarm("revenue");
            new EndpointAlarms(() -> new AwsClients(spec.aws()).of(CloudWatchClient.builder()), "small", spec.model())
                    .ensure(spec.promote().endpoint().orElseThrow().alarms().orElseThrow());
            return aws.calls().stream()
                    .filter(call -> call.name().equals("Query PutMetricAlarm"))
                    .map(call -> form(call.body()))
                    .toList();
        }
    }

    private static Map<String, String> form(String body) {
        Map<String, String> all = new TreeMap<>();
        for (String pair : body.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            if (!parts[0].matches("Action|Version")) {
                all.put(parts[0].replace(".member.", "."), number(URLDecoder.decode(parts[1], StandardCharsets.UTF_8)));
            }
        }
        return all;
    }

    /** {@return the alarms of the stack, with lists as a form has them} */
    private List<Map<String, String>> written(Spec spec) {
        List<Map<String, String>> all = new ArrayList<>();
        for (Map<String, Object> alarm : Alarms.of(Plan.of(spec, folder, "retrain.yaml", Optional.empty()))) {
            Map<String, String> flat = new TreeMap<>();
            new LinkedHashMap<>(alarm).forEach((name, value) -> flatten(name, value, flat));
            all.add(flat);
        }
        return all;
    }

    private static void flatten(String name, Object value, Map<String, String> to) {
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                flatten(name + "." + (i + 1), list.get(i), to);
            }
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> flatten(name + "." + key, inner, to));
        } else {
            to.put(name, number(value.toString()));
        }
    }

    /** 1 and 1.0 are the same. */
    private static String number(String text) {
        return text.matches("[0-9.]+") ? String.valueOf(Double.parseDouble(text)) : text;
    }

    @Test
    void shouldMakeNoneOfThoseThatTheSpecOnlyNames() throws IOException {
        Spec spec = spec("{names: [revenue]}");

        assertThat(made(spec)).isEqualTo(written(spec)).isEmpty();
    }
}
