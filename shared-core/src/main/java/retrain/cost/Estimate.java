package retrain.cost;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import retrain.problem.Problem;

/**
 * What a run costs at worst: everything works as long as it may, nothing of an earlier run is reused, and spare instances cost what others
 * do. Requests, storage and transfer are not in it.
 */
public record Estimate(List<Line> lines) {
    public Estimate {
        lines = List.copyOf(lines);
    }

    /**
     * Something that is paid.
     *
     * @param dollars for as long as it works, or for a month if it stays; absent if its price is not known
     */
    public record Line(Demand.Item item, Optional<Double> dollars) {
        private String text() {
            String price = dollars.map(Money::text).orElse("a price that is not known");
            return item.what() + ": "
                    + (item.unit().isEmpty()
                            ? "workers that the spec does not name"
                            : item.count() + " x " + item.unit())
                    + (item.stays()
                            ? ", " + price + " a month"
                            : " for at most " + time(item.seconds()) + ", " + price);
        }

        private static String time(double seconds) {
            return seconds < 3600
                    ? String.format(Locale.ROOT, "%.0f min", Math.ceil(seconds / 60))
                    : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
        }
    }

    /** {@return what it all costs by these prices} */
    public static Estimate of(Demand demand, Prices prices) {
        List<Line> lines = new ArrayList<>();
        for (Demand.Item item : demand.items()) {
            Optional<Double> dollars = item.stays()
                    ? prices.perMonth(item.service(), item.unit())
                    : prices.perSecond(item.service(), item.unit()).map(price -> price * item.seconds());
            lines.add(new Line(item, dollars.map(one -> one * item.count())));
        }
        return new Estimate(lines);
    }

    /** {@return the cost of the run, as far as prices are known} */
    public double run() {
        return sum(false);
    }

    /** {@return the cost a month of what stays, as far as prices are known} */
    public double monthly() {
        return sum(true);
    }

    private double sum(boolean stays) {
        double sum = 0;
        for (Line line : lines) {
            sum += line.item().stays() == stays ? line.dollars().orElse(0.0) : 0;
        }
        return sum;
    }

    /** {@return how long the run can work in AWS} */
    double seconds() {
        double seconds = 0;
        for (Line line : lines) {
            seconds += line.item().stays() ? 0 : line.item().seconds();
        }
        return seconds;
    }

    /** {@return the prices that are not known, of what the run itself uses} */
    List<Problem> unknown(Prices prices) {
        Set<Problem> problems = new LinkedHashSet<>();
        for (Line line : lines) {
            if (line.dollars().isEmpty() && !line.item().stays()) {
                problems.add(prices.unknown(line.item().service(), line.item().unit()));
            }
        }
        return List.copyOf(problems);
    }

    /** {@return what stays, in a sentence with all of its figures} */
    public String standing() {
        List<String> parts = new ArrayList<>();
        boolean all = true;
        for (Line line : lines) {
            if (line.item().stays()) {
                parts.add(line.text());
                all &= line.dollars().isPresent();
            }
        }
        return (all ? "" : "more than ") + Money.text(monthly()) + " a month"
                + (parts.isEmpty() ? "" : " (" + String.join("; ", parts) + ")");
    }

    /** {@return it in a sentence, with all of its figures} */
    public String sentence() {
        List<String> parts = new ArrayList<>();
        boolean all = true;
        for (Line line : lines) {
            parts.add(line.text());
            all &= line.dollars().isPresent() || line.item().stays();
        }
        return "at worst the run costs " + (all ? "" : "more than ") + Money.text(run()) + " in AWS"
                + (parts.isEmpty() ? "" : " (" + String.join("; ", parts) + ")");
    }
}
