package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import retrain.infra.Role.Statement;
import retrain.spec.GlueSpec;
import retrain.spec.PrepareSpec;
import retrain.spec.SageMakerScoreSpec;
import retrain.spec.SageMakerTrainSpec;

/** The role of the state machine, which begins, awaits and stops all jobs. The guide of Step Functions names what each integration needs. */
final class MachineRole {
    private static final String SAGEMAKER = "sagemaker";

    private final Plan plan;
    private final Access access;

    MachineRole(Plan plan) {
        this.plan = plan;
        this.access = new Access(plan);
    }

    Role of() {
        List<Statement> all = new ArrayList<>();
        all.add(functions());
        all.add(Statement.of(
                "Lock",
                "An execution looks whether another one of this state machine runs.",
                List.of(Arn.of("states", "stateMachine:" + plan.stack())),
                "states:ListExecutions"));
        all.addAll(begin("sagemaker:ListTags"));
        List<Job> jobs = jobs();
        if (!jobs.isEmpty()) {
            all.add(events(jobs));
        }
        plan.infra()
                .rows()
                .ifPresent(rows -> all.add(Statement.of(
                        "Answers",
                        "The job that does a function's work leaves its answer there.",
                        List.of(Arn.below(plan.work().below("steps"))),
                        "s3:GetObject")));
        all.addAll(watch());
        all.add(Statement.of(
                "Notify",
                "Who wants to know is told how it ended, or asked for an approval.",
                List.of(Cfn.ref(Ids.TOPIC)),
                "sns:Publish"));
        all.addAll(access.key(
                "The topic is encrypted with this key, and so are answers in S3.",
                List.of("kms:Decrypt", "kms:GenerateDataKey")));
        all.addAll(logs());
        all.add(traces());
        return new Role(
                Ids.role(Ids.STATE_MACHINE),
                Optional.empty(),
                "states.amazonaws.com",
                "Runs the functions, and begins, awaits and stops the jobs.",
                all);
    }

    /**
     * {@return what it takes to begin, await and stop the jobs, for builds that do so themselves as well}
     *
     * @param more what Step Functions calls beside
     */
    List<Statement> begin(String... more) {
        List<Statement> all = new ArrayList<>();
        glue().ifPresent(glue -> all.add(glue(glue)));
        List<Job> jobs = jobs();
        jobs.forEach(job -> all.add(job.statement(more)));
        if (jobs.stream().anyMatch(Job::takesRole)) {
            all.add(Access.pass(Ids.JOB_ROLE, "sagemaker.amazonaws.com", "The jobs run as the role of jobs."));
        }
        return all;
    }

    private Statement functions() {
        List<Object> functions = Stream.of(Ids.STEP, Ids.DECIDE, Ids.DEPLOY, Ids.RECORD)
                .filter(id -> !(id.equals(Ids.STEP) && plan.infra().rows().isPresent()))
                .map(id -> "function:" + plan.name(id.toLowerCase(java.util.Locale.ROOT)))
                .flatMap(name -> Stream.of(Arn.of("lambda", name), Arn.of("lambda", name + ":*")))
                .map(Object.class::cast)
                .toList();
        return Statement.of("Functions", "Each stage is a call of a function.", functions, "lambda:InvokeFunction");
    }

    private Optional<GlueSpec> glue() {
        return plan.spec().data().prepare().flatMap(PrepareSpec::glue);
    }

    private Statement glue(GlueSpec glue) {
        return Statement.of(
                "GlueJob",
                "The run of the job of Glue is begun, awaited and, if who awaits it is stopped, stopped.",
                List.of(Arn.of("glue", "job/" + StageAccess.glueJob(plan, glue))),
                "glue:StartJobRun",
                "glue:GetJobRun",
                "glue:GetJobRuns",
                "glue:BatchStopJobRun");
    }

