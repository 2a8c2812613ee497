package retrain.spec;

import java.time.DateTimeException;
import java.time.ZoneId;

/** What must be true of {@code monitor}, but for its {@code live}. */
final class MonitorRules {
    private static final String REFERENCE = "monitor.reference";

    private final Spec spec;
    private final Binder binder;
    private final SpecRules rules;

    MonitorRules(Spec spec, Binder binder, SpecRules rules) {
        this.spec = spec;
        this.binder = binder;
        this.rules = rules;
    }

    void check() {
        DriftSpec drift = spec.monitor().drift();
        rules.twice("monitor.drift.columns", drift.columns());
        rules.twice("monitor.drift.ignore", drift.ignore());
        for (String column : drift.ignore()) {
            if (drift.columns().contains(column)) {
                rules.wrong(
                        "monitor.drift.ignore",
                        "'" + column + "' is among the columns and ignored",
                        "Remove one of both");
            }
        }
        if (isZone(spec.monitor().zone())) {
            spec.monitor().reference().ifPresent(this::reference);
        } else if (binder.sound("monitor.zone")) {
            rules.wrong(
                    "monitor.zone",
                    "'" + spec.monitor().zone() + "' is no time zone",
                    "Write its name in the time zone database: Europe/Berlin, or UTC");
        }
        needsTime("monitor.window", spec.monitor().window().isPresent());
        needsTime(REFERENCE, spec.monitor().reference().isPresent());
    }

    static boolean isZone(String name) {
        try {
            ZoneId.of(name);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private void needsTime(String path, boolean there) {
        if (there && spec.data().time().isEmpty() && binder.sound("data.time")) {
            rules.wrong(path, "goes by time, but no column is named as the time", "Add 'time: <column>' to 'data'");
        }
    }

    private void reference(PeriodSpec period) {
        ZoneId zone = ZoneId.of(spec.monitor().zone());
        boolean from = isTime(".from", period.from());
        boolean to = isTime(".to", period.to());
        if (from && to && !period.start(zone).isBefore(period.end(zone))) {
            rules.wrong(REFERENCE, "ends before it begins", "Let 'to' be later than 'from'");
        }
    }

    private boolean isTime(String key, String text) {
        boolean time = SpecRules.isTime(text);
        if (!time && binder.sound(REFERENCE + key)) {
            rules.wrong(
                    REFERENCE + key,
                    "'" + text + "' is neither a date nor a time",
                    "Write it like 2013-09-01 or 2013-09-01T00:00:00Z");
        }
        return time;
    }
}
