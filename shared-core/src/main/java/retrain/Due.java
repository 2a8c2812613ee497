package retrain;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import retrain.report.CheckResult;
import retrain.report.Reports;
import retrain.trigger.TriggerDecision;
import retrain.trigger.TriggerDecision.Finding;
import retrain.trigger.TriggerFacts;
import retrain.trigger.Triggers;

/** Whether a retrain is due, and what is told of it. */
record Due(TriggerDecision decision, CheckResult result) {
    /** @param alone whether this process is the one whose run may go on */
    static Due look(Setting setting, boolean alone) {
        TriggerFacts facts = DueFacts.gather(setting, alone);
        TriggerDecision decision = Triggers.decide(setting.spec().triggers(), facts);
        return new Due(decision, CheckResult.of(setting.spec().triggers(), facts, decision));
    }

    boolean isDue() {
        return decision.due();
    }

    /** {@return why, a sentence each} */
    List<String> because() {
        return decision.reasons().stream().map(Finding::line).toList();
    }

    /**
     * {@return what the command says}
     *
     * @param fails whether a retrain that is due is to fail the build
     */
    Outcome outcome(Setting setting, boolean fails) {
        boolean dry = setting.request().isOn(Option.DRY_RUN);
        Optional<Path> report = dry
                ? Optional.empty()
                : Optional.of(Reports.write(result, setting.request().out()));
        return new Outcome(
                isDue() ? Outcome.Kind.DUE : Outcome.Kind.NOT_DUE,
                result.sentence(),
                result.lines(),
                Optional.empty(),
                report,
                fails && isDue());
    }
}
