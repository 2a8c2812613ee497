package retrain.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.evaluate.Prequential.Shown;
import retrain.event.Event;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.registry.ModelVersion;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.spec.Hyperparameters;
import retrain.spec.Spec;
import retrain.spec.StreamSpec;
import retrain.statistic.Adwin;
import retrain.statistic.ChangeDetector;
import retrain.statistic.PageHinkley;
import retrain.stream.Checkpoint.Due;
import retrain.stream.Checkpoint.Model;
import retrain.stream.Checkpoint.State;
import retrain.stream.Checkpoint.Step;
import retrain.stream.Checkpoint.Taken;
import retrain.stream.Checkpoint.Totals;
import retrain.stream.Checkpoint.Trial;
import retrain.stream.StreamRuns.Judged;
import retrain.stream.StreamRuns.Made;
import retrain.train.TrainedModel;

/** The steps of a stream; each ends with the commit of its checkpoint. */
final class Steps {
    private final Spec spec;
    private final StreamSpec stream;
    private final Context context;
    private final Checkpoints chain;
    private final Learner learner;
    private final StreamRuns runs;
    private Checkpoints.@Nullable Link end;

    Steps(Spec spec, Context context, Checkpoints chain, Learner learner, StreamRuns runs) {
        this.spec = spec;
        this.stream = spec.stream().orElseThrow();
        this.context = context;
        this.chain = chain;
        this.learner = learner;
        this.runs = runs;
    }

    /** Goes on from the last checkpoint, or begins with the champion. */
    void open() {
        end = chain.last().orElse(null);
        if (end == null) {
            begin(champion(), "it is the champion");
        } else {
            notice("stream: goes on after checkpoint " + number()
                    + state().offset().map(o -> ", batch " + o).orElse(""));
        }
    }

    private ModelVersion champion() {
        return runs.champion()
                .orElseThrow(() -> new InvalidInput(
                        Code.NOT_FOUND,
                        "model '" + spec.model() + "'",
                        "has no champion, and a stream goes on from one",
                        "Make one with the command 'run' first"));
    }

    /** {@return where the stream is} */
    State state() {
        return link().checkpoint().state();
    }

    /** {@return the number of the last checkpoint} */
    int number() {
        return link().checkpoint().number();
    }

    private Checkpoints.Link link() {
        if (end == null) {
            throw new IllegalStateException("the stream was not opened");
        }
        return end;
    }

    Optional<Digest> delivered(String offset) {
        return chain.delivered(offset, number());
    }

    /** Does the run that is due, and goes over to another champion than the stream's own, if somebody made one. */
    void beforeBatch() {
        Optional<Due> due = state().due();
        if (due.isPresent()) {
            switch (due.get().kind()) {
                case GATE -> judge(due.get(), state().trial().orElseThrow());
                case RETRAIN -> retrain(due.get());
            }
        }
        ModelVersion champion = champion();
        if (champion.number() != state().model().champion()) {
            begin(champion, "version " + champion.number() + " has become the champion, by another than this stream");
        }
    }

    private void begin(ModelVersion champion, String because) {
        begin(
                new Made(champion.run(), champion.snapshot(), champion.trained(), champion.artifact()),
                champion,
                because);
    }

    private void begin(Made made, ModelVersion champion, String because) {
        TrainedModel trained = learner.read(made.trained(), TrainedModel.class);
        Model model = new Model(
                champion.number(),
                made.snapshot(),
                made.trained(),
                made.snapshot(),
                made.artifact(),
                rounds(trained),
                0);
        Optional<State> before = end == null ? Optional.empty() : Optional.of(state());
        notice("stream: a line begins with the model of run " + made.run() + ": " + because);
        commit(
                new Step.Began(made.run(), because),
                new State(
                        before.flatMap(State::offset),
                        model,
                        before.map(State::totals).orElse(Totals.NONE),
                        List.of(),
                        stream.detector().map(Steps::fresh).map(ChangeDetector::state),
                        Optional.empty(),
                        Optional.empty()));
    }

    private static ChangeDetector fresh(StreamSpec.Detector detector) {
        return switch (detector) {
            case ADWIN -> new Adwin();
            case PAGE_HINKLEY -> new PageHinkley();
        };
    }

    /** The last point of the curve is at the last round. A program's model has none. */
    private int rounds(TrainedModel trained) {
        if (spec.train().xgboost().isEmpty()) {
            return 0;
        }
        return trained.curve().stream()
                .mapToInt(TrainedModel.Point::round)
                .max()
                .orElseGet(() -> Hyperparameters.rounds(spec));
    }

    private void commit(Step step, State state) {
        end = chain.commit(new Checkpoint(
                Checkpoint.FORMAT,
                end == null ? 1 : end.checkpoint().number() + 1,
                Optional.ofNullable(end).map(Checkpoints.Link::digest),
                step,
                state,
                context.clock().instant()));
    }

    /** Tests and learns a batch, unless the base was made of it. */
    void take(BatchSource.Batch batch) {
        Snapshot base = learner.read(state().model().base(), Snapshot.class);
        boolean known = base.parts().stream().anyMatch(p -> p.digest().equals(batch.digest()));
        if (known) {
            skip(state(), batch);
        } else {
            learned(state(), batch, learner.learn(state().model(), batch, runs.next()));
        }
    }

