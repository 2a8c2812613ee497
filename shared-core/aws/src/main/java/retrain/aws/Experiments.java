package retrain.aws;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import retrain.report.TrackedRun;
import retrain.report.Tracker;
import retrain.spec.Spec;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.CreateTrialComponentRequest;
import software.amazon.awssdk.services.sagemaker.model.TrialComponentArtifact;
import software.amazon.awssdk.services.sagemaker.model.TrialComponentParameterValue;
import software.amazon.awssdk.services.sagemaker.model.TrialComponentPrimaryStatus;

/**
 * Runs in an experiment of SageMaker: a trial a run, with a component of the run and one of each trial of its search. Names are made from the
 * run's id, and a component is made whole by one request; so what is there already is that run.
 */
final class Experiments implements Tracker {
    private static final int MOST_PARAMETERS = 300;
    private static final int MOST_KEY = 320;
    private static final int MOST_TEXT = 2500;
    private static final int MOST_MESSAGE = 1024;
    private static final int MOST_MODEL = 80;
    private static final String TABLE = "application/x-parquet";

    private final SageMakerClient sagemaker;
    private final String experiment;
    private final Map<String, String> tags;

    Experiments(SageMakerClient sagemaker, String experiment, Map<String, String> tags) {
        this.sagemaker = sagemaker;
        this.experiment = experiment;
        this.tags = new TreeMap<>(tags);
    }

    @Override
    public String name() {
        return "SageMaker Experiments";
    }

    /** What is not there cannot be joined, but only who may join is told that. */
    @Override
    public void check(String model) {
        String never = nameOf(model, "never");
        try {
            sagemaker.associateTrialComponent(r -> r.trialName(never).trialComponentName(never));
        } catch (SdkException e) {
            if (!AwsFailure.code(e).equals("ResourceNotFound")) {
                throw AwsFailure.of(where(), "sagemaker:AssociateTrialComponent", e);
            }
        }
    }

    @Override
    public Optional<String> log(TrackedRun run) {
        String trial = nameOf(run);
        trial(trial, run);
        component(trial, run(trial, run));
        for (TrackedRun.Trial tried : run.trials()) {
            component(trial, trial(trial, run, tried));
        }
        return Optional.of("experiment " + experiment + ", trial " + trial);
    }

    /** {@return what a run is called in SageMaker} */
    static String nameOf(TrackedRun run) {
        return nameOf(run.model(), run.run());
    }

    private static String nameOf(String model, String run) {
        return (PackageText.cut(Spec.hyphenated(model), MOST_MODEL) + "-" + run).replaceAll("^-|(?<=-)-+", "");
    }

    private void trial(String name, TrackedRun run) {
        try {
            create(name, run);
        } catch (SdkException e) {
            if (AwsFailure.code(e).equals("ResourceNotFound")) {
                experiment();
                AwsFailure.call(where(), "sagemaker:CreateTrial", () -> unlessThere(() -> create(name, run)));
            } else if (!isThere(e)) {
                throw AwsFailure.of(where(), "sagemaker:CreateTrial", e);
            }
        }
    }

    private void create(String name, TrackedRun run) {
        sagemaker.createTrial(r -> r.trialName(name)
                .experimentName(experiment)
                .metadataProperties(m -> m.commitId(run.tags().get("commit")).generatedBy("retrain " + run.run()))
                .tags(SageMakerTags.of(tags)));
    }

    private void experiment() {
        AwsFailure.call(
                where(),
                "sagemaker:CreateExperiment",
                () -> unlessThere(() -> sagemaker.createExperiment(r -> r.experimentName(experiment)
                        .description("Runs that Retrain was told to tell")
                        .tags(SageMakerTags.of(tags)))));
    }

    private void component(String trial, CreateTrialComponentRequest component) {
        AwsFailure.call(
                where(),
                "sagemaker:CreateTrialComponent",
                () -> unlessThere(() -> sagemaker.createTrialComponent(component)));
        AwsFailure.call(
                where(),
                "sagemaker:AssociateTrialComponent",
                () -> sagemaker.associateTrialComponent(
                        r -> r.trialName(trial).trialComponentName(component.trialComponentName())));
    }

