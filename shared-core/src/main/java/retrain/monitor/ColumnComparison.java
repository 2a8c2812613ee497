package retrain.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import retrain.monitor.ColumnDrift.Measure;
import retrain.monitor.ColumnDrift.Picture;
import retrain.monitor.Finding.Asked;
import retrain.spec.DriftSpec;
import retrain.statistic.Contingency;
import retrain.statistic.Distances;
import retrain.statistic.KolmogorovSmirnov;
import retrain.statistic.SortedSample;
import retrain.statistic.StabilityIndex;

/** Compares one column of both sides; pure. */
final class ColumnComparison {
    /** Fewer values of a side than so many say nothing of how they are distributed. */
    static final int LEAST = 10;

    /** Numbers with so few distinct values, on both sides together, are compared as categories. */
    private static final int FEW_VALUES = 10;

    private static final int MOST_NAMED = 20;

    private final DriftSpec spec;
    private final Watched of;
    private final List<Asked> asked = new ArrayList<>();
    private final List<Measure> measures = new ArrayList<>();
    private Optional<Picture> picture = Optional.empty();
    private List<String> fresh = List.of();
    private Optional<String> incomparable = Optional.empty();
    private boolean gone;

    private ColumnComparison(DriftSpec spec, Watched of) {
        this.spec = spec;
        this.of = of;
    }

    /** {@return what numbers tell} */
    static Finding numbers(DriftSpec spec, Watched of, SortedSample reference, float[] current) {
        return new ColumnComparison(spec, of).numbers(reference, SortedSample.of(current));
    }

    /** {@return what categories tell} */
    static Finding categories(DriftSpec spec, Watched of, Samples.Frequencies reference, Samples.Frequencies current) {
        ColumnComparison comparison = new ColumnComparison(spec, of);
        Cells cells = Cells.of(reference.rows(), current.rows());
        comparison.missing(cells.reference(), reference.missing(), cells.current(), current.missing());
        if (reference.tooMany() || current.tooMany()) {
            comparison.incomparable = Optional.of("so many values are names, not categories");
        } else if (comparison.enough(cells.reference(), cells.current())) {
            comparison.fresh(cells);
            comparison.categories(cells);
        }
        return comparison.finding();
    }

    private Finding finding() {
        return new Finding(of, asked, measures, picture, fresh, gone, incomparable);
    }

    private Finding numbers(SortedSample reference, SortedSample current) {
        missing(reference.size(), reference.leftOut(), current.size(), current.leftOut());
        if (!enough(reference.size(), current.size())) {
            return finding();
        }
        SortedMap<Float, Long> ofReference = new TreeMap<>();
        SortedMap<Float, Long> ofCurrent = new TreeMap<>();
        if (fewValues(reference, ofReference)
                && fewValues(current, ofCurrent)
                && both(ofReference, ofCurrent) <= FEW_VALUES) {
            categories(Cells.of(named(ofReference), named(ofCurrent)));
        } else {
            distribution(reference, current);
        }
        return finding();
    }

    /** Not asked if no row of either side lacks a value. */
    private void missing(long reference, long missing, long current, long missingNow) {
        gone = reference > 0 && current == 0 && missingNow > 0;
        if (missing + missingNow == 0 || reference + missing == 0 || current + missingNow == 0) {
            return;
        }
        Contingency test = Contingency.of(new long[] {reference, missing}, new long[] {current, missingNow});
        double before = (double) missing / (reference + missing);
        double now = (double) missingNow / (current + missingNow);
        asked.add(new Asked(
                Finding.MISSING,
                test.statistic(),
                test.pValue(),
                "difference of the missing share",
                Math.abs(now - before),
                spec.minMissing()));
        measures.add(told("missing in the reference", before));
        measures.add(told("missing in the window", now));
    }

    private static Measure told(String name, double value) {
        return new Measure(name, value, Optional.empty());
    }

    private boolean enough(long reference, long current) {
        if (Math.min(reference, current) >= LEAST) {
            return true;
        }
        boolean ofReference = reference <= current;
        long rows = Math.min(reference, current);
        incomparable = Optional.of("the " + (ofReference ? "reference" : "window") + " has "
                + (rows == 0 ? "no row" : rows == 1 ? "one row" : rows + " rows") + " with a value, and it takes "
                + LEAST);
        return false;
    }

