package retrain.spec;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An A/B test between the champion and the candidate, which is the challenger until the test ends. */
public record AbSpec(
        @Key(doc = "The share of the units that the challenger serves first.", orElse = "0.1", min = 0.001, max = 0.999)
        double share,

        @Key(doc = "The shares after that, each greater than the one before: [0.25, 0.5].", orElse = "[]")
        List<Double> ramp,

        @Key(
                doc = "A share is kept until the challenger has served so many units with it.",
                orElse = "1000",
                min = 1,
                max = 1000000000)
        int rampUnits,

        @Key(doc = "A share is kept for so many days at least.", orElse = "1", min = 0, max = 365)
        int rampDays,

        @Key(
                doc =
                        "So many seconds after each switch of the shares are left out, until all that serves has them: 1200 for an endpoint of SageMaker.",
                orElse = "60",
                min = 0,
                max = 86400)
        int settle,

        @Key(
                doc =
                        "The column of the predictions with the unit: who or what is assigned to a variant, such as a customer. In captured data it is"
                                + " unit_id.",
                orElse = "unit_id")
        String unit,

        @Key(
                doc =
                        "The column of the predictions with the variant that has made them: v3, or 3. In captured data it is variant.",
                orElse = "variant")
        String variant,

        @Key(
                doc =
                        "What is compared, the mean over units of the mean over a unit's rows: brier, log_loss or accuracy (binary), accuracy or log_loss"
                                + " (multiclass), mae or pinball (regression). Absent: the first of these.")
        Optional<Metric> metric,

        @Key(
                doc =
                        "By how much the challenger must be better. Negative: by how much it may be worse. It is promoted if that is shown, and rolled back"
                                + " if the contrary is.",
                orElse = "0",
                min = -1000000000,
                max = 1000000000)
        double by,

        @Key(
                doc = "The confidence of the decision, however often the test is looked at.",
                orElse = "0.95",
                min = 0.5,
                max = 0.9999)
        double confidence,

        @Key(
                doc = "Nothing is decided before so many units of each variant have labels.",
                orElse = "500",
                min = 50,
                max = 1000000000)
        int minUnits,

        @Key(doc = "The test ends after so many days.", orElse = "30", min = 1, max = 3650)
        int maxDays,

        @Key(
                doc =
                        "What becomes of the challenger if nothing was shown when the test ends: rollback, promote, or keep, which goes on with the test.",
                orElse = "rollback")
        AtEnd atEnd,

        @Key(
                doc = "Metrics that must not get worse: the challenger is rolled back as soon as one is shown to be.",
                orElse = "[]")
        List<AbGuardSpec> guards) {
    static final double SHARE = 0.1;

    /** The metrics that are the mean of a number of each row. */
    private static final Set<Metric> MEANS =
            EnumSet.of(Metric.BRIER, Metric.LOG_LOSS, Metric.ACCURACY, Metric.MAE, Metric.PINBALL);

    public AbSpec {
        ramp = List.copyOf(ramp);
        guards = List.copyOf(guards);
    }

    /** {@return what holds where nothing is said} */
    public static AbSpec usual() {
        return new AbSpec(
                SHARE,
                List.of(),
                1000,
                1,
                60,
                "unit_id",
                "variant",
                Optional.empty(),
                0,
                0.95,
                500,
                30,
                AtEnd.ROLLBACK,
                List.of());
    }

    /** A metric that must not get worse. */
    public record AbGuardSpec(
            @Key(doc = "The metric; one of those that can be compared.")
            Metric metric,

            @Key(doc = "By how much it may be worse than the champion's.", orElse = "0", min = 0, max = 1000000000)
            double by) {}

    /** What becomes of a challenger about which nothing was shown. */
    public enum AtEnd {
        ROLLBACK,
        PROMOTE,
        KEEP
    }

    /** {@return the metric that is compared} */
    public Metric compared(Task task) {
        return metric.orElse(
                switch (task) {
                    case BINARY -> Metric.BRIER;
                    case MULTICLASS -> Metric.ACCURACY;
                    case REGRESSION -> Metric.MAE;
                });
    }

    /** {@return the share after this one; empty if it is the last} */
    public Optional<Double> after(double now) {
        return ramp.stream().filter(next -> next > now).findFirst();
    }

    static boolean isMean(Metric metric) {
        return MEANS.contains(metric);
    }
}
