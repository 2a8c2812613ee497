package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import retrain.event.Allocation;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.JobStatus;
import retrain.run.Json;
import retrain.run.WholeFile;
import retrain.spec.ScriptSpec;
import retrain.train.Feature;
import retrain.train.MedianRule;
import retrain.train.TrainedModel;
import retrain.train.Trainer.TrainingJob;

/** A training program at work. */
final class ScriptJob {
    private static final String STAGE = "train";

    private final TrainingJob job;
    private final ScriptSpec script;
    private final ScriptFolders folders;
    private final Observer observer;
    private final MetricPatterns patterns;
    private final Map<String, Integer> rounds = new HashMap<>();
    private final CompletableFuture<JobStatus> ended = new CompletableFuture<>();
    private volatile String note = "running";
    private final Optional<MedianRule.Follower> rule;
    private volatile boolean stopped;
    /** The program need not go on: what it has shown is enough. */
    private volatile boolean enough;

    private volatile Optional<ChildProcess> program = Optional.empty();

    ScriptJob(TrainingJob job, ScriptSpec script, ScriptFolders folders, Observer observer) {
        this.job = job;
        this.script = script;
        this.folders = folders;
        this.observer = observer;
        this.patterns = new MetricPatterns(script.metrics());
        this.rule = job.rule().map(MedianRule::follower);
    }

    /** That a job has ended well and its archives are whole. */
    record Finished(String name) {}

    /** {@return whether the job of this name has ended well in these folders, now or in an earlier process} */
    static boolean isFinished(ScriptFolders folders, String name) {
        try {
            return Files.exists(folders.finished())
                    && Json.read(
                                    Files.readAllBytes(folders.finished()),
                                    Finished.class,
                                    folders.finished().toString())
                            .name()
                            .equals(name);
        } catch (IOException e) {
            throw disk(folders.finished(), e);
        }
    }

    /** Ends what an earlier, killed process of the same job left running. */
    static void endLeftover(ScriptFolders folders) {
        if (!Files.exists(folders.process())) {
            return;
        }
        try {
            byte[] trace = Files.readAllBytes(folders.process());
            Json.read(trace, ChildProcess.Trace.class, folders.process().toString())
                    .end();
            Files.deleteIfExists(folders.process());
        } catch (IOException e) {
            throw disk(folders.process(), e);
        }
    }

    /** Lays everything out anew and starts the program. */
    void start(List<Feature> features, List<String> classes) {
        ScriptEnvironment environment;
        try {
            folders.empty();
            folders.create();
            folders.copyCode(ScriptCheck.code(script, job.base()));
            Archives.pack(folders.code(), folders.codeArchive());
            List<String> channels = new ScriptChannels(job, script.format(), folders).write(features, classes);
            environment = new ScriptEnvironment(job, script, folders, channels);
            environment.write();
        } catch (IOException e) {
            throw disk(folders.root(), e);
        }
        launch(environment.variables(CleanEnvironment.of(System.getenv())));
    }

    private void launch(Map<String, String> variables) {
        List<String> command = Stream.concat(
                        script.command().stream(), ScriptEnvironment.arguments(script.hyperparameters()).stream())
                .toList();
        ChildProcess process;
        try {
            process = ChildProcess.start(
                    new ChildProcess.Launch(command, folders.code(), variables, folders.log()), this::printed);
        } catch (IOException e) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.TRAINING_FAILED,
                            "train.script.command",
                            "'" + command.get(0) + "' cannot be started (" + e.getMessage() + ")",
                            "Install it, or name a program that is there"),
                    e);
        }
        try {
            WholeFile.write(folders.process(), Json.write(process.trace()));
        } catch (IOException e) {
            process.close();
            throw disk(folders.process(), e);
        }
        program = Optional.of(process);
        if (enough) {
            process.endSoon();
        }
        Thread waiting = new Thread(() -> await(process), "retrain-" + job.name());
        waiting.setDaemon(true);
        waiting.start();
    }

    private void printed(String line) {
        observer.on(new Event.Printed(STAGE, line));
        for (MetricPatterns.Found found : patterns.in(line)) {
            int round = rounds.merge(found.metric(), 1, Integer::sum);
            note = found.metric() + " " + found.value();
            Allocation allocation = Allocation.of(STAGE, "own program", "rounds", 0);
            observer.on(new Event.Progressed(allocation, round, note));
            follow(new TrainedModel.Point(round, found.metric(), found.value()));
        }
    }

    private void follow(TrainedModel.Point point) {
        if (!enough && rule.isPresent() && rule.get().ends(point)) {
            enough = true;
            program.ifPresent(ChildProcess::endSoon);
        }
    }

    private void await(ChildProcess process) {
        try (process) {
            int code = process.await();
            ended.complete(stopped ? new JobStatus.Stopped("it was stopped") : finish(code, process.tail()));
        } catch (IOException e) {
            ended.completeExceptionally(disk(folders.root(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended.complete(new JobStatus.Stopped("its observer was interrupted"));
        } catch (RuntimeException e) {
            ended.completeExceptionally(e);
        } catch (Error e) {
            ended.completeExceptionally(e);
            throw e;
        }
    }

    private JobStatus finish(int code, List<String> tail) throws IOException {
        // Whatever becomes of a program after the round that was enough, it was enough.
        Optional<String> failure = enough ? Optional.empty() : ScriptFailure.of(code, folders, script, tail);
        Files.deleteIfExists(folders.process());
        if (failure.isPresent()) {
            return new JobStatus.Failed(failure.get());
        }
        if (!enough) {
            Archives.pack(folders.model(), folders.modelArchive());
        }
        WholeFile.write(folders.finished(), Json.write(new Finished(job.name())));
        return new JobStatus.Succeeded();
    }

    JobStatus status() {
        if (!ended.isDone()) {
            return new JobStatus.Running(note);
        }
        try {
            return ended.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    boolean isRunning() {
        return !ended.isDone();
    }

    /** Ends the program and all that it started, and waits for that. */
    void stop() {
        stopped = true;
        program.ifPresent(ChildProcess::close);
    }

    static BackendFailure disk(Path where, IOException e) {
        return DiskFailure.of(Code.STORE_UNUSABLE, where, DiskFailure.UNKNOWN, e, "or choose another store");
    }
}
