package retrain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import retrain.report.Measurements;
import retrain.report.TrackedLook;

/** Says whether a retrain is due, and why. */
final class CheckCommand {
    private CheckCommand() {}

    static Outcome execute(Setting setting) {
        boolean fails = setting.request().value(Option.ON_DUE).equals(Optional.of("fail"));
        Telling telling = new Telling(setting);
        Due due = Due.look(setting, false);
        Outcome outcome = due.outcome(setting, fails);
        if (!setting.request().isOn(Option.DRY_RUN)) {
            Instant at = setting.context().clock().instant();
            telling.look(new TrackedLook(
                    setting.spec().model(), Optional.empty(), List.of(), Measurements.of(due.result(), at)));
        }
        return outcome;
    }
}