    /** {@return whether it was made; false if it is there} */
    private static boolean unlessThere(Runnable making) {
        try {
            making.run();
            return true;
        } catch (SdkException e) {
            if (isThere(e)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean isThere(SdkException e) {
        return AwsFailure.message(e).contains("already exists");
    }

    private String where() {
        return "experiment " + experiment;
    }

    private CreateTrialComponentRequest run(String name, TrackedRun run) {
        Map<String, TrialComponentParameterValue> parameters = new LinkedHashMap<>();
        run.parameters().forEach((k, v) -> text(parameters, k, v));
        run.metrics().stream()
                .filter(p -> !p.metric().startsWith("training."))
                .forEach(p -> number(parameters, "metric." + p.metric(), p.value()));
        run.tags().forEach((k, v) -> text(parameters, "retrain." + k, v));
        Map<String, TrialComponentArtifact> tables = new TreeMap<>();
        run.rows().forEach(rows -> tables.put(rows.context(), artifact(TABLE, "sha256:" + rows.digest())));
        Map<String, TrialComponentArtifact> made = new TreeMap<>();
        run.version()
                .ifPresent(v -> made.put(
                        "model",
                        artifact(
                                "application/gzip",
                                "sha256:" + v.artifact().archive().hex())));
        return CreateTrialComponentRequest.builder()
                .trialComponentName(name)
                .displayName(run.run())
                .status(s -> s.primaryStatus(TrialComponentPrimaryStatus.COMPLETED)
                        .message(line(run.tags().getOrDefault("reason", ""))))
                .startTime(run.start())
                .endTime(run.end())
                .parameters(parameters)
                .inputArtifacts(tables)
                .outputArtifacts(made)
                .metadataProperties(m -> m.commitId(run.tags().get("commit")).generatedBy("retrain " + run.run()))
                .tags(SageMakerTags.of(tags))
                .build();
    }

    private CreateTrialComponentRequest trial(String name, TrackedRun run, TrackedRun.Trial tried) {
        Map<String, TrialComponentParameterValue> parameters = new LinkedHashMap<>();
        tried.parameters().forEach((k, v) -> text(parameters, k, v));
        tried.metrics().forEach(p -> number(parameters, "metric." + p.metric(), p.value()));
        tried.tags().forEach((k, v) -> text(parameters, "retrain." + k, v));
        return CreateTrialComponentRequest.builder()
                .trialComponentName(name + "-" + tried.number())
                .displayName("trial-" + tried.number())
                .status(s -> s.primaryStatus(
                        tried.failed() ? TrialComponentPrimaryStatus.FAILED : TrialComponentPrimaryStatus.COMPLETED))
                .startTime(run.start())
                .endTime(run.end())
                .parameters(parameters)
                .tags(SageMakerTags.of(tags))
                .build();
    }

    private static TrialComponentArtifact artifact(String type, String value) {
        return TrialComponentArtifact.builder().mediaType(type).value(value).build();
    }

    private static void text(Map<String, TrialComponentParameterValue> to, String key, String value) {
        put(to, key, TrialComponentParameterValue.fromStringValue(PackageText.cut(value, MOST_TEXT)));
    }

    private static void number(Map<String, TrialComponentParameterValue> to, String key, double value) {
        put(to, key, TrialComponentParameterValue.fromNumberValue(value));
    }

    /** What is more than SageMaker takes is left out. */
    private static void put(
            Map<String, TrialComponentParameterValue> to, String key, TrialComponentParameterValue value) {
        if (to.size() < MOST_PARAMETERS) {
            to.put(line(PackageText.cut(key, MOST_KEY)), value);
        }
    }

    private static String line(String text) {
        return PackageText.cut(text.replaceAll("\\p{C}", " "), MOST_MESSAGE);
    }
}
