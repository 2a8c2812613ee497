package retrain.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import retrain.data.Preparer;
import retrain.data.Rows;
import retrain.evaluate.Prequential;
import retrain.evaluate.Scorer;
import retrain.event.Allocation;
import retrain.event.Event;
import retrain.run.Context;
import retrain.spec.Spec;
import retrain.spec.StreamSpec;
import retrain.stream.BatchSource.Look;
import retrain.stream.BatchSource.Waiting;
import retrain.train.Trainer;

/**
 * The loop: takes the next batch, tests the model on it, lets the model learn it, and commits place, model, metrics and detector as one
 * checkpoint; runs that are due come in between. Whatever a kill cuts off is begun again from the last checkpoint.
 */
public final class Streaming {
    private static final Allocation BATCHES = Allocation.of("stream", "learns", "batches", 0);

    private final Spec spec;
    private final StreamSpec stream;
    private final Context context;
    private final BatchSource source;
    private final Steps steps;
    private final Consumer<StreamState> told;
    private final long poll;
    private int taken;

    /** Opens where batches come from. */
    @FunctionalInterface
    public interface Opening {
        BatchSource source(BatchSource.Delivered delivered);
    }

    /**
     * A stream that is not yet begun.
     *
     * @param told of the state after every look that found something new
     */
    public Streaming(
            Spec spec,
            Context context,
            Preparer preparer,
            Scorer scorer,
            Rows rows,
            Trainer trainer,
            StreamRuns runs,
            Opening opening,
            Consumer<StreamState> told) {
        this.spec = spec;
        this.stream = spec.stream().orElseThrow();
        this.context = context;
        this.steps = new Steps(
                spec,
                context,
                new Checkpoints(context.store(), spec.model()),
                new Learner(spec, context, new Learner.Ports(preparer, scorer, rows, trainer)),
                runs);
        this.source = opening.source(steps::delivered);
        this.told = told;
        this.poll = Spans.nanos(stream.poll());
    }

    /** Takes batches until the spec says that it is enough, or the thread is interrupted. {@return why it has ended, in a sentence} */
    public String run() {
        try (source) {
            return takeAll();
        }
    }

    private String takeAll() {
        steps.open();
        long idle = System.nanoTime();
        @Nullable Waiting before = null;
        while (true) {
            steps.beforeBatch();
            Look look = source.look(steps.state().offset());
            if (!look.waiting().equals(before)) {
                idle = System.nanoTime();
                tell(look.waiting(), Optional.empty());
            }
            if (look.next().isPresent() && !enough()) {
                steps.take(look.next().get());
                taken++;
                before = null;
                continue;
            }
            Optional<String> end = end(look.waiting(), look.waiting().equals(before), System.nanoTime() - idle);
            before = look.waiting();
            if (end.isPresent() || !pause()) {
                String reason = end.orElse("it was told to stop");
                tell(look.waiting(), Optional.of(reason));
                return reason;
            }
        }
    }

    private boolean enough() {
        return stream.stopAfter().filter(most -> taken >= most).isPresent();
    }

    /** @param same whether the look before has found the same: what waits is whole only if it has not changed since then */
    private Optional<String> end(Waiting waiting, boolean same, long idle) {
        if (enough()) {
            return Optional.of("as many batches were taken as stream.stop-after allows (" + taken + ")");
        }
        boolean settled = same || waiting.batches() == 0;
        if (!settled
                || stream.stopWhenIdle().filter(i -> idle >= Spans.nanos(i)).isEmpty()) {
            return Optional.empty();
        }
        String none = "no batch has come for " + stream.stopWhenIdle().orElseThrow();
        return Optional.of(
                waiting.batches() == 0
                        ? none
                        : none + " that is whole; " + waiting.batches() + " are empty, still grow or wait for those");
    }

    /** {@return whether to go on} */
    private boolean pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(poll);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void tell(Waiting waiting, Optional<String> ended) {
        Checkpoint.State last = steps.state();
        StreamState state = new StreamState(
                StreamState.FORMAT,
                spec.model(),
                source.location(),
                steps.number(),
                last.offset(),
                last.model().champion(),
                last.model().rounds(),
                last.totals().batches(),
                last.totals().learned(),
                Prequential.metrics(last.window(), spec.evaluate().confidence()),
                lag(waiting, last.totals()),
                ended,
                context.clock().instant());
        told.accept(state);
        context.observer().on(new Event.Progressed(BATCHES, last.totals().batches(), Wording.note(state)));
    }

    private StreamState.Lag lag(Waiting waiting, Checkpoint.Totals totals) {
        double rowsOfAByte = totals.bytes() == 0 ? 0 : (double) totals.delivered() / totals.bytes();
        double seconds = waiting.oldest()
                .map(o -> Duration.between(o, context.clock().instant()).toMillis() / 1e3)
                .orElse(0.0);
        return new StreamState.Lag(
                waiting.batches(), waiting.bytes(), Math.round(rowsOfAByte * waiting.bytes()), Math.max(0, seconds));
    }
}
