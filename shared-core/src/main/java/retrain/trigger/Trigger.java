package retrain.trigger;

import java.util.Locale;

/** What can make a retrain due, in the words of the spec. */
public enum Trigger {
    NO_CHAMPION,
    MANUAL,
    SCHEDULE,
    NEW_DATA,
    DRIFT,
    PERFORMANCE,
    SCHEMA,
    AGE,
    CODE;

    /** {@return {@code new-data}} */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
