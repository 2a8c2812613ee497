package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.infra.Role.Statement;
import retrain.spec.GlueSpec;
import retrain.spec.LambdaSpec;
import retrain.spec.PrepareSpec;
import retrain.spec.SageMakerScoreSpec;
import retrain.spec.SageMakerTrainSpec;

/** What the stages up to evaluate do with jobs that others began: look at them, read their lines, take their outputs. */
final class StageAccess {
    private static final String LOOK = "A job that was begun elsewhere is looked at, until what it made is taken.";
    private static final String LINES = "What a job that failed said last is part of the error.";

    private final Plan plan;

    StageAccess(Plan plan) {
        this.plan = plan;
    }

    List<Statement> prepare() {
        Optional<PrepareSpec> prepare = plan.spec().data().prepare();
        List<Statement> all = new ArrayList<>();
        prepare.flatMap(PrepareSpec::glue).ifPresent(glue -> all.addAll(glue(glue)));
        prepare.flatMap(PrepareSpec::lambda).ifPresent(lambda -> all.add(lambda(lambda)));
        prepare.flatMap(PrepareSpec::processing).ifPresent(processing -> all.addAll(processing()));
        return all;
    }

    private List<Statement> glue(GlueSpec glue) {
        String name = glueJob(plan, glue);
        List<Object> jobs = List.of(Arn.of("glue", "job/" + name));
        Statement lines =
                Statement.of("GlueLines", LINES, List.of(Arn.stream("/aws-glue/jobs/*", "*")), "logs:GetLogEvents");
        if (glue.job().isPresent()) {
            return List.of(
                    Statement.of(
                            "GlueJob",
                            "The job's definition is part of what decides whether it runs again; its runs are looked at.",
                            jobs,
                            "glue:GetJob",
                            "glue:GetJobRuns"),
                    lines);
        }
        String role = JobRoles.glueRole(plan);
        return List.of(
                Statement.of(
                        "GlueJob",
                        "The job's definition is made, with its tags, if there is none; its runs are looked at.",
                        jobs,
                        "glue:CreateJob",
                        "glue:TagResource",
                        "glue:GetJobRuns"),
                new Statement(
                        "PassGlueRole",
                        List.of("iam:PassRole"),
                        List.of(Cfn.arn(role)),
                        Map.of("StringEquals", Map.of("iam:PassedToService", JobRoles.GLUE)),
                        "The job of Glue runs as this role."),
                lines);
    }

    /** {@return the name of the job of Glue; of one that is made of a SELECT, how its name begins} */
    static String glueJob(Plan plan, GlueSpec glue) {
        return glue.job().orElse("retrain-" + plan.spec().model() + "-*");
    }

    private static Statement lambda(LambdaSpec lambda) {
        String name = lambda.function();
        List<Object> functions = name.startsWith("arn:")
                ? List.of(name, name + ":*")
                : List.of(Arn.of("lambda", "function:" + name), Arn.of("lambda", "function:" + name + ":*"));
        return Statement.of(
                "PrepareFunction",
                "The function prepares the rows; its code is part of what decides whether it runs again.",
                functions,
                "lambda:InvokeFunction",
                "lambda:GetFunctionConfiguration");
    }

    private static List<Statement> processing() {
        return List.of(
                Statement.of(
                        "ProcessingJob",
                        LOOK,
                        List.of(Arn.of("sagemaker", "processing-job/prepare-*")),
                        "sagemaker:DescribeProcessingJob"),
                streams("ProcessingStreams", "/aws/sagemaker/ProcessingJobs"),
                lines("ProcessingLines", "/aws/sagemaker/ProcessingJobs", "prepare-*"));
    }

    List<Statement> train() {
        Optional<SageMakerTrainSpec> sagemaker = plan.spec().train().sagemaker();
        if (sagemaker.isEmpty()) {
            return List.of();
        }
        List<Statement> all = new ArrayList<>();
        all.add(Statement.of(
                "TrainingJob",
                LOOK,
                List.of(Arn.of("sagemaker", "training-job/train-*")),
                "sagemaker:DescribeTrainingJob"));
        all.add(streams("TrainingStreams", "/aws/sagemaker/TrainingJobs"));
        all.add(lines("TrainingLines", "/aws/sagemaker/TrainingJobs", "train-*"));
        if (plan.spec().train().tune().isPresent()) {
            all.addAll(tune());
        }
        return all;
    }

    private static List<Statement> tune() {
        return List.of(
                Statement.of(
                        "TuningJob",
                        "The search is looked at, and its trials are taken into the run's record.",
                        List.of(Arn.of("sagemaker", "hyper-parameter-tuning-job/tune-*")),
                        "sagemaker:DescribeHyperParameterTuningJob",
                        "sagemaker:ListTrainingJobsForHyperParameterTuningJob"),
                Statement.of(
                        "Trials",
                        "What the best trial was trained with, and what a trial has shown.",
                        List.of(Arn.of("sagemaker", "training-job/tune-*")),
                        "sagemaker:DescribeTrainingJob"));
    }

    private static Statement streams(String sid, String group) {
        return Statement.of(
                sid,
                "The lines of a job are found, to tell its metrics and errors.",
                List.of(Arn.logGroup(group)),
                "logs:DescribeLogStreams");
    }

    private static Statement lines(String sid, String group, String stream) {
        return Statement.of(sid, LINES, List.of(Arn.stream(group, stream)), "logs:GetLogEvents");
    }

    List<Statement> score() {
        Optional<SageMakerScoreSpec> score = plan.spec().evaluate().sagemaker();
        return score.map(s -> new ServingAccess(plan).score(s)).orElse(List.of());
    }
}
