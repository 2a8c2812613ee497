package retrain.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import retrain.data.Snapshot;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import retrain.run.Context;
import retrain.run.Inputs;
import retrain.run.JobHandle;
import retrain.run.Json;
import retrain.run.Stage;
import retrain.spec.Hyperparameters;
import retrain.spec.RangeSpec;
import retrain.spec.Spec;
import retrain.spec.TuneGoal;
import retrain.spec.TuneSpec;
import retrain.train.Search.Proposal;
import retrain.train.Search.Told;
import retrain.train.Trials.Shown;

/**
 * Searches for the best hyperparameters: trials are trained on the training rows and compared on the validation rows. What is tried next
 * depends on the seed and on trials of earlier batches alone. An interrupt stops all trials that are being trained; a run that goes on
 * finds those that had ended.
 */
public final class TuneStage implements Stage<Tuning> {
    private static final String NAME = "tune";

    /** Changes whenever the same search would choose others. */
    private static final String RULES = "1";

    private final Spec spec;
    private final TuneSpec tune;
    private final int processors;
    private final TuneGoal goal;
    private final SearchSpace space;
    private final Context context;
    private final Snapshot snapshot;
    private final Trainer trainer;

    /** A search that has not begun, by a spec that asks for one. */
    public TuneStage(Spec spec, Context context, Snapshot snapshot, Trainer trainer) {
        this.tune = spec.train().tune().orElseThrow();
        int threads = spec.train().threads();
        this.processors = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        this.spec = ofTrials(spec);
        this.goal = TuneGoal.of(spec);
        this.space = SearchSpace.of(spec);
        this.context = context;
        this.snapshot = snapshot;
        this.trainer = trainer;
    }

    /** One thread each if there are several at once, whatever the machine: threads beyond the processors wait for each other. */
    private static Spec ofTrials(Spec spec) {
        boolean several = spec.train().tune().orElseThrow().parallel() > 1;
        return spec.with(spec.train().asTrial(several ? 1 : spec.train().threads()));
    }

    /** {@return the spec with the hyperparameters of the best trial} */
    public static Spec best(Spec spec, Tuning tuning) {
        Tuning.Trial best = bestOf(tuning);
        return overlaid(spec, SearchSpace.of(spec).typed(best.hyperparameters()));
    }

    private static Spec overlaid(Spec spec, Map<String, Object> hyperparameters) {
        return spec.with(spec.train().with(hyperparameters));
    }

