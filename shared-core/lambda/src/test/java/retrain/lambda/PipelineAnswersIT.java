package retrain.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Outcome;
import retrain.aws.AwsWorld;
import retrain.aws.HandOverDriver;
import retrain.registry.ModelVersion;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** What a pipeline of SageMaker is answered beside the state machine: texts alone, and the candidate. */
class PipelineAnswersIT {
    private static final String ASKED =
            "run,next,stage,jobs_0_name,jobs_0_request_TrainingJobName,outcome_kind,candidate_version,candidate_archive";

    @TempDir
    Path folder;

    private final List<Map<String, String>> flat = new ArrayList<>();

    private Environment environment() {
        return Environment.of(Map.of(
                        "RETRAIN_CONFIG", folder.resolve("driven/retrain.yaml").toString()))
                .in(folder.resolve("tmp"));
    }

    /** Each call is made by the state machine, and again by a pipeline: it hands the same over. */
    private String call(int which, String request) {
        RunHandler function = List.of(
                        new StepHandler(environment()),
                        new DecideHandler(environment()),
                        new DeployHandler(environment()))
                .get(which);
        String answer = Calls.call(function, request, new TestContext());
        assertThat(answer).doesNotContain("candidate");
        JsonNode whole = JsonNode.parser().parse(answer);
        if (!Events.text(whole, "next").orElseThrow().equals("end")) {
            String asked = "{\"do\":\"go-on\",\"run\":\"%s\",\"intent\":\"schedule\",\"answer\":\"%s\"}"
                    .formatted(Events.text(whole, "run").orElseThrow(), ASKED);
            Map<String, String> texts = new LinkedHashMap<>();
            JsonNode.parser()
                    .parse(Calls.call(function, asked, new TestContext()))
                    .asObject()
                    .forEach((key, value) -> texts.put(key, value.asString()));
            flat.add(texts);
        }
        return answer;
    }

    @Test
    void shouldAnswerInTextsAndTellTheCandidateOnceItIsRegistered() throws Exception {
        try (AwsWorld world = AwsWorld.begin(folder.resolve("driven"))) {
            Driven driven = new Driven(this::call);
            Outcome outcome = new HandOverDriver(world.aws.address(), driven::outcome, Driven.STAGES).drive();

            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.PROMOTED);
            assertThat(flat).allSatisfy(texts -> assertThat(texts.keySet()).containsExactly(ASKED.split(",")));
            assertThat(flat.get(0))
                    .containsEntry("run", outcome.run().orElseThrow())
                    .containsEntry("next", "jobs")
                    .containsEntry("stage", "train")
                    .containsEntry("jobs_0_request_TrainingJobName", flat.get(0).get("jobs_0_name"))
                    .containsEntry("outcome_kind", "")
                    .containsEntry("candidate_version", "");
            ModelVersion champion = environment().registry().champion().orElseThrow();
            assertThat(flat)
                    .filteredOn(texts -> "promote".equals(texts.get("stage")))
                    .isNotEmpty()
                    .allSatisfy(texts -> assertThat(texts)
                            .containsEntry("candidate_version", "1")
                            .containsEntry(
                                    "candidate_archive",
                                    champion.artifact().archive().hex()));
        }
    }
}
