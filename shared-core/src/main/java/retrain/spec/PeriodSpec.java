package retrain.spec;

/** A stretch of time. */
public record PeriodSpec(
        @Key(doc = "The first time in it: 2013-07-01 or 2013-07-01T00:00:00Z.")
        String from,

        @Key(doc = "The first time after it: 2013-08-01 or 2013-08-01T00:00:00Z.")
        String to) {}
