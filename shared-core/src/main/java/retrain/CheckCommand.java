package retrain;

import java.util.Optional;

/** Says whether a retrain is due, and why. */
final class CheckCommand {
    private CheckCommand() {}

    static Outcome execute(Setting setting) {
        boolean fails = setting.request().value(Option.ON_DUE).equals(Optional.of("fail"));
        return Due.look(setting, false).outcome(setting, fails);
    }
}
