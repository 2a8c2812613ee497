package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import retrain.data.Column;
import retrain.data.ColumnProfile;
import retrain.data.Snapshot;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.Digest;
import retrain.run.Inputs;
import retrain.run.JobHandle;
import retrain.run.JobStatus;
import retrain.spec.ScriptSpec;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.train.Feature;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;
import retrain.train.TrainedModel;
import retrain.train.Trainer;

/**
 * Trains with the user's own program, under the contract of SageMaker's script mode; docs/own-trainer.md says it all. The program runs
 * as a process of this machine, with the rights of the user: it is as trusted as the build. What it does not get is the build's
 * environment.
 */
public final class ScriptTrainer implements Trainer {
    private static final String KEY = "train.script";

    private final Map<Path, ScriptJob> jobs = new ConcurrentHashMap<>();

    @Override
    public void describe(Spec spec, Path base, Inputs.Builder inputs) {
        ScriptSpec script = script(spec);
        ScriptCheck.check(script, base);
        inputs.add("spec", KEY + ".command", ForeignJson.write(script.command()));
        inputs.add("spec", KEY + ".format", script.format());
        script.hyperparameters()
                .forEach((name, value) ->
                        inputs.add("spec", KEY + ".hyperparameters." + name, ScriptEnvironment.text(value)));
        script.metrics().forEach((name, expression) -> inputs.add("spec", KEY + ".metrics." + name, expression));
        script.serve().ifPresent(serve -> inputs.add("spec", KEY + ".serve", ForeignJson.write(serve)));
        script.onnx().ifPresent(file -> inputs.add("spec", KEY + ".onnx", file));
        inputs.add("spec", "seed", spec.seed());
        inputs.add("spec", "train.threads", spec.train().threads());
        code(script, base, inputs);
    }

    private static void code(ScriptSpec script, Path base, Inputs.Builder inputs) {
        Path folder = ScriptCheck.code(script, base);
        try {
            for (Path file : ScriptFolders.codeFiles(folder)) {
                inputs.add("code", Archives.name(folder, file), Digest.of(file));
            }
        } catch (IOException e) {
            throw ScriptJob.disk(folder, e);
        }
    }

    @Override
    public JobHandle submit(TrainingJob job, Observer observer) {
        ScriptSpec script = script(job.spec());
        ScriptCheck.check(script, job.base());
        ScriptFolders folders = ScriptFolders.in(job.scratch());
        JobHandle handle = new JobHandle(job.name(), folders.root().toString());
        ScriptJob known = jobs.get(folders.root());
        if ((known != null && known.isRunning()) || ScriptJob.isFinished(folders, job.name())) {
            return handle;
        }
        ScriptJob.endLeftover(folders);
        ScriptJob started = new ScriptJob(job, script, folders, observer);
        started.start(features(job.snapshot()), classes(job));
        jobs.put(folders.root(), started);
        return handle;
    }

    @Override
    public JobStatus poll(JobHandle handle) {
        ScriptFolders folders = ScriptFolders.in(Path.of(handle.location()));
        ScriptJob known = jobs.get(folders.root());
        if (known != null) {
            return known.status();
        }
        return ScriptJob.isFinished(folders, handle.name())
                ? new JobStatus.Succeeded()
                : new JobStatus.Stopped("the process that watched it ended before it did");
    }

    @Override
    public void stop(JobHandle handle) {
        ScriptFolders folders = ScriptFolders.in(Path.of(handle.location()));
        ScriptJob known = jobs.get(folders.root());
        if (known != null) {
            known.stop();
        } else {
            ScriptJob.endLeftover(folders);
        }
    }