    /** Counts values until they are too many. {@return whether they are few} */
    private static boolean fewValues(SortedSample sample, SortedMap<Float, Long> counts) {
        for (int at = 0; at < sample.size(); ) {
            int end = sample.end(at);
            counts.put(sample.at(at), (long) end - at);
            if (counts.size() > FEW_VALUES) {
                return false;
            }
            at = end;
        }
        return true;
    }

    private static int both(SortedMap<Float, Long> reference, SortedMap<Float, Long> current) {
        SortedMap<Float, Long> all = new TreeMap<>(reference);
        all.putAll(current);
        return all.size();
    }

    private static SortedMap<String, Long> named(SortedMap<Float, Long> counts) {
        SortedMap<String, Long> named = new TreeMap<>();
        counts.forEach((value, rows) -> named.put(name(value), rows));
        return named;
    }

    private static String name(float value) {
        return value == Math.rint(value) && Math.abs(value) < 1e7
                ? Integer.toString((int) value)
                : Float.toString(value);
    }

    private void distribution(SortedSample reference, SortedSample current) {
        KolmogorovSmirnov test = KolmogorovSmirnov.of(reference, current);
        asked.add(new Asked(
                "Kolmogorov-Smirnov",
                test.statistic(),
                test.pValue(),
                "Wasserstein / sd",
                Distances.wasserstein(reference, current) / spread(reference, current),
                spec.minWasserstein()));
        Bins deciles = Bins.deciles(reference);
        if (deciles.size() > 1) {
            long[] before = deciles.count(reference);
            long[] now = deciles.count(current);
            measures.add(told("Jensen-Shannon", Distances.jensenShannon(before, now, 2)));
            stability(StabilityIndex.of(before, now));
        }
        measures.add(told("mean of the reference", reference.mean()));
        measures.add(told("mean of the window", current.mean()));
        Bins drawn = Bins.even(reference, current);
        picture = Optional.of(new Picture(drawn.edges(), List.of(), shares(drawn, reference), shares(drawn, current)));
    }

    private void stability(StabilityIndex index) {
        measures.add(told("PSI", index.value()));
        measures.add(told("PSI by chance, mean", index.mean()));
        measures.add(told("PSI by chance, 95%", index.critical()));
    }

    /** A reference that does not vary has no deviation to measure by; then it is that of all values. */
    private static double spread(SortedSample reference, SortedSample current) {
        double deviation = reference.deviation();
        if (deviation > 0) {
            return deviation;
        }
        double share = (double) current.size() / (reference.size() + current.size());
        double apart = current.mean() - reference.mean();
        double within = current.deviation();
        return Math.sqrt(share * within * within + share * (1 - share) * apart * apart);
    }

    private static List<Double> shares(Bins bins, SortedSample sample) {
        List<Double> shares = new ArrayList<>();
        for (long rows : bins.count(sample)) {
            shares.add((double) rows / sample.size());
        }
        return shares;
    }

    private void fresh(Cells cells) {
        List<Cells.Cell> found = new ArrayList<>(cells.fresh());
        long rows = found.stream().mapToLong(Cells.Cell::current).sum();
        double share = (double) rows / cells.current();
        double chance = found.isEmpty() ? 1 : cells.chanceOfFresh(found.get(0).current());
        asked.add(new Asked(
                "new categories", found.size(), chance, "share of new categories", share, spec.minNewCategories()));
        fresh = found.stream().limit(MOST_NAMED).map(Cells.Cell::value).toList();
    }

    private void categories(Cells cells) {
        List<Cells.Cell> groups = cells.grouped();
        long[] before = groups.stream().mapToLong(Cells.Cell::reference).toArray();
        long[] now = groups.stream().mapToLong(Cells.Cell::current).toArray();
        Contingency test = Contingency.of(before, now);
        asked.add(new Asked(
                "chi-square",
                test.statistic(),
                test.pValue(),
                "Jensen-Shannon",
                Distances.jensenShannon(before, now, 2),
                spec.minJensenShannon()));
        measures.add(told("Cramér's V", test.cramersV()));
        measures.add(told("largest difference of a share", Distances.largest(before, now)));
        stability(StabilityIndex.of(before, now));
        picture = Optional.of(cells.picture());
    }
}
