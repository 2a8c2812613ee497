package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.spec.InfraSpec.ApprovalSpec;
import retrain.spec.InfraSpec.By;
import retrain.spec.InfraSpec.CodePipelineSpec;
import retrain.spec.Span;

/**
 * The pipeline of CodePipeline: source, test, retrain and, if somebody must approve, promote. An execution that waits is superseded by the
 * next one, so that many objects that arrive one after the other do not retrain one after the other.
 */
final class CodePipeline {
    /** The variable that says what began an execution, and its values. */
    private static final String CAUSE = "cause";

    private static final String CODE = "code";
    private static final String DATA = "data";

    /** A person has as long as CodePipeline gives them. */
    private static final int MOST_MINUTES = 86400;

    private final Plan plan;
    private final CodePipelineSpec spec;

    private CodePipeline(Plan plan, CodePipelineSpec spec) {
        this.plan = plan;
        this.spec = spec;
    }

    static List<Resource> of(Plan plan, CodePipelineSpec spec) {
        List<Resource> all = new ArrayList<>(BuildBucket.of(plan));
        all.addAll(new BuildProjects(plan, spec).of());
        CodePipeline pipeline = new CodePipeline(plan, spec);
        all.add(pipeline.pipeline());
        if (spec.by() != By.CODE) {
            all.add(pipeline.rule());
        }
        return all;
    }

    private Resource pipeline() {
        List<Object> stages = new ArrayList<>(List.of(
                stage("Source", source()),
                stage("Test", build("Test", Ids.BUILD_TEST, List.of())),
                stage("Retrain", build("Retrain", Ids.BUILD_RETRAIN, retrain()))));
        if (spec.approval()) {
            stages.add(promote());
        }
        return new Resource(
                Ids.BUILDS,
                "AWS::CodePipeline::Pipeline",
                "Tests the code, retrains, and promotes what was approved.",
                Cfn.map(
                        "Name",
                        plan.name("builds"),
                        "PipelineType",
                        "V2",
                        "ExecutionMode",
                        "SUPERSEDED",
                        "RoleArn",
                        Cfn.arn(Ids.role(Ids.BUILDS)),
                        "ArtifactStore",
                        store(),
                        "Variables",
                        List.of(Cfn.map(
                                "Name", CAUSE,
                                "DefaultValue", CODE,
                                "Description", "What began it: code or data.")),
                        "Triggers",
                        spec.by() == By.DATA ? Optional.empty() : Optional.of(List.of(pushes())),
                        "Stages",
                        stages));
    }

    private Map<String, Object> store() {
        return Cfn.map(
                "Type", "S3",
                "Location", Cfn.ref(Ids.BUILD_BUCKET),
                "EncryptionKey", Encryption.arn(plan).map(key -> Cfn.map("Type", "KMS", "Id", key)));
    }

    /** Only what is in the model's folder begins it. */
    private Map<String, Object> pushes() {
        String folder = Checkout.of(plan).folder();
        return Cfn.map(
                "ProviderType",
                "CodeStarSourceConnection",
                "GitConfiguration",
                Cfn.map(
                        "SourceActionName",
                        "Source",
                        "Push",
                        List.of(Cfn.map(
                                "Branches",
                                Cfn.map("Includes", List.of(spec.branch())),
                                "FilePaths",
                                folder.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(Cfn.map("Includes", List.of(folder + "/**")))))));
    }

    private static Map<String, Object> stage(String name, Map<String, Object> action) {
        return Cfn.map("Name", name, "Actions", List.of(action));
    }

    /** The filters of the trigger look for changes, not the action. */
    private Map<String, Object> source() {
        return Cfn.map(
                "Name", "Source",
                "ActionTypeId", type("Source", "CodeStarSourceConnection"),
                "Configuration",
                        Cfn.map(
                                "ConnectionArn", spec.connection(),
                                "FullRepositoryId", spec.repository(),
                                "BranchName", spec.branch(),
                                "OutputArtifactFormat", "CODE_ZIP",
                                "DetectChanges", "false"),
                "OutputArtifacts", List.of(Cfn.map("Name", "Source")));
    }

    private static Map<String, Object> type(String category, String provider) {
        return Cfn.map("Category", category, "Owner", "AWS", "Provider", provider, "Version", "1");
    }

