package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.Digest;
import retrain.run.Inputs;
import retrain.run.JobHandle;
import retrain.run.JobStatus;
import retrain.run.Json;
import retrain.run.WholeFile;
import retrain.spec.Hyperparameters;
import retrain.spec.Spec;
import retrain.train.TrainedModel;
import retrain.train.Trainer;

/**
 * Trains with XGBoost4J in this process, on a thread a job. A job that has ended leaves its result in its folder, so that the process
 * that comes after a kill attaches to it instead of training again; one that was killed on its way begins anew and comes to the same
 * bytes.
 *
 * <p>{@link #poll} throws what the training threw: {@link retrain.problem.InvalidInput} for hyperparameters that XGBoost refuses and rows
 * that cannot be trained on, {@link retrain.problem.BackendFailure} for everything else.
 *
 * <p>Describing a job loads neither XGBoost nor DuckDB.
 */
public final class XgboostTrainer implements Trainer {
    private static final String RESULT = "trained.json";

    private final Map<String, XgboostJob> jobs = new ConcurrentHashMap<>();

    /** Trivial; the native library is loaded by the first job. */
    public XgboostTrainer() {}

    @Override
    public void describe(Spec spec, Path base, Inputs.Builder inputs) {
        inputs.add("trainer", XgboostLibrary.NAME, XgboostLibrary.VERSION + SparkBoosting.told(spec, base));
        describe(spec, inputs);
    }

    /** Adds what the model depends on whoever trains it. */
    static void describe(Spec spec, Inputs.Builder inputs) {
        Hyperparameters.resolve(spec).forEach((name, value) -> inputs.add("hyperparameters", name, value));
        inputs.add("spec", "train.categories", Json.word(spec.train().categories()));
        inputs.add("spec", "seed", spec.seed());
    }

    @Override
    public JobHandle submit(TrainingJob job, Observer observer) {
        Path result = job.scratch().resolve(RESULT);
        if (finished(job).isEmpty()) {
            jobs.compute(job.name(), (name, there) -> {
                boolean attach = there != null && there.goesOnOrSucceeded();
                return attach ? there : XgboostJob.start(job, observer, model -> write(result, model));
            });
        }
        return new JobHandle(job.name(), job.scratch().toString());
    }

    @Override
    public JobStatus poll(JobHandle handle) {
        @Nullable XgboostJob job = jobs.get(handle.name());
        if (job != null) {
            return job.status();
        }
        return Files.exists(result(handle))
                ? new JobStatus.Succeeded()
                : new JobStatus.Failed("the process that trained has ended; go on with the run to train again");
    }

    @Override
    public void stop(JobHandle handle) {
        @Nullable XgboostJob job = jobs.get(handle.name());
        if (job != null) {
            job.stop();
        }
    }

    @Override
    public TrainedModel collect(JobHandle handle, TrainingJob job) {
        TrainedModel model =
                finished(job).orElseThrow(() -> new IllegalStateException(handle.name() + " has not succeeded"));
        Digest archive = model.artifact().archive();
        Path made = XgboostTraining.archive(job.scratch());
        boolean kept = Files.exists(made) && job.store().put(made).equals(archive);
        if (!kept && !job.store().has(archive)) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_CORRUPTED,
                            job.scratch().toString(),
                            "the model that was trained there is damaged",
                            "Remove that folder, check the disk, then go on with the run"),
                    null);
        }
        jobs.remove(handle.name());
        return model;
    }

    @Override
    public List<TrainedModel.Point> curve(JobHandle handle, TrainingJob job) {
        TrainedModel model =
                finished(job).orElseThrow(() -> new IllegalStateException(handle.name() + " has not succeeded"));
        jobs.remove(handle.name());
        return model.curve();
    }

    private static Path result(JobHandle handle) {
        return Path.of(handle.location()).resolve(RESULT);
    }

    /** {@return the model of a job that has ended, here or in a process that was killed, and whose archive is still there} */
    private static Optional<TrainedModel> finished(TrainingJob job) {
        Path result = job.scratch().resolve(RESULT);
        if (!Files.exists(result)) {
            return Optional.empty();
        }
        try {
            TrainedModel model = Json.read(Files.readAllBytes(result), TrainedModel.class, result.toString());
            boolean there = Files.exists(XgboostTraining.archive(job.scratch()))
                    || job.store().has(model.artifact().archive());
            return there ? Optional.of(model) : Optional.empty();
        } catch (IOException e) {
            throw unusable(result, e);
        }
    }

    private static void write(Path result, TrainedModel model) {
        try {
            WholeFile.write(result, Json.write(model));
        } catch (IOException e) {
            throw unusable(result, e);
        }
    }

    private static RuntimeException unusable(Path result, IOException e) {
        return DiskFailure.of(Code.STORE_UNUSABLE, result, DiskFailure.UNKNOWN, e, "or choose another store");
    }
}
