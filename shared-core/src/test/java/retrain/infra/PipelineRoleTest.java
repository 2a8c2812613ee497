package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrain.infra.RoleAudit.Asked;

/** What the steps of the pipeline of SageMaker do, by its definition, is what its role allows. */
class PipelineRoleTest {
    private static final String PLACE = ":us-east-1:123456789012:";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(PipelinePlan.class)
    void shouldAllowWhatTheStepsDoAndNothingElse(PipelinePlan of) throws IOException {
        Files.createDirectories(folder.resolve("code"));
        Plan plan = of.in(folder);
        Set<Asked> asked = new LinkedHashSet<>();
        steps(
                plan,
                new ObjectMapper().readTree(SageMakerPipeline.definition(plan)).get("Steps"),
                asked);

        Role role = SageMakerPipeline.roles(plan).get(0);
        assertThat(role.id()).isEqualTo("PipelineRole");
        RoleAudit.check(of.name(), role, asked, Set.of("kms"));
    }

    private static void steps(Plan plan, JsonNode steps, Set<Asked> asked) {
        for (JsonNode step : steps) {
            switch (step.get("Type").textValue()) {
                case "Condition" -> {
                    steps(plan, step.get("Arguments").get("IfSteps"), asked);
                    steps(plan, step.get("Arguments").get("ElseSteps"), asked);
                }
                case "Lambda" -> asked.add(new Asked("lambda:InvokeFunction", function(step)));
                case "Callback" ->
                    asked.add(new Asked("sqs:SendMessage", "arn:aws:sqs" + PLACE + PipelineParts.APPROVALS));
                case "RegisterModel" -> register(plan, asked);
                case "Fail" -> {}
                default -> job(plan, step, asked);
            }
        }
    }

    /** The names of functions end as their logical ids do. */
    private static String function(JsonNode step) {
        String name = step.get("FunctionArn").textValue().replaceFirst(".*function:[^:]*-([a-z]+)(:.*)?$", "$1");
        return "arn:aws:lambda" + PLACE + "function:" + name.substring(0, 1).toUpperCase(Locale.ROOT)
                + name.substring(1);
    }

    private static void register(Plan plan, Set<Asked> asked) {
        String group = plan.spec().history().modelPackageGroup().orElseThrow();
        for (String resource : List.of("model-package-group/" + group, "model-package/" + group + "/1")) {
            asked.add(new Asked("sagemaker:CreateModelPackage", "arn:aws:sagemaker" + PLACE + resource));
            asked.add(new Asked("sagemaker:DescribeModelPackage", "arn:aws:sagemaker" + PLACE + resource));
        }
    }

    private static void job(Plan plan, JsonNode step, Set<Asked> asked) {
        String kind = step.get("Type").textValue().replace("Tuning", "HyperParameterTuning") + "Job";
        String type = kind.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
        String arn = "arn:aws:sagemaker" + PLACE + type + "/pipelines-0a1b2c-"
                + step.get("Name").textValue();
        for (String verb : List.of("Create", "Describe", "Stop")) {
            asked.add(new Asked("sagemaker:" + verb + kind, arn));
        }
        asked.add(new Asked("sagemaker:AddTags", arn));
        JsonNode role = step.get("Arguments").findValue("RoleArn");
        if (role != null) {
            assertThat(role.textValue()).isEqualTo(plan.spec().aws().role().orElseThrow());
            asked.add(new Asked("iam:PassRole", role.textValue()));
        }
    }
}