    private static List<String> retrain() {
        return List.of(
                "RETRAIN_CAUSE",
                "#{variables." + CAUSE + "}",
                "RETRAIN_BUILD",
                "codepipeline-#{codepipeline.PipelineExecutionId}");
    }

    /** @param variables of the build's environment: name, value, name, value … */
    private static Map<String, Object> build(String name, String project, List<String> variables) {
        return Cfn.map(
                "Name", name,
                "Namespace", name,
                "ActionTypeId", type("Build", "CodeBuild"),
                "Configuration",
                        Cfn.map(
                                "ProjectName",
                                Cfn.ref(project),
                                "EnvironmentVariables",
                                variables.isEmpty() ? Optional.empty() : Optional.of(environment(variables))),
                "InputArtifacts", List.of(Cfn.map("Name", "Source")));
    }

    /** CodePipeline takes them as a text in JSON. */
    private static String environment(List<String> variables) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < variables.size(); i += 2) {
            all.add("{\"name\":\"" + variables.get(i) + "\",\"value\":\"" + variables.get(i + 1)
                    + "\",\"type\":\"PLAINTEXT\"}");
        }
        return "[" + String.join(",", all) + "]";
    }

    /** There is something to approve only if the candidate passed: else the stage is skipped. */
    private Map<String, Object> promote() {
        Map<String, Object> approve = Cfn.map(
                "Name", "Approve",
                "RunOrder", 1,
                "ActionTypeId", type("Approval", "Manual"),
                "Configuration",
                        Cfn.map(
                                "NotificationArn",
                                Cfn.ref(Ids.TOPIC),
                                "CustomData",
                                "Promote the candidate of run #{Retrain.RETRAIN_RUN} of "
                                        + plan.spec().model() + "? Its report is that of the build before."),
                "TimeoutInMinutes", plan.infra().approval().map(CodePipeline::minutes));
        Map<String, Object> build =
                build("Promote", Ids.BUILD_PROMOTE, List.of("RETRAIN_CANDIDATE", "#{Retrain.RETRAIN_RUN}"));
        build.put("RunOrder", 2);
        return Cfn.map(
                "Name", "Promote",
                "BeforeEntry", Cfn.map("Conditions", List.of(Cfn.map("Result", "SKIP", "Rules", List.of(held())))),
                "Actions", List.of(approve, build));
    }

    private static Map<String, Object> held() {
        return Cfn.map(
                "Name", "Passed",
                "RuleTypeId", type("Rule", "VariableCheck"),
                "Configuration", Cfn.map("Variable", "#{Retrain.RETRAIN_OUTCOME}", "Value", "HELD", "Operator", "EQ"));
    }

    private static int minutes(ApprovalSpec approval) {
        return (int) Math.min(
                MOST_MINUTES, Math.max(5, Span.of(approval.within()).length().toMinutes()));
    }

    /** The input of a target is that of StartPipelineExecution: it says that data began it. */
    private Resource rule() {
        return new Resource(
                Ids.BUILD_DATA,
                "AWS::Events::Rule",
                "New data begin the pipeline of builds.",
                Cfn.map(
                        "Name", plan.name("build-data"),
                        "Description", "New data begin the pipeline of builds",
                        "EventPattern",
                                Cfn.map(
                                        "source", List.of("aws.s3"),
                                        "detail-type", List.of("Object Created"),
                                        "detail",
                                                Cfn.map(
                                                        "bucket", Cfn.map("name", plan.sourceBuckets()),
                                                        "object", Cfn.map("key", keys()))),
                        "Targets",
                                List.of(Cfn.map(
                                        "Id", "builds",
                                        "Arn",
                                                Cfn.sub(
                                                        "arn:${AWS::Partition}:codepipeline:${AWS::Region}:${AWS::AccountId}:${"
                                                                + Ids.BUILDS + "}"),
                                        "RoleArn", Cfn.arn(Ids.role(Ids.BUILD_DATA)),
                                        "Input",
                                                "{\"variables\":[{\"name\":\"" + CAUSE + "\",\"value\":\"" + DATA
                                                        + "\"}]}",
                                        "DeadLetterConfig", Cfn.map("Arn", Cfn.arn(Ids.DEAD_LETTERS))))));
    }

    private List<Object> keys() {
        return plan.spec().data().sources().values().stream()
                .flatMap(List::stream)
                .filter(address -> address.startsWith("s3://"))
                .flatMap(address -> KeyPatterns.of(address).stream())
                .distinct()
                .toList();
    }
}
