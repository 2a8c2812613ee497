package retrain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import retrain.cost.Leavings;
import retrain.cost.Left;
import retrain.cost.Money;
import retrain.cost.Prices;
import retrain.run.Ledger;
import retrain.run.LedgerEntry;
import retrain.run.RunId;

/** What 'clean' says of AWS: what is left there, what it costs, and that it is gone. */
final class CleanElsewhere {
    private final Setting setting;
    private final Prices prices;
    private final boolean dry;

    CleanElsewhere(Setting setting, boolean dry) {
        this.setting = setting;
        this.prices = Prices.of(setting.spec(), setting.base());
        this.dry = dry;
    }

    /**
     * {@return a line for each thing}
     *
     * @param days how long nobody must have used it
     */
    List<String> clean(Leavings leavings, Instant now, int days) {
        Instant before = now.minus(Duration.ofDays(days));
        Instant called = now.minus(Duration.ofDays(setting.spec().cost().idleDays()));
        Optional<RunId> going = going(before);
        List<String> lines = new ArrayList<>();
        for (Left left : leavings.find(before, called, going.isEmpty())) {
            if (!dry && left.kind().isRemovable()) {
                leavings.remove(left);
            }
            lines.add(line(left));
        }
        going.ifPresent(run -> lines.add("files of jobs in S3 are not looked at: run " + run
                + " has not ended; go on with it, or wait until it is " + days + " days old"));
        return lines;
    }

    /** {@return a run that began since then and has not ended: it may read what is old} */
    private Optional<RunId> going(Instant before) {
        for (RunId run : Ledger.runs(setting.store())) {
            Optional<LedgerEntry.Began> began = Ledger.began(setting.store(), run);
            if (began.filter(b -> !b.at().isBefore(before)).isPresent()
                    && Ledger.open(setting.store(), run)
                            .entries(LedgerEntry.Ended.class)
                            .isEmpty()) {
                return Optional.of(run);
            }
        }
        return Optional.empty();
    }

    private String line(Left left) {
        String what = left.kind().words() + " " + left.name();
        String size = left.bytes() > 0 ? String.format(Locale.ROOT, ", %,d bytes", left.bytes()) : "";
        String done = left.kind().isRemovable()
                ? (dry ? "would be removed" : "removed")
                : "stays, as it serves: remove it by 'aws sagemaker delete-endpoint --endpoint-name " + left.name()
                        + "' if nobody needs it";
        return what + size + cost(left) + ": not used since " + left.since() + " or longer; " + done;
    }

    private String cost(Left left) {
        Optional<Double> dollars = left.service().isEmpty()
                ? prices.perMonth("s3", "GB").filter(p -> left.bytes() > 0).map(p -> p * left.bytes() / 1e9)
                : prices.perMonth(left.service(), left.unit()).map(p -> p * left.count());
        String price = dollars.map(d -> ", " + Money.text(d) + " a month").orElse("");
        return left.service().isEmpty() ? price : ", " + left.count() + " x " + left.unit() + price;
    }
}
