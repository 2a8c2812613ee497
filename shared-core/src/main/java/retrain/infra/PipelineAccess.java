package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import retrain.infra.Role.Statement;
import retrain.spec.PrepareSpec;
import retrain.spec.SageMakerScoreSpec;
import retrain.spec.SageMakerTrainSpec.Tuner;
import retrain.spec.Spec;

/** What a pipeline of SageMaker does, and may do. The service names the jobs of a pipeline {@code pipelines-…}. */
final class PipelineAccess {
    private final Plan plan;
    private final Spec spec;

    PipelineAccess(Plan plan) {
        this.plan = plan;
        this.spec = plan.spec();
    }

    List<Statement> statements() {
        List<Statement> all = new ArrayList<>();
        all.add(Statement.of(
                "Functions",
                "Steps call the functions that plan, decide, deploy and record.",
                List.of(Cfn.arn(Ids.STEP), Cfn.arn(Ids.DECIDE), Cfn.arn(Ids.DEPLOY), Cfn.arn(Ids.RECORD)),
                "lambda:InvokeFunction"));
        if (spec.data().prepare().flatMap(PrepareSpec::processing).isPresent()) {
            all.add(jobs("Prepare", "ProcessingJob", "processing-job"));
        }
        if (spec.train().sagemaker().isPresent()) {
            if (spec.train().tune().isPresent()
                    && spec.train().sagemaker().get().tuner() == Tuner.SAGEMAKER) {
                all.add(jobs("Tune", "HyperParameterTuningJob", "hyper-parameter-tuning-job"));
            }
            all.add(jobs("Train", "TrainingJob", "training-job"));
        }
        if (spec.evaluate().sagemaker().flatMap(SageMakerScoreSpec::transform).isPresent()) {
            all.add(jobs("Score", "TransformJob", "transform-job"));
        }
        if (new PipelineJobs(spec).registers()) {
            all.add(register());
        }
        all.add(pass());
        if (plan.infra().approval().isPresent()) {
            all.add(Statement.of(
                    "Ask",
                    "A step asks somebody, by a message.",
                    List.of(Cfn.arn(PipelineParts.APPROVALS)),
                    "sqs:SendMessage"));
            all.addAll(new Access(plan)
                    .key("The queue is encrypted with this key.", List.of("kms:Decrypt", "kms:GenerateDataKey")));
        }
        return all;
    }

    private static Statement jobs(String sid, String kind, String resource) {
        return Statement.of(
                sid,
                "A step begins the job, awaits it, and stops it with the execution.",
                List.of(Arn.of("sagemaker", resource + "/pipelines-*")),
                "sagemaker:Create" + kind,
                "sagemaker:Describe" + kind,
                "sagemaker:Stop" + kind,
                "sagemaker:AddTags");
    }

    private Statement register() {
        String group = spec.history().modelPackageGroup().orElseThrow();
        return Statement.of(
                "Register",
                "A version that passed becomes a package of 'history.model-package-group'.",
                List.of(
                        Arn.of("sagemaker", "model-package-group/" + group),
                        Arn.of("sagemaker", "model-package/" + group + "/*")),
                "sagemaker:CreateModelPackage",
                "sagemaker:DescribeModelPackage");
    }

    private Statement pass() {
        return Statement.of(
                        "JobRole",
                        "Jobs run as 'aws.role'.",
                        List.of(spec.aws().role().orElseThrow()),
                        "iam:PassRole")
                .when("StringEquals", "iam:PassedToService", "sagemaker.amazonaws.com");
    }
}
