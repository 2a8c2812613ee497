package retrain.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.Inputs;
import retrain.run.JobHandle;
import retrain.run.JobStatus;
import retrain.spec.Hyperparameters;
import retrain.spec.Spec;
import retrain.train.TrainedModel.Point;

/** A trainer whose curves are known functions. Each job needs as many looks as chance says, so that jobs end in no order. */
final class Laboratory implements Trainer {
    /** What has been trained to its end, each with its hyperparameters. */
    final List<SortedMap<String, String>> trained = new ArrayList<>();

    final Set<String> running = new LinkedHashSet<>();
    final Set<String> stopped = new LinkedHashSet<>();
    int mostAtOnce;

    /** After so many jobs have ended the process is no more. */
    int killedAfter = Integer.MAX_VALUE;

    private final int disorder;
    private final Function<Map<String, String>, Double> lossAtTheEnd;
    private final Map<String, Integer> looks = new LinkedHashMap<>();
    private final Map<String, TrainingJob> jobs = new LinkedHashMap<>();

    /**
     * @param disorder another number, another order in which jobs end
     * @param lossAtTheEnd by hyperparameters; NaN for a training that fails
     */
    Laboratory(int disorder, Function<Map<String, String>, Double> lossAtTheEnd) {
        this.disorder = disorder;
        this.lossAtTheEnd = lossAtTheEnd;
    }

    @Override
    public void describe(Spec spec, Path base, Inputs.Builder inputs) {
        Hyperparameters.resolve(spec).forEach((name, value) -> inputs.add("hyperparameters", name, value));
    }

    @Override
    public JobHandle submit(TrainingJob job, Observer observer) {
        jobs.put(job.name(), job);
        if (!Files.exists(done(job))) {
            running.add(job.name());
            mostAtOnce = Math.max(mostAtOnce, running.size());
            looks.put(job.name(), Math.floorMod(job.name().hashCode() * 31 + disorder * 17, 4));
        }
        return new JobHandle(job.name(), job.scratch().toString());
    }

    private static Path done(TrainingJob job) {
        return job.scratch().resolve("done");
    }

    @Override
    public JobStatus poll(JobHandle handle) {
        TrainingJob job = job(handle);
        if (Files.exists(done(job))) {
            return new JobStatus.Succeeded();
        }
        if (looks.merge(handle.name(), -1, Integer::sum) >= 0) {
            return new JobStatus.Running("");
        }
        if (trained.size() >= killedAfter) {
            throw new ThreadDeathOfATest();
        }
        running.remove(handle.name());
        trained.add(Hyperparameters.resolve(job.spec()));
        if (lossAtTheEnd.apply(Hyperparameters.resolve(job.spec())).isNaN()) {
            return new JobStatus.Failed("these hyperparameters do not go together");
        }
        try {
            Files.createFile(done(job));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new JobStatus.Succeeded();
    }

    /** What a kill looks like from within: nothing of the stage's own is done after it but to let go of jobs. */
    static final class ThreadDeathOfATest extends Error {
        private static final long serialVersionUID = 1L;
    }

    private TrainingJob job(JobHandle handle) {
        TrainingJob job = jobs.get(handle.name());
        if (job == null) {
            throw new IllegalStateException("no job " + handle.name());
        }
        return job;
    }

    @Override
    public void stop(JobHandle handle) {
        running.remove(handle.name());
        stopped.add(handle.name());
    }

    @Override
    public TrainedModel collect(JobHandle handle, TrainingJob job) {
        throw BackendFailure.permanent(
                new Problem(Code.TRAINING_FAILED, handle.name(), "has no model", "Ask for its curve"), null);
    }

    /** Down to the loss, a step a round. */
    @Override
    public List<Point> curve(JobHandle handle, TrainingJob job) {
        SortedMap<String, String> all = Hyperparameters.resolve(job.spec());
        int rounds = Hyperparameters.rounds(job.spec());
        double end = lossAtTheEnd.apply(all);
        List<Point> points = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            points.add(new Point(round, "train-logloss", 0));
            points.add(new Point(round, "validation-logloss", end + 0.02 * (rounds - round)));
        }
        return points;
    }
}
