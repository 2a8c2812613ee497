package retrain.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.data.Snapshot;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import retrain.run.Cache;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.FileTree;
import retrain.run.HandedOver;
import retrain.run.Inputs;
import retrain.run.JobHandle;
import retrain.run.JobStatus;
import retrain.run.Json;
import retrain.run.RunId;
import retrain.spec.Spec;
import retrain.spec.TuneGoal;

/**
 * Trains trials, some at once, and writes down what each has shown as soon as it ends. One that was written down, by this run before it was
 * killed or by an earlier run, is not trained again. Failures are kept for their run alone: the machine may have been short of memory.
 */
final class Trials {
    private static final String NAME = "trial";

    private final Context context;
    private final Snapshot snapshot;
    private final Trainer trainer;
    private final TuneGoal goal;
    private final RunId run;
    private final Path scratch;
    private final Cache cache;
    private final int atOnce;

    /**
     * @param scratch the folder for all jobs of the trials
     * @param atOnce how many are trained at once
     */
    Trials(Context context, Snapshot snapshot, Trainer trainer, TuneGoal goal, RunId run, Path scratch, int atOnce) {
        this.context = context;
        this.snapshot = snapshot;
        this.trainer = trainer;
        this.goal = goal;
        this.run = run;
        this.scratch = scratch;
        this.cache = new Cache(context.store());
        this.atOnce = atOnce;
    }

    /**
     * One training of a trial.
     *
     * @param name of its job
     * @param trial its number
     * @param observer told what happens in it
     */
    record Work(String name, int trial, Spec spec, Optional<MedianRule> rule, Observer observer) {}

    /**
     * What it has shown.
     *
     * @param curve the metric by round, to where the trial ended
     * @param value the metric of its model; absent if it failed
     * @param endedEarly whether the median rule ended it
     * @param failure why it failed, if it did
     * @param mistake whether the user can mend what made it fail
     */
    record Shown(
            List<TrainedModel.Point> curve,
            Optional<Double> value,
            boolean endedEarly,
            Optional<String> failure,
            boolean mistake) {
        Shown {
            curve = List.copyOf(curve);
        }

        static Shown failed(String reason, boolean mistake) {
            return new Shown(List.of(), Optional.empty(), false, Optional.of(reason), mistake);
        }

        int rounds() {
            return new Curve(curve).rounds();
        }
    }

    /** Told of each trial that has ended, in the order in which they end. */
    interface Ended {
        void with(Work work, Shown shown);
    }

    /** {@return what each has shown, in the order of the work, however they end} */
    List<Shown> run(List<Work> batch, Ended ended) {
        Map<Work, Shown> shown = new LinkedHashMap<>();
        Deque<Work> waiting = new ArrayDeque<>();
        for (Work work : batch) {
            Optional<Shown> before = known(work);
            before.ifPresent(s -> {
                shown.put(work, s);
                ended.with(work, s);
            });
            if (before.isEmpty()) {
                waiting.add(work);
            }
        }
        train(waiting, (work, s) -> {
            keep(work, s);
            shown.put(work, s);
            ended.with(work, s);
        });
        return batch.stream().map(shown::get).toList();
    }

    private Optional<Shown> known(Work work) {
        Optional<Shown> good = cache.get(NAME, inputs(work).build(), Shown.class);
        return good.isPresent() ? good : cache.get(NAME, ofRun(work), Shown.class);
    }

    private void keep(Work work, Shown shown) {
        cache.put(NAME, shown.failure().isPresent() ? ofRun(work) : inputs(work).build(), run, shown);
        remove(folder(work));
    }

    private Inputs ofRun(Work work) {
        return inputs(work).add("run", "id", run).build();
    }

    private Inputs.Builder inputs(Work work) {
        Inputs.Builder inputs = TrainingInputs.of(work.spec(), context.base(), snapshot, trainer)
                .add("tune", "metric", goal.metric())
                .add("tune", "direction", Json.word(goal.direction()));
        work.rule().ifPresent(rule -> inputs.add("tune", "median rule", Digest.of(Json.write(rule))));
        return inputs;
    }

