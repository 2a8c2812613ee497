package retrain.cost;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import retrain.run.Usage;

/** What the jobs of a run have cost in AWS. */
public record Bill(List<Line> lines) {
    public Bill {
        lines = List.copyOf(lines);
    }

    /**
     * A job.
     *
     * @param dollars absent if the price is not known
     */
    public record Line(Usage usage, Optional<Double> dollars) {
        /** {@return what it cost less because spare instances did it} */
        public double saved() {
            double seconds = usage.seconds();
            return usage.spot() && usage.billed() > 0
                    ? dollars.orElse(0.0) * Math.max(0, seconds - usage.billed()) / usage.billed()
                    : 0;
        }
    }

    /** {@return what the jobs cost by these prices, in the order in which they ended} */
    public static Bill of(List<Usage> usages, Prices prices) {
        List<Line> lines = new ArrayList<>();
        for (Usage usage : usages) {
            lines.add(new Line(usage, dollars(usage, prices)));
        }
        lines.sort(Comparator.comparing((Line l) -> l.usage().at())
                .thenComparing(l -> l.usage().job()));
        return new Bill(lines);
    }

    static Optional<Double> dollars(Usage usage, Prices prices) {
        return prices.perSecond(usage.service(), usage.unit()).map(price -> price * usage.count() * usage.billed());
    }

    /** {@return what all of them cost; empty if the price of one is not known} */
    public Optional<Double> dollars() {
        double sum = 0;
        for (Line line : lines) {
            if (line.dollars().isEmpty()) {
                return Optional.empty();
            }
            sum += line.dollars().get();
        }
        return Optional.of(sum);
    }

    /** {@return what was saved by spare instances} */
    public double saved() {
        double sum = 0;
        for (Line line : lines) {
            sum += line.saved();
        }
        return sum;
    }
}