    /**
     * A kind of job of SageMaker that the state machine runs.
     *
     * @param kind as the actions name it: {@code TrainingJob}
     * @param type as ARNs name it: {@code training-job}
     * @param names what their names may be
     * @param rule in the name of the rule by which Step Functions hears of their ends
     */
    private record Job(String kind, String type, List<String> names, String rule, boolean takesRole) {
        Statement statement(String... more) {
            List<Object> arns = names.stream()
                    .map(n -> (Object) Arn.of(SAGEMAKER, type + "/" + n))
                    .toList();
            List<String> actions = new ArrayList<>(List.of(
                    "sagemaker:Create" + kind,
                    "sagemaker:Describe" + kind,
                    "sagemaker:Stop" + kind,
                    "sagemaker:AddTags"));
            actions.addAll(List.of(more));
            return new Statement(
                    kind.replace("HyperParameter", ""),
                    actions,
                    arns,
                    Map.of(),
                    "The job is begun with its tags, awaited and, if who awaits it is stopped, stopped.");
        }
    }

    private List<Job> jobs() {
        List<Job> jobs = new ArrayList<>();
        boolean processing =
                plan.spec().data().prepare().flatMap(PrepareSpec::processing).isPresent();
        List<String> processed = new ArrayList<>();
        if (processing) {
            processed.add("prepare-*");
        }
        plan.infra().rows().ifPresent(rows -> processed.add(plan.stack() + "-*"));
        if (!processed.isEmpty()) {
            jobs.add(new Job("ProcessingJob", "processing-job", processed, "ProcessingJobs", true));
        }
        plan.spec().train().sagemaker().ifPresent(sagemaker -> jobs.addAll(training(sagemaker)));
        if (plan.spec()
                .evaluate()
                .sagemaker()
                .flatMap(SageMakerScoreSpec::transform)
                .isPresent()) {
            jobs.add(new Job(
                    "TransformJob", "transform-job", List.of(ServingAccess.scoring(plan)), "TransformJobs", false));
        }
        return jobs;
    }

    private List<Job> training(SageMakerTrainSpec sagemaker) {
        boolean tunes = plan.spec().train().tune().isPresent();
        boolean itself = sagemaker.tuner() == SageMakerTrainSpec.Tuner.RETRAIN;
        List<String> names = tunes && itself ? List.of("train-*", "tune-*") : List.of("train-*");
        Job training = new Job("TrainingJob", "training-job", names, "TrainingJobs", true);
        return tunes && !itself
                ? List.of(
                        new Job(
                                "HyperParameterTuningJob",
                                "hyper-parameter-tuning-job",
                                List.of("tune-*"),
                                "TuningJobs",
                                true),
                        training)
                : List.of(training);
    }

    private static Statement events(List<Job> jobs) {
        return Statement.of(
                "JobEvents",
                "Step Functions hears of a job's end by a rule of its own, which it makes in the name of the role.",
                jobs.stream()
                        .map(job -> (Object)
                                Arn.of("events", "rule/StepFunctionsGetEventsForSageMaker" + job.rule() + "Rule"))
                        .toList(),
                "events:PutTargets",
                "events:PutRule",
                "events:DescribeRule");
    }

    private List<Statement> watch() {
        if (plan.infra().watch().isEmpty() || plan.endpoint().isEmpty()) {
            return List.of();
        }
        List<Object> alarms = StateMachinePromotion.alarms(plan).stream()
                .map(name -> (Object) Arn.of("cloudwatch", "alarm:" + name))
                .toList();
        return List.of(Statement.of(
                "Watch",
                "The endpoint's alarms are looked at after a deployment.",
                alarms,
                "cloudwatch:DescribeAlarms"));
    }

    /** The delivery of logs is set up in the name of the role when the state machine is made; these actions know no resources. */
    private static List<Statement> logs() {
        return List.of(Statement.of(
                "Logs",
                "The history of executions is delivered to a group of logs; these actions know no resources.",
                List.of("*"),
                "logs:CreateLogDelivery",
                "logs:GetLogDelivery",
                "logs:UpdateLogDelivery",
                "logs:DeleteLogDelivery",
                "logs:ListLogDeliveries",
                "logs:PutResourcePolicy",
                "logs:DescribeResourcePolicies",
                "logs:DescribeLogGroups"));
    }

    private static Statement traces() {
        return Statement.of(
                "Traces",
                "X-Ray is told how long each state took; these actions know no resources.",
                List.of("*"),
                "xray:PutTraceSegments",
                "xray:PutTelemetryRecords",
                "xray:GetSamplingRules",
                "xray:GetSamplingTargets");
    }
}
