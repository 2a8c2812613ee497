package retrain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.report.Reports;

/** Runs if a retrain is due. Of several processes that find it due at once, one runs. */
final class DueRun {
    private final Setting setting;
    private final Runs runs;

    private DueRun(Setting setting) {
        this.setting = setting;
        this.runs = new Runs(setting);
    }

    static Outcome execute(Setting setting) {
        DueRun run = new DueRun(setting);
        return setting.request().isOn(Option.DRY_RUN) ? run.plan() : run.run();
    }

    private Outcome plan() {
        Due due = Due.look(setting, false);
        if (!due.isDue()) {
            return due.outcome(setting, false);
        }
        Outcome plan = runs.run(Command.RUN);
        List<String> lines = new ArrayList<>(due.result().lines());
        lines.addAll(plan.text());
        return new Outcome(plan.kind(), plan.summary(), lines, plan.run(), plan.report());
    }

    private Outcome run() {
        Due due = Due.look(setting, false);
        while (due.isDue()) {
            Optional<DueLease> lease = DueLease.take(setting, runs::canGoOn);
            if (lease.isPresent()) {
                return run(lease.get());
            }
            due = Due.look(setting, false);
        }
        return notDue(due);
    }

    /** Looks again first: a run that ended since the first look may have made another champion. */
    private Outcome run(DueLease lease) {
        return lease.during(() -> {
            Due due = Due.look(setting, true);
            if (!due.isDue()) {
                return notDue(due);
            }
            Reports.write(due.result(), setting.request().out());
            return runs.run(Command.RUN, lease.killed(), lease.run(), due.because());
        });
    }

    /** The reports of an earlier run are not left where they would be taken for those of this one. */
    private Outcome notDue(Due due) {
        runs.removeOutputs();
        return due.outcome(setting, false);
    }
}
