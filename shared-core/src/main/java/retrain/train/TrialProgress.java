package retrain.train;

import java.util.Locale;
import retrain.event.Allocation;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.spec.TuneGoal;

/** Tells how a search gets on: a line a trial, and what happens within each trial as a part of it. */
final class TrialProgress {
    private final TuneGoal goal;
    private final Observer observer;
    private final Allocation whole;
    private int done;
    private int best;
    private double bestValue = Double.NaN;

    TrialProgress(TuneGoal goal, int total, Observer observer) {
        this.goal = goal;
        this.observer = observer;
        this.whole = Allocation.of("tune", "trials", "trials", total);
    }

    /** {@return told of what happens within a trial} */
    Observer observer(int trial) {
        String name = "trial " + trial;
        return event -> {
            if (event instanceof Event.Progressed p) {
                Allocation part =
                        whole.child(name, p.allocation().unit(), p.allocation().total());
                observer.on(new Event.Progressed(part, p.done(), ""));
            } else if (event instanceof Event.Printed printed) {
                observer.on(new Event.Printed(name, printed.line()));
            } else {
                observer.on(event);
            }
        };
    }

    void ended(Trials.Work work, Trials.Shown shown) {
        done++;
        double value = shown.value().orElse(Double.NaN);
        if (shown.value().isPresent() && !(goal.loss(value) >= goal.loss(bestValue))) {
            best = work.trial();
            bestValue = value;
        }
        String came = shown.failure()
                .map(reason -> "failed: " + reason)
                .orElse(goal.metric() + " " + shown(value) + (shown.endedEarly() ? ", ended early" : ""));
        String leads = best == 0 ? "" : "; best " + shown(bestValue) + " (trial " + best + ")";
        observer.on(new Event.Progressed(whole, done, "trial " + work.trial() + " " + came + leads));
    }

    static String shown(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