    private static Tuning.Trial bestOf(Tuning tuning) {
        return tuning.trials().stream()
                .filter(t -> t.number() == tuning.best())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<Tuning> type() {
        return Tuning.class;
    }

    @Override
    public Inputs inputs() {
        return search(TrainingInputs.of(spec, context.base(), snapshot, trainer), tune, goal, trainer);
    }

    /** {@return the part of the inputs that is known before there are rows} */
    public static Inputs recipe(Spec spec, Path base, Trainer trainer) {
        return search(
                TrainingInputs.recipe(ofTrials(spec), base, trainer),
                spec.train().tune().orElseThrow(),
                TuneGoal.of(spec),
                trainer);
    }

    private static Inputs search(Inputs.Builder inputs, TuneSpec tune, TuneGoal goal, Trainer trainer) {
        inputs.add(NAME, "rules", RULES)
                .add(NAME, "metric", goal.metric())
                .add(NAME, "direction", Json.word(goal.direction()))
                .add(NAME, "strategy", Json.word(tune.strategy()))
                .add(NAME, "trials", tune.trials())
                .add(NAME, "parallel", tune.parallel())
                .add(NAME, "early-stopping", tune.earlyStopping());
        tune.ranges().forEach((name, range) -> inputs.add(NAME, "range of " + name, described(range)));
        trainer.tuner().ifPresent(tuner -> inputs.add(NAME, "tuner", tuner.name()));
        return inputs.build();
    }

    private static String described(RangeSpec range) {
        if (range.values().isPresent()) {
            return String.join(
                    ", ",
                    range.values().get().stream().map(Hyperparameters::text).toList());
        }
        return range.min().orElseThrow() + " to " + range.max().orElseThrow()
                + range.kind().map(kind -> ", " + Json.word(kind)).orElse("") + ", " + Json.word(range.scaling());
    }

    @Override
    public Tuning run(Job job) {
        Optional<Tuner> tuner = trainer.tuner();
        return tuner.isPresent() ? elsewhere(tuner.get(), job) : here(job);
    }

    private Tuning elsewhere(Tuner tuner, Job job) {
        Trainer.TrainingJob search = new Trainer.TrainingJob(
                job.name(), spec, context.base(), snapshot, Optional.empty(), context.store(), context.scratch(job));
        JobHandle handle = tuner.submit(search, goal, context.observer());
        Waiting.refuse(Waiting.end(tuner, handle), handle);
        return tuner.collect(handle);
    }

    private Tuning here(Job job) {
        Search search = search();
        Path scratch = context.scratch(job);
        int atOnce = trainer.isHere() ? Math.min(tune.parallel(), processors) : tune.parallel();
        Trials trials = new Trials(context, snapshot, trainer, goal, job.run(), scratch, atOnce);
        TrialProgress progress = new TrialProgress(goal, search.total(), context.observer());
        List<Told> told = new ArrayList<>();
        List<Shown> shown = new ArrayList<>();
        for (List<Proposal> batch = search.next(told); !batch.isEmpty(); batch = search.next(told)) {
            Optional<MedianRule> rule = rule(shown);
            List<Trials.Work> works = batch.stream()
                    .map(proposal -> work(job, proposal, rule, progress))
                    .toList();
            List<Shown> results = trials.run(works, progress::ended);
            shown.addAll(results);
            for (int i = 0; i < batch.size(); i++) {
                told.add(told(batch.get(i), results.get(i)));
            }
            refuse(shown, shown.size() == results.size());
        }
        if (told.stream().noneMatch(Told::hasValue)) {
            throw failed(
                    shown,
                    "all trials fail, the last one: "
                            + shown.get(shown.size() - 1).failure().orElse(""));
        }
        return new Tuning(
                goal.metric(),
                goal.direction(),
                tune.strategy(),
                trials(told, shown),
                told.stream().min(Told.BEST_FIRST).orElseThrow().proposal().trial());
    }

    /** A mistake that every trial has is not worth all of them. */
    private static void refuse(List<Shown> shown, boolean firstBatch) {
        List<String> reasons =
                shown.stream().flatMap(s -> s.failure().stream()).distinct().toList();
        boolean allFailed = shown.stream().allMatch(s -> s.failure().isPresent());
        if (allFailed && firstBatch && reasons.size() == 1) {
            throw failed(shown, "all trials of the first batch fail alike: " + reasons.get(0));
        }
    }

    private static RetrainException failed(List<Shown> shown, String what) {
        boolean mistake = shown.stream().anyMatch(Shown::mistake);
        Problem problem = new Problem(
                mistake ? Code.SPEC_WRONG_VALUE : Code.TRAINING_FAILED,
                "train.tune",
                what,
                "Mend what the message is about, or change 'train.tune.ranges', then run again");
        return mistake ? new InvalidInput(List.of(problem)) : BackendFailure.permanent(problem, null);
    }

    private Search search() {
        int trials = tune.trials();
        int batch = tune.parallel();
        return switch (tune.strategy()) {
            case TPE -> Sequential.tpe(space, trials, batch, spec.seed());
            case RANDOM -> Sequential.random(space, trials, batch, spec.seed());
            case GRID -> Sequential.grid(space, trials, batch, spec.seed());
            case HYPERBAND -> new Hyperband(space, Hyperparameters.rounds(spec), trials, batch, spec.seed());
            case BAYESIAN -> throw new IllegalStateException("nothing searches so here");
        };
    }

    private Optional<MedianRule> rule(List<Shown> before) {
        if (!tune.earlyStopping() || tune.strategy() == TuneSpec.Strategy.HYPERBAND) {
            return Optional.empty();
        }
        return MedianRule.of(
                goal,
                before.stream()
                        .filter(s -> s.value().isPresent() && !s.endedEarly())
                        .map(s -> new Curve(s.curve()))
                        .toList());
    }

    private Trials.Work work(Job job, Proposal proposal, Optional<MedianRule> rule, TrialProgress progress) {
        Map<String, Object> all = new HashMap<>(proposal.hyperparameters());
        proposal.rounds().ifPresent(rounds -> all.put("num_round", rounds));
        String name = job.name() + "-" + proposal.trial()
                + proposal.rounds().map(rounds -> "-" + rounds).orElse("");
        return new Trials.Work(name, proposal.trial(), overlaid(spec, all), rule, progress.observer(proposal.trial()));
    }

    private Told told(Proposal proposal, Shown shown) {
        double loss = shown.value().map(goal::loss).orElse(Double.POSITIVE_INFINITY);
        boolean toItsEnd = !shown.endedEarly()
                && (proposal.rounds().isEmpty() || proposal.rounds().get() == Hyperparameters.rounds(spec));
        return new Told(proposal, loss, toItsEnd);
    }

    /** The trial that is told last of its number has the most rounds. */
    private List<Tuning.Trial> trials(List<Told> told, List<Shown> shown) {
        Map<Integer, Tuning.Trial> trials = new TreeMap<>();
        for (int i = 0; i < told.size(); i++) {
            trials.put(told.get(i).proposal().trial(), trial(told.get(i), shown.get(i)));
        }
        return List.copyOf(trials.values());
    }

    private Tuning.Trial trial(Told told, Shown shown) {
        Tuning.Ended ended = shown.failure().isPresent()
                ? Tuning.Ended.FAILED
                : told.whole() ? Tuning.Ended.COMPLETED : Tuning.Ended.STOPPED_EARLY;
        String early = shown.endedEarly()
                ? "worse than the median of the trials before it at round " + shown.rounds()
                : "not among the best of its bracket after " + shown.rounds() + " rounds";
        return new Tuning.Trial(
                told.proposal().trial(),
                SearchSpace.texts(told.proposal().hyperparameters()),
                ended,
                shown.value(),
                shown.rounds(),
                shown.failure().orElse(told.whole() ? "" : early));
    }

    /** Until now a killed run would have found what its trials had left there. */
    @Override
    public void clear(Job job) {
        context.clear(job);
    }

    @Override
    public String summary(Tuning output) {
        Tuning.Trial best = bestOf(output);
        List<String> values = new ArrayList<>();
        new TreeMap<>(best.hyperparameters()).forEach((name, value) -> values.add(name + " " + value));
        return output.trials().size() + " trials"
                + counted(output, Tuning.Ended.STOPPED_EARLY, "ended early")
                + counted(output, Tuning.Ended.FAILED, "failed")
                + ", best " + output.metric() + " "
                + TrialProgress.shown(best.value().orElse(Double.NaN))
                + " (trial " + best.number() + ": " + String.join(", ", values) + ")";
    }

    private static String counted(Tuning tuning, Tuning.Ended ended, String word) {
        long count = tuning.trials().stream().filter(t -> t.ended() == ended).count();
        return count == 0 ? "" : ", " + count + " " + word;
    }
}
