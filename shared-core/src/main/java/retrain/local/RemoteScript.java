package retrain.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import retrain.data.Table;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.Digest;
import retrain.run.FileTree;
import retrain.spec.ScriptSpec;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;
import retrain.train.TrainedModel;
import retrain.train.TrainedModel.Point;
import retrain.train.Trainer.TrainingJob;

/** A training by the user's own program under SageMaker's script mode. */
final class RemoteScript implements RemoteTraining {
    /** Runs a command that is not just a file for Python; the toolkit runs files of this kind by the shell. */
    private static final String LAUNCHER = "retrain-train.sh";

    private final TrainingJob job;
    private final ScriptSpec script;
    private final ScriptFolders folders;
    private final ScriptChannels channels;
    private final List<String> classes;
    private Optional<Program> program = Optional.empty();

    RemoteScript(TrainingJob job) {
        this.job = job;
        this.script = ScriptTrainer.script(job.spec());
        ScriptCheck.check(script, job.base());
        this.folders = ScriptFolders.in(job.scratch());
        this.channels = new ScriptChannels(job, script.format(), folders);
        this.classes = ScriptTrainer.classes(job);
    }

    /** Texts are as they are, others JSON, as the toolkit reads them. */
    @Override
    public SortedMap<String, String> hyperparameters() {
        SortedMap<String, String> all = new TreeMap<>();
        script.hyperparameters().forEach((name, value) -> all.put(name, ScriptEnvironment.text(value)));
        return all;
    }

    @Override
    public List<Channel> channels() {
        String columns = ForeignJson.write(channels.columns());
        String type = script.format() == ScriptSpec.Format.CSV ? "text/csv" : "application/x-parquet";
        List<Channel> all = new ArrayList<>();
        channels.tables().forEach((name, table) -> {
            Digest digest = Digest.of(table.digest() + " " + columns + " " + script.format());
            all.add(new Channel(name, type, digest, List.of(channels.file(name)), false));
        });
        job.continueFrom()
                .ifPresent(base -> all.add(new Channel(
                        ScriptChannels.MODEL,
                        "application/x-sagemaker-model",
                        base.archive(),
                        List.of("model.tar.gz"),
                        false)));
        return all;
    }

    @Override
    public void write(Channel channel, Path folder) {
        Path target = folder.resolve(channel.files().get(0));
        try {
            Table table = channels.tables().get(channel.name());
            if (table != null) {
                channels.write(table, target);
            } else {
                Path base = job.store().fetch(job.continueFrom().orElseThrow().archive());
                Files.copy(base, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw ScriptJob.disk(target, e);
        }
    }

    @Override
    public Optional<Program> program() {
        if (program.isEmpty()) {
            program = Optional.of(packed());
        }
        return program;
    }

    /** What SageMaker does not tell is a file beside the program. */
    private Program packed() {
        try {
            FileTree.remove(folders.code());
            Files.createDirectories(folders.code());
            folders.copyCode(ScriptCheck.code(script, job.base()));
            Files.write(
                    folders.code().resolve(ScriptChannels.DESCRIPTION),
                    channels.description(ScriptTrainer.features(job.snapshot()), classes));
            String entryPoint = entryPoint();
            Archives.pack(folders.code(), folders.codeArchive());
            return new Program(entryPoint, folders.codeArchive(), Digest.of(folders.codeArchive()));
        } catch (IOException e) {
            throw ScriptJob.disk(folders.root(), e);
        }
    }

    private String entryPoint() throws IOException {
        List<String> command = script.command();
        boolean python = command.size() == 2
                && command.get(0).startsWith("python")
                && command.get(1).endsWith(".py");
        if (python) {
            return command.get(1);
        }
        String quoted = command.stream()
                .map(part -> "'" + part.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        Path launcher = folders.code().resolve(LAUNCHER);
        Files.writeString(launcher, "#!/bin/sh\nexec " + quoted + " \"$@\"\n");
        if (!launcher.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + launcher + " executable");
        }
        return LAUNCHER;
    }

    @Override
    public Function<String, List<Point>> metrics() {
        MetricPatterns patterns = new MetricPatterns(script.metrics());
        Map<String, Integer> rounds = new HashMap<>();
        return line -> patterns.in(line).stream()
                .map(found -> new Point(rounds.merge(found.metric(), 1, Integer::sum), found.metric(), found.value()))
                .toList();
    }

    @Override
    public TrainedModel adopt(Path archive, String trainer, List<Point> curve) {
        refuseUnusable(archive);
        ModelFormat format = script.onnx().isPresent()
                ? new ModelFormat.Onnx(script.onnx().get())
                : new ModelFormat.Container(
                        script.serve().orElseThrow(),
                        job.store().put(program().orElseThrow().archive()));
        ModelArtifact artifact = new ModelArtifact(
                job.store().put(archive),
                size(archive),
                format,
                job.spec().task(),
                ScriptTrainer.features(job.snapshot()),
                classes);
        return new TrainedModel(artifact, ScriptTrainer.provenance(script, job, trainer), curve, Map.of());
    }

    private void refuseUnusable(Path archive) {
        try {
            Path folder = Files.createTempDirectory(job.scratch(), "model-");
            Archives.unpack(archive, folder);
            boolean empty = Archives.files(folder).isEmpty();
            boolean lacks = script.onnx()
                    .filter(file -> !Files.isRegularFile(folder.resolve(file)))
                    .isPresent();
            FileTree.remove(folder);
            if (empty || lacks) {
                throw unusable(
                        empty ? "has no file" : "has no file " + script.onnx().orElseThrow());
            }
        } catch (IOException e) {
            throw unusable(String.valueOf(e.getMessage()));
        }
    }

    private static BackendFailure unusable(String what) {
        return BackendFailure.permanent(
                new Problem(
                        Code.TRAINING_FAILED,
                        "the model.tar.gz of the training",
                        what,
                        "See that the program writes its model to SM_MODEL_DIR, then run again"),
                null);
    }

    private static long size(Path archive) {
        try {
            return Files.size(archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
