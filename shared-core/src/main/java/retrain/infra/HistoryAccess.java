package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import retrain.infra.Role.Statement;
import retrain.spec.CloudWatchSpec;
import retrain.spec.HistorySpec;
import retrain.spec.Spec;

/** What is told of a run when it has ended, in whichever function that is. */
final class HistoryAccess {
    private final Plan plan;
    private final HistorySpec history;
    private final boolean tagged;

    HistoryAccess(Plan plan) {
        this.plan = plan;
        this.history = plan.spec().history();
        this.tagged = !plan.spec().aws().tags().isEmpty();
    }

    /** What is told of a run that registers no version. */
    List<Statement> told() {
        return told(false);
    }

    /** What is told of a run that may have registered a version. */
    List<Statement> registered() {
        return told(true);
    }

    private List<Statement> told(boolean registers) {
        List<Statement> all = new ArrayList<>();
        history.modelPackageGroup().ifPresent(group -> all.addAll(packages(group, registers)));
        history.mlflow().filter(m -> history.isMlflowInAws()).ifPresent(server -> all.add(mlflow(server)));
        history.sagemakerExperiment().ifPresent(name -> all.addAll(experiment(name)));
        history.cloudwatch().ifPresent(cloudwatch -> all.addAll(cloudwatch(cloudwatch)));
        return all;
    }

    private List<Statement> packages(String group, boolean registers) {
        Object groupArn = Arn.of("sagemaker", "model-package-group/" + group);
        Object packages = Arn.of("sagemaker", "model-package/" + group + "/*");
        List<Statement> all = new ArrayList<>();
        if (registers) {
            all.add(Statement.of(
                    "PackageMake",
                    "Each version of the model becomes a package of the group, which is made if there is none.",
                    List.of(groupArn, packages),
                    "sagemaker:CreateModelPackageGroup",
                    "sagemaker:CreateModelPackage"));
        }
        all.add(Statement.of(
                "Packages",
                "The approval of each package follows the champion.",
                List.of(packages),
                "sagemaker:ListModelPackages",
                "sagemaker:DescribeModelPackage",
                "sagemaker:UpdateModelPackage"));
        if (registers && tagged) {
            all.add(Statement.of(
                    "PackageTags", "The group has the tags of the spec.", List.of(groupArn), "sagemaker:AddTags"));
        }
        if (registers && history.lineage()) {
            all.addAll(lineage());
        }
        return all;
    }

    private List<Statement> lineage() {
        Object artifact = Arn.of("sagemaker", "artifact/*");
        Object action =
                Arn.of("sagemaker", "action/" + Spec.hyphenated(plan.spec().model()) + "-*");
        List<String> actions = new ArrayList<>(List.of(
                "sagemaker:CreateArtifact",
                "sagemaker:CreateAction",
                "sagemaker:DescribeAction",
                "sagemaker:AddAssociation"));
        if (tagged) {
            actions.add("sagemaker:AddTags");
        }
        return List.of(
                new Statement(
                        "Lineage",
                        actions,
                        List.of(artifact, action),
                        Map.of(),
                        "The snapshot, the run and the archive of a version are joined; an artifact's ARN is a digest of its address."),
                Statement.of(
                        "LineageLook",
                        "It is looked what is there already; these actions know no resources.",
                        List.of("*"),
                        "sagemaker:ListArtifacts",
                        "sagemaker:ListAssociations"));
    }

    private static Statement mlflow(String server) {
        return Statement.of(
                "Mlflow",
                "Each run is told to the tracking server.",
                List.of(server),
                Stream.of(
                                "GetExperimentByName",
                                "CreateExperiment",
                                "SearchRuns",
                                "CreateRun",
                                "LogBatch",
                                "LogInputs",
                                "UpdateRun",
                                "CreateRegisteredModel",
                                "CreateModelVersion",
                                "SearchModelVersions",
                                "SetRegisteredModelAlias")
                        .map(action -> "sagemaker-mlflow:" + action)
                        .toArray(String[]::new));
    }

