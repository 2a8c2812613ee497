package retrain;

import java.util.List;
import java.util.Optional;
import retrain.promote.Promotion;
import retrain.promote.Rollback;

/** Brings an earlier champion back. */
final class RollbackCommand {
    private RollbackCommand() {}

    static Outcome execute(Setting setting) {
        Request request = setting.request();
        Optional<Integer> to = request.value(Option.VERSION).map(v -> Numbers.whole(Option.VERSION, v, 1));
        if (request.isOn(Option.DRY_RUN)) {
            return dryRun(setting, to);
        }
        Telling telling = new Telling(setting);
        Promotion promotion = Rollback.execute(
                setting.registry(),
                setting.ports().deployer(setting.spec(), setting.context()),
                setting.context(),
                setting.spec(),
                to,
                request.value(Option.WHY).orElse("no reason given"),
                request.by());
        telling.aliasesMoved();
        String summary = promotion.reason() + " (" + promotion.where() + ")";
        return new Outcome(Outcome.Kind.DONE, summary, List.of(), Optional.empty(), Optional.empty());
    }

    private static Outcome dryRun(Setting setting, Optional<Integer> to) {
        String summary = to.or(setting.registry()::championBefore)
                .map(version -> "Dry run: version " + version + " would become the champion")
                .orElse("Dry run: there is no earlier champion to bring back");
        return new Outcome(Outcome.Kind.DONE, summary, List.of(), Optional.empty(), Optional.empty());
    }
}
