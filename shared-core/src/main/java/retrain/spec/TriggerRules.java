package retrain.spec;

import java.util.List;
import java.util.Optional;
import retrain.spec.TriggersSpec.DriftTrigger;
import retrain.spec.TriggersSpec.NewData;
import retrain.spec.TriggersSpec.OffPeak;
import retrain.spec.TriggersSpec.Performance;
import retrain.spec.TriggersSpec.Windows;

/** What must be true of {@code triggers}. */
final class TriggerRules {
    private static final String PATH = "triggers";

    private final Spec spec;
    private final Binder binder;
    private final SpecRules rules;

    TriggerRules(Spec spec, Binder binder, SpecRules rules) {
        this.spec = spec;
        this.binder = binder;
        this.rules = rules;
    }

    void check() {
        TriggersSpec triggers = spec.triggers();
        triggers.schedule().ifPresent(this::schedule);
        triggers.offPeak().ifPresent(this::offPeak);
        triggers.newData().ifPresent(this::newData);
        triggers.drift().ifPresent(this::drift);
        for (int i = 0; i < triggers.performance().size(); i++) {
            performance(PATH + ".performance[" + i + "]", triggers.performance().get(i));
        }
        if (triggers.manual() && others(triggers)) {
            rules.wrong(
                    PATH + ".manual",
                    "says that a retrain is never due by itself, and other triggers stand beside it",
                    "Remove it: intent 'manual' is a reason without it, too; or remove the others");
        }
    }

    private static boolean others(TriggersSpec t) {
        return !new TriggersSpec(
                        t.schedule(),
                        t.newData(),
                        t.drift(),
                        t.performance(),
                        t.schema(),
                        t.age(),
                        t.code(),
                        false,
                        Optional.empty(),
                        Optional.empty())
                .isEmpty();
    }

    private void schedule(TriggersSpec.ScheduleSpec schedule) {
        String path = PATH + ".schedule.cron";
        if (binder.sound(path)) {
            try {
                Cron.of(schedule.cron());
            } catch (IllegalArgumentException e) {
                rules.wrong(
                        path,
                        "'" + schedule.cron() + "' " + e.getMessage(),
                        "Write it like '0 2 * * MON-FRI': at 02:00 from Monday to Friday");
            }
        }
        rules.zone(PATH + ".schedule.zone", schedule.zone());
    }

    private void offPeak(OffPeak hours) {
        rules.zone(PATH + ".off-peak.zone", hours.zone());
        if (hours.from().equals(hours.to())) {
            rules.wrong(PATH + ".off-peak", "ends when it begins", "Correct 'to', or remove 'off-peak'");
        }
        rules.twice(PATH + ".off-peak.except", hours.except());
    }

    private void newData(NewData data) {
        if (data.rows().isEmpty()
                && data.parts().isEmpty()
                && data.bytes().isEmpty()
                && data.share().isEmpty()) {
            rules.wrong(
                    PATH + ".new-data",
                    "has none of the keys rows, parts, bytes, share",
                    "Add one of them: 'parts: 1'");
        }
    }

    private void drift(DriftTrigger drift) {
        String path = PATH + ".drift";
        rules.twice(path + ".columns", drift.columns());
        int named = drift.columns().size();
        if (named > 0 && drift.atLeast() > named) {
            rules.wrong(
                    path + ".at-least",
                    "is " + drift.atLeast() + ", and only " + named + (named == 1 ? " column is" : " columns are")
                            + " named",
                    "Lower it, or name more columns");
        }
        windows(path + ".windows", drift.windows());
    }

    private void windows(String path, String text) {
        if (!binder.sound(path)) {
            return;
        }
        Windows windows = Windows.of(text);
        if (windows.least() > windows.of()) {
            rules.wrong(path, "'" + text + "' can never be", "The first number is at most the second");
        } else if (windows.of() > spec.monitor().windows() && binder.sound("monitor.windows")) {
            rules.wrong(
                    path,
                    "asks for " + windows.of() + " windows, and 'monitor.windows' looks at the newest "
                            + spec.monitor().windows(),
                    "Raise 'monitor.windows'");
        } else if (windows.of() > 1 && spec.monitor().window().isEmpty() && binder.sound("monitor.window")) {
            rules.wrong(
                    path,
                    "asks for " + windows.of()
                            + " windows, and there is only one as long as 'monitor.window' is absent",
                    "Add 'window: 1 day' to 'monitor'");
        }
    }

    private void performance(String path, Performance must) {
        rules.suits(path + ".metric", must.metric());
        rules.exactlyOne(
                path,
                List.of("at-least", "at-most", "worse-than"),
                must.atLeast().isPresent(),
                must.atMost().isPresent(),
                must.worseThan().isPresent());
        if (must.worseThan().isPresent() && must.by().isEmpty() && binder.sound(path + ".by")) {
            rules.wrong(path, "says 'worse-than' without a margin", "Add 'by: 0.01', or 'by: 0' for none at all");
        }
        if (must.by().isPresent() && must.worseThan().isEmpty()) {
            rules.wrong(path + ".by", "'by' is the margin of 'worse-than', which is absent", "Remove it");
        }
        rules.direction(path, must.metric(), must.atLeast(), must.atMost());
        if (spec.monitor().live().isEmpty() && binder.sound("monitor")) {
            rules.wrong(
                    path,
                    "needs the predictions of the live model, and nothing says where they are",
                    "Add 'live: {predictions: …}' to 'monitor'");
        }
        windows(path + ".windows", must.windows());
    }
}
