package retrain.spec;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/** A stretch of time. */
public record PeriodSpec(
        @Key(doc = "The first time in it: 2013-07-01 or 2013-07-01T00:00:00Z.")
        String from,

        @Key(doc = "The first time after it: 2013-08-01 or 2013-08-01T00:00:00Z.")
        String to) {
    /** {@return the first instant in it; a date begins in the zone} */
    public Instant start(ZoneId zone) {
        return instant(from, zone);
    }

    /** {@return the first instant after it} */
    public Instant end(ZoneId zone) {
        return instant(to, zone);
    }

    private static Instant instant(String text, ZoneId zone) {
        return text.length() == "2013-09-01".length()
                ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
                : OffsetDateTime.parse(text).toInstant();
    }
}