    private void train(Deque<Work> waiting, Ended ended) {
        Map<Work, Job> running = new LinkedHashMap<>();
        HandedOver.Together elsewhere = new HandedOver.Together();
        long start = System.nanoTime();
        try {
            while (!waiting.isEmpty() || !running.isEmpty()) {
                while (running.size() + elsewhere.size() < atOnce && !waiting.isEmpty()) {
                    Work work = waiting.remove();
                    elsewhere.run(() -> submit(work, running, ended));
                }
                for (Work work : List.copyOf(running.keySet())) {
                    look(work, running, ended);
                }
                if (running.isEmpty()) {
                    elsewhere.end();
                } else {
                    Waiting.since(start, trainer);
                }
            }
        } catch (InterruptedException e) {
            Job any = running.values().iterator().next();
            stop(running.values());
            running.clear();
            Thread.currentThread().interrupt();
            throw Waiting.cancelled(any.handle(), "the run was told to stop");
        } finally {
            stop(running.values());
        }
    }

    private record Job(Trainer.TrainingJob job, JobHandle handle) {}

    private void submit(Work work, Map<Work, Job> running, Ended ended) {
        Trainer.TrainingJob job = new Trainer.TrainingJob(
                work.name(),
                work.spec(),
                context.base(),
                snapshot,
                Optional.empty(),
                context.store(),
                folder(work),
                work.rule(),
                true);
        try {
            Files.createDirectories(job.scratch());
            running.put(work, new Job(job, trainer.submit(job, work.observer())));
        } catch (RetrainException e) {
            ended.with(work, failed(e));
        } catch (IOException e) {
            throw unusable(job.scratch(), e);
        }
    }

    private void look(Work work, Map<Work, Job> running, Ended ended) {
        Job job = running.get(work);
        if (job == null) {
            return;
        }
        Shown shown;
        try {
            JobStatus status = trainer.poll(job.handle());
            if (status instanceof JobStatus.Running) {
                return;
            }
            shown = shown(status, job);
        } catch (RetrainException e) {
            shown = failed(e);
        }
        running.remove(work);
        ended.with(work, shown);
    }

    private Shown shown(JobStatus end, Job job) {
        if (end instanceof JobStatus.Failed failed) {
            return Shown.failed(failed.reason(), false);
        }
        if (end instanceof JobStatus.Stopped stopped) {
            throw Waiting.cancelled(job.handle(), stopped.reason());
        }
        Curve all = Curve.of(trainer.curve(job.handle(), job.job()), goal.metric());
        int endsAt = job.job().rule().map(rule -> rule.endsAt(all.points())).orElse(0);
        Curve curve = endsAt > 0 ? all.until(endsAt) : all;
        double value = curve.value(goal);
        if (curve.points().isEmpty()) {
            return Shown.failed("it did not tell the metric " + goal.metric(), true);
        }
        if (!Double.isFinite(value)) {
            return Shown.failed(goal.metric() + " is " + value + " after round " + curve.rounds(), true);
        }
        return new Shown(curve.points(), Optional.of(value), endsAt > 0, Optional.empty(), false);
    }

    /** {@return the failure of the trial; one that is the machine's ends the search} */
    private static Shown failed(RetrainException e) {
        List<Problem> problems = e.problems();
        boolean mistake = e instanceof InvalidInput;
        if (!mistake && problems.stream().anyMatch(p -> p.code() != Code.TRAINING_FAILED)) {
            throw e;
        }
        return Shown.failed(
                String.join(
                        "; ",
                        problems.stream().map(p -> p.where() + ": " + p.what()).toList()),
                mistake);
    }

    private void stop(Collection<Job> running) {
        for (Job job : new ArrayList<>(running)) {
            trainer.stop(job.handle());
        }
    }

    private Path folder(Work work) {
        return scratch.resolve(work.name());
    }

    private static void remove(Path folder) {
        try {
            FileTree.remove(folder);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private static BackendFailure unusable(Path folder, IOException e) {
        return BackendFailure.permanent(
                new Problem(
                        Code.STORE_UNUSABLE,
                        folder.toString(),
                        "cannot be written (" + e + ")",
                        "Free space or grant access there, then go on with the run"),
                e);
    }
}