    /** A trial is made in an experiment, a component is joined to a trial: these actions ask for both. */
    private List<Statement> experiment(String name) {
        String model = Spec.hyphenated(plan.spec().model());
        Object experiment = Arn.of("sagemaker", "experiment/" + name.toLowerCase(Locale.ROOT));
        Object trial = Arn.of("sagemaker", "experiment-trial/" + model + "-*");
        Object component = Arn.of("sagemaker", "experiment-trial-component/" + model + "-*");
        List<Statement> all = new ArrayList<>(List.of(
                Statement.of(
                        "TrialMake",
                        "Each run becomes a trial of the experiment, which is made if there is none.",
                        List.of(experiment, trial),
                        "sagemaker:CreateExperiment",
                        "sagemaker:CreateTrial"),
                Statement.of(
                        "Trial",
                        "What went in and out is a component of the trial.",
                        List.of(trial, component),
                        "sagemaker:CreateTrialComponent",
                        "sagemaker:AssociateTrialComponent")));
        if (tagged) {
            all.add(Statement.of(
                    "TrialTags",
                    "They have the tags of the spec.",
                    List.of(experiment, trial, component),
                    "sagemaker:AddTags"));
        }
        return all;
    }

    private List<Statement> cloudwatch(CloudWatchSpec spec) {
        List<Statement> all = new ArrayList<>();
        all.add(Statement.of(
                        "Figures",
                        "The figures of the run are told; this action knows no resources, but the namespace.",
                        List.of("*"),
                        "cloudwatch:PutMetricData")
                .when("StringEquals", "cloudwatch:namespace", spec.namespace()));
        if (!spec.alarms().isEmpty()) {
            all.add(alarms());
        }
        spec.dashboard()
                .ifPresent(name -> all.add(Statement.of(
                        "Dashboard",
                        "The dashboard is made anew by each run.",
                        List.of(Arn.global("cloudwatch", "dashboard/" + name)),
                        "cloudwatch:PutDashboard")));
        spec.logs().ifPresent(group -> all.addAll(logs(group, spec.retention())));
        return all;
    }

    private Statement alarms() {
        List<String> actions = new ArrayList<>(List.of("cloudwatch:DescribeAlarms", "cloudwatch:PutMetricAlarm"));
        if (tagged) {
            actions.add("cloudwatch:TagResource");
        }
        return new Statement(
                "HistoryAlarms",
                actions,
                List.of(Arn.of("cloudwatch", "alarm:retrain-" + plan.spec().model() + "-*")),
                Map.of(),
                "Alarms that are not as the spec has them are made or changed.");
    }

    private List<Statement> logs(String group, Optional<Integer> retention) {
        boolean kept = retention.isPresent() || plan.spec().aws().kmsKey().isPresent();
        List<String> actions = new ArrayList<>(List.of("logs:CreateLogGroup", "logs:DescribeLogStreams"));
        retention.ifPresent(days -> actions.add("logs:PutRetentionPolicy"));
        plan.spec().aws().kmsKey().ifPresent(key -> actions.add("logs:AssociateKmsKey"));
        List<Statement> all = new ArrayList<>(List.of(
                new Statement(
                        "LedgerGroup",
                        actions,
                        List.of(Arn.logGroup(group)),
                        Map.of(),
                        "The group of the ledger's entries is made if there is none, and is kept as the spec says."),
                Statement.of(
                        "Ledger",
                        "Each entry of the ledger and of the audit chain becomes an event of logs, once.",
                        List.of(Arn.stream(group, "*")),
                        "logs:CreateLogStream",
                        "logs:PutLogEvents",
                        "logs:GetLogEvents")));
        if (kept) {
            all.add(Statement.of(
                    "LedgerGroups",
                    "It is looked how long the group is kept, and by which key; this action knows no resources.",
                    List.of("*"),
                    "logs:DescribeLogGroups"));
        }
        if (tagged) {
            all.add(Statement.of(
                    "LedgerTags",
                    "The group has the tags of the spec.",
                    List.of(Arn.of("logs", "log-group:" + group)),
                    "logs:TagResource"));
        }
        return all;
    }
}