    @Override
    public TrainedModel collect(JobHandle handle, TrainingJob job) {
        ScriptFolders folders = ScriptFolders.in(Path.of(handle.location()));
        if (!ScriptJob.isFinished(folders, handle.name())) {
            throw unfinished(handle);
        }
        ScriptSpec script = script(job.spec());
        ModelFormat format = script.onnx().isPresent()
                ? new ModelFormat.Onnx(script.onnx().get())
                : new ModelFormat.Container(
                        script.serve().orElseThrow(), job.store().put(folders.codeArchive()));
        try {
            ModelArtifact artifact = new ModelArtifact(
                    job.store().put(folders.modelArchive()),
                    Files.size(folders.modelArchive()),
                    format,
                    job.spec().task(),
                    features(job.snapshot()),
                    classes(job));
            List<TrainedModel.Point> curve = TrainingCurve.read(folders.log(), new MetricPatterns(script.metrics()));
            jobs.remove(folders.root());
            return new TrainedModel(artifact, provenance(script, job), curve, Map.of());
        } catch (IOException e) {
            throw ScriptJob.disk(folders.root(), e);
        }
    }

    @Override
    public List<TrainedModel.Point> curve(JobHandle handle, TrainingJob job) {
        ScriptFolders folders = ScriptFolders.in(Path.of(handle.location()));
        if (!ScriptJob.isFinished(folders, handle.name())) {
            throw unfinished(handle);
        }
        try {
            jobs.remove(folders.root());
            return TrainingCurve.readAll(
                    folders.log(), new MetricPatterns(script(job.spec()).metrics()));
        } catch (IOException e) {
            throw ScriptJob.disk(folders.root(), e);
        }
    }

    private static BackendFailure unfinished(JobHandle handle) {
        return BackendFailure.permanent(
                new Problem(
                        Code.TRAINING_FAILED,
                        handle.name(),
                        "has not ended well, so it has no model",
                        "Run again with the option run=<id of the run>"),
                null);
    }

    private static TrainedModel.Provenance provenance(ScriptSpec script, TrainingJob job) {
        return provenance(script, job, "script: " + String.join(" ", script.command()));
    }

    /** Names where and how the program ran. */
    static TrainedModel.Provenance provenance(ScriptSpec script, TrainingJob job, String trainer) {
        Map<String, String> hyperparameters = new TreeMap<>();
        script.hyperparameters().forEach((name, value) -> hyperparameters.put(name, ScriptEnvironment.text(value)));
        return new TrainedModel.Provenance(
                job.snapshot().digest(),
                job.snapshot().train().digest(),
                trainer,
                hyperparameters,
                job.spec().seed(),
                job.spec().train().threads(),
                job.continueFrom().map(ModelArtifact::archive));
    }

    static ScriptSpec script(Spec spec) {
        return spec.train().script().orElseThrow(() -> new IllegalArgumentException("the spec trains by no script"));
    }

    static List<Feature> features(Snapshot snapshot) {
        List<Feature> features = new ArrayList<>();
        for (String name : snapshot.features()) {
            Column column = snapshot.schema()
                    .find(name)
                    .orElseThrow(() -> new IllegalArgumentException("no column " + name + " in the snapshot"));
            boolean number = column.kind() == Column.Kind.NUMBER || column.kind() == Column.Kind.BOOLEAN;
            List<String> categories = column.kind() == Column.Kind.CATEGORY
                    ? snapshot.profile(name).categories().stream()
                            .map(ColumnProfile.Category::value)
                            .toList()
                    : List.of();
            features.add(new Feature(name, !number, categories));
        }
        return features;
    }

    /** The training rows' classes in the order of scikit-learn's {@code classes_}: numbers by size, texts by code point. */
    static List<String> classes(TrainingJob job) {
        if (job.spec().task() != Task.MULTICLASS) {
            return List.of();
        }
        String target = job.spec().target();
        Path rows = job.store().fetch(job.snapshot().train().digest());
        List<String> values = new DuckDbRows().codes(rows, target).values();
        Optional<Column> column = job.snapshot().schema().find(target);
        boolean numbers = column.filter(c -> c.kind() == Column.Kind.NUMBER).isPresent();
        return numbers
                ? values.stream()
                        .sorted(Comparator.comparingDouble(Double::parseDouble))
                        .toList()
                : values;
    }
}