    private void skip(State now, BatchSource.Batch batch) {
        String because = "the base was made of this file";
        notice("stream: batch " + batch.offset() + " is skipped: " + because);
        commit(
                new Step.Skipped(new Taken(batch.offset(), batch.digest(), 0, Optional.empty()), because),
                new State(
                        Optional.of(batch.offset()),
                        now.model(),
                        now.totals().skipping(),
                        now.window(),
                        now.watch(),
                        now.trial(),
                        now.due()));
    }

    private void learned(State now, BatchSource.Batch batch, Learner.Lesson lesson) {
        Table table = lesson.rows().train();
        Shown shown = lesson.tested().shown();
        Model model = learned(now.model(), lesson);
        Watched watched = watch(now, lesson.tested().errors());
        Trial trial = trial(now.trial(), model, table);
        Optional<Due> due = due(watched, model, trial);
        commit(
                new Step.Learned(new Taken(batch.offset(), batch.digest(), shown.rows(), Optional.of(table.digest()))),
                new State(
                        Optional.of(batch.offset()),
                        model,
                        now.totals().plus(shown.rows(), table.rows(), batch.bytes()),
                        window(now.window(), shown),
                        watched.state(),
                        Optional.of(trial),
                        due));
        due.ifPresent(d -> notice("stream: " + d.because()));
    }

    private Model learned(Model old, Learner.Lesson lesson) {
        return new Model(
                old.champion(),
                old.base(),
                lesson.trained(),
                lesson.kept(),
                lesson.model().artifact(),
                stream.refresh() ? old.rounds() : rounds(lesson.model()),
                old.batches() + 1);
    }

    /** What the detector says of a batch. */
    private record Watched(Optional<ChangeDetector.State> state, boolean larger) {}

    /** A detector that the spec has named since the line began starts now. */
    private Watched watch(State now, double[] errors) {
        if (stream.detector().isEmpty()) {
            return new Watched(Optional.empty(), false);
        }
        ChangeDetector fresh = fresh(stream.detector().get());
        ChangeDetector detector = now.watch()
                .filter(s -> s.getClass().equals(fresh.state().getClass()))
                .map(ChangeDetector.State::detector)
                .orElse(fresh);
        boolean larger = false;
        for (double error : errors) {
            larger |= detector.add(error);
        }
        return new Watched(Optional.of(detector.state()), larger);
    }

    /** The first model of a line that has learned something waits for the batches after it. */
    private static Trial trial(Optional<Trial> before, Model model, Table table) {
        if (before.isEmpty()) {
            return new Trial(model.trained(), model.rows(), List.of());
        }
        List<Table> tables = new ArrayList<>(before.get().tables());
        tables.add(table);
        return new Trial(before.get().trained(), before.get().rows(), tables);
    }

    private List<Shown> window(List<Shown> before, Shown shown) {
        List<Shown> window = new ArrayList<>(before);
        window.add(shown);
        return window.subList(Math.max(0, window.size() - stream.window()), window.size());
    }

    private Optional<Due> due(Watched watched, Model model, Trial trial) {
        if (watched.larger()) {
            return Optional.of(new Due(
                    Due.Kind.RETRAIN, runs.next(), "the errors have become larger, so that all is trained anew"));
        }
        boolean grows = spec.train().xgboost().isPresent() && !stream.refresh();
        if (grows && model.rounds() + stream.roundsOfABatch() > stream.maxRounds()) {
            return Optional.of(new Due(
                    Due.Kind.RETRAIN,
                    runs.next(),
                    "the model has " + model.rounds() + " rounds, and stream.max-rounds is " + stream.maxRounds()
                            + ", so that all is trained anew"));
        }
        return trial.tables().size() < stream.gateEvery()
                ? Optional.empty()
                : Optional.of(new Due(
                        Due.Kind.GATE,
                        runs.next(),
                        "a model of the stream is gated by the "
                                + trial.tables().size() + " batches after it, which it has not learned"));
    }

    private void judge(Due due, Trial trial) {
        State now = state();
        Judged judged = runs.judge(
                due.run(), learner.gating(trial), learner.read(trial.trained(), TrainedModel.class), due.because());
        int champion = runs.champion()
                .filter(c -> c.run().equals(judged.run()) || c.trained().equals(trial.trained()))
                .map(ModelVersion::number)
                .orElse(now.model().champion());
        commit(
                new Step.Judged(judged.run(), judged.outcome(), judged.reason()),
                new State(
                        now.offset(),
                        now.model().servedAs(champion),
                        now.totals(),
                        now.window(),
                        now.watch(),
                        Optional.of(new Trial(now.model().trained(), now.model().rows(), List.of())),
                        Optional.empty()));
    }

    /** Whatever its gates said, the new model is the base: what is served changes by gates only, and the old line is at its end. */
    private void retrain(Due due) {
        Made made = runs.retrain(due.run(), due.because());
        begin(made, champion(), due.because());
    }

    private void notice(String message) {
        context.observer().on(new Event.Noticed(message));
    }
}
