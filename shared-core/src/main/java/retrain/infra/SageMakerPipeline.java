package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import retrain.spec.PrepareSpec;
import retrain.spec.ProcessingSpec;
import retrain.spec.SageMakerScoreSpec;
import retrain.spec.SageMakerScoreSpec.TransformSpec;
import retrain.spec.SageMakerTrainSpec;
import retrain.spec.Spec;

/**
 * The flow of the state machine as a pipeline of SageMaker, for those who want to see it in SageMaker: functions decide, SageMaker's own steps do
 * the jobs. See the decision in {@code docs/decisions/0012-sagemaker-pipelines.md}.
 */
public final class SageMakerPipeline {
    private static final String FILE = "pipeline.json";

    private SageMakerPipeline() {}

    /** {@return the file of the definition; nothing unless the spec wants a pipeline} */
    static List<GeneratedFile> files(Plan plan) {
        return plan.infra().pipeline()
                ? List.of(new GeneratedFile(plan.infra().out() + "/" + FILE, definition(plan)))
                : List.of();
    }

    /** {@return what the stack has for the pipeline, without its roles; nothing unless the spec wants one} */
    static List<Resource> of(Plan plan) {
        return plan.infra().pipeline() ? new PipelineParts(plan).resources() : List.of();
    }

    /** {@return the roles of the pipeline, and of what brings its questions to people} */
    static List<Role> roles(Plan plan) {
        return plan.infra().pipeline() ? new PipelineParts(plan).roles() : List.of();
    }

    /** {@return the name of the pipeline: that of the stack} */
    public static String name(Plan plan) {
        return plan.stack();
    }

    /** {@return the definition as JSON of the schema 2020-12-01} */
    public static String definition(Plan plan) {
        PipelineRules.check(plan.spec());
        List<Object> steps = new ArrayList<>();
        new PipelineFlow(plan).steps().forEach(step -> steps.add(step.json()));
        return JsonText.of(Cfn.map(
                "Version", "2020-12-01", "Metadata", Map.of(), "Parameters", parameters(plan.spec()), "Steps", steps));
    }

    private static List<Object> parameters(Spec spec) {
        List<Object> all = new ArrayList<>();
        all.add(choice(PipelineFlow.CAUSE, "manual", "data", "schedule", "alarm", "manual"));
        all.add(parameter(PipelineFlow.BECAUSE, "somebody began it"));
        all.add(choice(PipelineFlow.INTENT, "schedule", "schedule", "manual"));
        spec.data()
                .prepare()
                .flatMap(PrepareSpec::processing)
                .map(ProcessingSpec::instance)
                .ifPresent(type -> all.add(parameter(PipelineJobs.PROCESSING_INSTANCE, type)));
        spec.train()
                .sagemaker()
                .map(SageMakerTrainSpec::instance)
                .ifPresent(type -> all.add(parameter(PipelineJobs.TRAINING_INSTANCE, type)));
        spec.evaluate()
                .sagemaker()
                .flatMap(SageMakerScoreSpec::transform)
                .map(TransformSpec::instance)
                .ifPresent(type -> all.add(parameter(PipelineJobs.TRANSFORM_INSTANCE, type)));
        return all;
    }

    private static Map<String, Object> parameter(String name, String orElse) {
        return Cfn.map("Name", name, "Type", "String", "DefaultValue", orElse);
    }

    private static Map<String, Object> choice(String name, String orElse, String... values) {
        Map<String, Object> parameter = parameter(name, orElse);
        parameter.put("EnumValues", List.of(values));
        return parameter;
    }
}
