package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrain.Golden;
import retrain.problem.InvalidInput;

class SageMakerPipelineTest {
    private static final Pattern STEP = Pattern.compile("\"Steps\\.([A-Za-z0-9]+)\\.([^\"]+)\"");

    @TempDir
    Path folder;

    @Test
    void shouldWriteTheFlightsAsTheGoldenFile() throws IOException {
        Golden.check(
                Path.of("src/test/resources/golden/infra/pipeline.json"),
                SageMakerPipeline.definition(PipelinePlan.FLIGHTS.in(folder)));
    }

    @Test
    void shouldWriteNothingUnlessAskedTo() {
        assertThat(SageMakerPipeline.files(Plans.flights())).isEmpty();
        assertThat(SageMakerPipeline.files(Plans.flights("infra.pipeline=true")))
                .singleElement()
                .satisfies(file -> assertThat(file.path()).isEqualTo("infra/pipeline.json"));
    }

    @ParameterizedTest
    @EnumSource(PipelinePlan.class)
    void shouldReferOnlyToWhatThereIs(PipelinePlan plan) throws IOException {
        String definition = SageMakerPipeline.definition(plan.in(folder));
        JsonNode pipeline = new ObjectMapper().readTree(definition);
        List<JsonNode> steps = steps(pipeline.path("Steps"));
        Set<String> outputs = new TreeSet<>();
        Set<String> names = new TreeSet<>();
        steps.forEach(step -> {
            String name = step.path("Name").asText();
            assertThat(names.add(name)).as("two steps are called " + name).isTrue();
            assertThat(name).matches("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}");
            step.path("OutputParameters")
                    .forEach(o -> outputs.add(
                            name + ".OutputParameters['" + o.path("OutputName").asText() + "']"));
            assertThat(step.path("OutputParameters").size()).isLessThanOrEqualTo(50);
        });
        steps.forEach(
                step -> step.path("DependsOn").forEach(on -> assertThat(names).contains(on.asText())));
        Matcher references = STEP.matcher(definition);
        while (references.find()) {
            String to = references.group(1) + "." + references.group(2);
            assertThat(names).contains(references.group(1));
            assertThat(outputs.contains(to) || to.matches("\\w+\\.\\w+JobName"))
                    .as(to)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(PipelinePlan.class)
    void shouldGiveFunctionsTextsAlone(PipelinePlan plan) throws IOException {
        JsonNode pipeline = new ObjectMapper().readTree(SageMakerPipeline.definition(plan.in(folder)));
        for (JsonNode step : steps(pipeline.path("Steps"))) {
            if (step.path("Type").asText().equals("Lambda")) {
                step.path("Arguments")
                        .forEach(a -> assertThat(a.isTextual() || a.has("Get") || a.has("Std:Join"))
                                .as(a.toString())
                                .isTrue());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(PipelinePlan.class)
    void shouldHaveNoConditionInACondition(PipelinePlan plan) throws IOException {
        JsonNode pipeline = new ObjectMapper().readTree(SageMakerPipeline.definition(plan.in(folder)));
        for (JsonNode step : pipeline.path("Steps")) {
            List<JsonNode> inner = new ArrayList<>();
            step.path("Arguments").path("IfSteps").forEach(inner::add);
            step.path("Arguments").path("ElseSteps").forEach(inner::add);
            assertThat(inner).noneMatch(i -> i.path("Type").asText().equals("Condition"));
        }
    }

    @Test
    void shouldSayAllThatAPipelineCannotDo() {
        Plan plan = Plans.flights(
                "infra.pipeline=true",
                "infra.rows.image=123456789012.dkr.ecr.us-east-1.amazonaws.com/retrain:1",
                "data.validation.fraction=0.2",
                "train.tune.ranges.eta.min=0.1",
                "train.tune.ranges.eta.max=0.3",
                "train.sagemaker.tuner=retrain",
                "triggers.drift={}");

        assertThatThrownBy(() -> SageMakerPipeline.definition(plan))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        e -> assertThat(e.problems())
                                .extracting(p -> p.where())
                                .containsExactly("infra.rows", "triggers", "train.sagemaker.tuner"));
    }

    /** {@return all steps, those of conditions after them} */
    static List<JsonNode> steps(JsonNode list) {
        List<JsonNode> all = new ArrayList<>();
        list.forEach(step -> {
            all.add(step);
            all.addAll(steps(step.path("Arguments").path("IfSteps")));
            all.addAll(steps(step.path("Arguments").path("ElseSteps")));
        });
        return all;
    }
}
