package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Holds the definitions against those that SageMaker's Python SDK makes of the same flows ({@code src/test/python/sagemaker_pipeline.py}): steps,
 * arguments, references, conditions, retries, caches. Needs a Python that has it: {@code -Dretrain.sagemaker=<.../bin/python>}.
 */
class SageMakerSdkIT {
    /** What the SDK writes although it is what the service takes if nothing is said. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "ProfilerConfig", "{\"DisableProfiler\":true}",
            "Environment", "{}",
            "AppManaged", "false",
            "S3CompressionType", "\"None\"",
            "SkipModelValidation", "\"None\"");

    private static JsonNode made = new ObjectMapper().createObjectNode();

    @TempDir
    Path folder;

    @BeforeAll
    static void needsTheSdk(@TempDir Path shared) throws IOException, InterruptedException {
        String python = System.getProperty("retrain.sagemaker", "");
        if (python.isEmpty()) {
            System.out.println(
                    "Skipped: the comparison with SageMaker's Python SDK; name a Python with it with -Dretrain.sagemaker=<.../bin/python>");
        }
        assumeTrue(!python.isEmpty(), "no SageMaker SDK");
        Path file = shared.resolve("definitions.json");
        Process process = new ProcessBuilder(python, "src/test/python/sagemaker_pipeline.py", file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        made = new ObjectMapper().readTree(file.toFile());
    }

    @ParameterizedTest
    @EnumSource(
            value = PipelinePlan.class,
            names = {"FLIGHTS", "TUNING", "CONTAINERS"})
    void shouldBeWhatTheSdkMakesOfTheSameFlow(PipelinePlan plan) throws IOException {
        JsonNode ours = new ObjectMapper().readTree(SageMakerPipeline.definition(plan.in(folder)));

        assertThat(flat(ours)).isNotEmpty().isEqualTo(flat(made.path(plan.name())));
    }

    /** {@return every value by its path; lists whose items have names by these, lists of keys in any order} */
    private static SortedMap<String, String> flat(JsonNode definition) {
        SortedMap<String, String> all = new TreeMap<>();
        add("", definition, all);
        return all;
    }

    private static void add(String path, JsonNode node, SortedMap<String, String> all) {
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                String value = field.getValue().toString();
                if (!value.equals("null") && !value.equals(DEFAULTS.get(field.getKey()))) {
                    add(path + "/" + key(field.getKey()), field.getValue(), all);
                }
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                add(path + "/" + name(node.get(i), i), node.get(i), all);
            }
        } else if (path.endsWith("/answer")) {
            all.put(path, new TreeSet<>(Arrays.asList(node.asText().split(","))).toString());
        } else {
            all.put(path, withoutKind(node.asText()));
        }
    }

    /** The machines of a search may be told in two ways. */
    private static String key(String key) {
        return key.equals("HyperParameterTuningResourceConfig") ? "ResourceConfig" : key;
    }

    private static String name(JsonNode item, int index) {
        for (String key : new String[] {"Name", "OutputName", "ChannelName", "InputName", "Key"}) {
            if (item.has(key)) {
                return withoutKind(item.path(key).asText());
            }
        }
        return Integer.toString(index);
    }

    /** The SDK adds what it does to the name of a step that registers. */
    private static String withoutKind(String name) {
        return name.replaceFirst("-RegisterModel$", "");
    }
}
