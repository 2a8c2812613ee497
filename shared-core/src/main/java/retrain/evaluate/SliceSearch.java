package retrain.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import retrain.evaluate.Evaluation.Interval;
import retrain.evaluate.Evaluation.Searched;
import retrain.evaluate.Evaluation.WorstSlice;
import retrain.evaluate.LossGrid.Contrast;
import retrain.evaluate.LossGrid.Whole;
import retrain.spec.FindSlicesSpec;
import retrain.statistic.Adjusted;
import retrain.statistic.ConfidenceDistribution;

/**
 * Finds the slices on which the candidate does worst (in the way of Chung, Kraska, Polyzotis, Tae and Whang 2019, <i>IEEE International
 * Conference on Data Engineering</i> 35): every value of every column, and every pair of values of two columns, that has enough rows. A
 * slice's claim is that its mean loss is greater than that of all other rows; that of a pair is also that its loss is greater than that of the
 * other rows of either value, so that what is true of one value is not told again of each pair with it. The p-value of such a claim is the
 * greatest of its parts (an intersection-union test; Berger 1982, <i>Technometrics</i> 24). All claims are held against the rate of false
 * discoveries together.
 */
final class SliceSearch {
    private final FindSlicesSpec find;
    private final double confidence;
    private final RowLosses losses;
    private final List<SearchColumn> columns;

    /** @param columns with the rows in the order of the losses */
    SliceSearch(FindSlicesSpec find, double confidence, RowLosses losses, List<SearchColumn> columns) {
        this.find = find;
        this.confidence = confidence;
        this.losses = losses;
        this.columns = columns;
    }

    /** A value of a column, and one of another if that is not {@code whole}. */
    private record Place(SearchColumn column, int value, SearchColumn other, int otherValue) {
        boolean holds(int row) {
            return column.value()[row] == value && other.value()[row] == otherValue;
        }

        String name() {
            String first = column.slices().get(value - 1);
            return otherValue == 0 ? first : first + " and " + other.slices().get(otherValue - 1);
        }
    }

    private record Candidate(Place place, Contrast contrast, double p) {
        double least(double alpha) {
            return contrast.difference().lower(alpha);
        }
    }

    /**
     * What was seen.
     *
     * @param looked how many slices
     * @param candidates those that may be worse, before it is considered how many were looked at
     */
    private record Seen(long looked, List<Candidate> candidates) {}

    /** What a search comes to. */
    record Result(List<WorstSlice> worst, Searched searched) {}

    /**
     * {@return the slices that are worse than the rest, the worst first: that of which the least is certain}
     *
     * @param truth to count the rows of class 1
     * @param notice told how many slices were looked at
     */
    Result search(Truth truth, Consumer<String> notice) {
        if (losses.spread() == 0) {
            notice.accept("evaluate.find-slices: the loss is the same in all rows, so that no slice is worse");
            return new Result(List.of(), new Searched(0, 0, find.falseDiscoveries()));
        }
        List<Seen> seen = pairs().parallel().map(this::look).toList();
        long looked = seen.stream().mapToLong(Seen::looked).sum();
        List<Candidate> candidates =
                seen.stream().flatMap(s -> s.candidates().stream()).toList();
        double[] p = Adjusted.benjaminiHochberg(
                candidates.stream().mapToDouble(Candidate::p).toArray(), looked);
        double alpha = (1 - confidence) / 2;
        List<Integer> found = IntStream.range(0, p.length)
                .filter(i -> p[i] <= find.falseDiscoveries())
                .boxed()
                .sorted(Comparator.comparing(i -> -candidates.get(i).least(alpha)))
                .toList();
        notice.accept(words(looked, found.size()));
        List<WorstSlice> worst = found.stream()
                .limit(find.most())
                .map(i -> told(candidates.get(i), p[i], truth))
                .toList();
        return new Result(worst, new Searched(looked, found.size(), find.falseDiscoveries()));
    }

    private String words(long looked, int found) {
        if (looked == 0) {
            return String.format(
                    Locale.ROOT,
                    "evaluate.find-slices looked at no slice: none has, as the rest has, %,d rows%s",
                    find.minRows(),
                    losses.starts().isPresent() ? " of " + ClusterGrid.FEWEST + " groups" : "");
        }
        return String.format(
                Locale.ROOT,
                "evaluate.find-slices looked at %s by %s; worse than chance explains: %,d",
                count(looked, "slice"),
                count(columns.size(), "column"),
                found);
    }

    private static String count(long number, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
    }

    /** Each column alone, then each with each of those after it. */
    private Stream<SearchColumn[]> pairs() {
        SearchColumn whole = SearchColumn.whole(losses.standard().length);
        List<SearchColumn[]> pairs = new ArrayList<>();
        columns.forEach(column -> pairs.add(new SearchColumn[] {column, whole}));
        for (int i = 0; find.depth() > 1 && i < columns.size(); i++) {
            for (int j = i + 1; j < columns.size(); j++) {
                pairs.add(new SearchColumn[] {columns.get(i), columns.get(j)});
            }
        }
        return pairs.stream();
    }

    private Seen look(SearchColumn[] pair) {
        LossGrid grid = losses.grid(pair[0], pair[1], find.minRows());
        boolean alone = pair[1].width() == 1;
        List<Whole> wholes = alone ? List.of(Whole.ALL) : List.of(Whole.ALL, Whole.FIRST, Whole.SECOND);
        long looked = 0;
        List<Candidate> candidates = new ArrayList<>();
        for (int a = 1; a < pair[0].width(); a++) {
            for (int b = alone ? 0 : 1; b < pair[1].width(); b++) {
                Optional<Candidate> one = candidate(grid, new Place(pair[0], a, pair[1], b), wholes);
                looked += one.isPresent() ? 1 : 0;
                one.filter(c -> c.p() <= find.falseDiscoveries()).ifPresent(candidates::add);
            }
        }
        return new Seen(looked, candidates);
    }

    private static Optional<Candidate> candidate(LossGrid grid, Place place, List<Whole> wholes) {
        List<Contrast> contrasts = new ArrayList<>();
        for (Whole whole : wholes) {
            Optional<Contrast> contrast = grid.contrast(place.value(), place.otherValue(), whole);
            if (contrast.isEmpty()) {
                return Optional.empty();
            }
            contrasts.add(contrast.get());
        }
        double p = contrasts.stream()
                .mapToDouble(c -> c.difference().above(0))
                .max()
                .orElseThrow();
        return Optional.of(new Candidate(place, contrasts.get(0), p));
    }

    private WorstSlice told(Candidate candidate, double p, Truth truth) {
        Contrast contrast = candidate.contrast();
        ConfidenceDistribution difference = contrast.difference();
        double alpha = (1 - confidence) / 2;
        int[] rows = IntStream.range(0, losses.standard().length)
                .filter(candidate.place()::holds)
                .map(losses::row)
                .toArray();
        return new WorstSlice(
                candidate.place().name(),
                contrast.rows(),
                truth.positives(Selection.of(rows)),
                losses.mean() + losses.spread() * contrast.loss(),
                losses.mean() + losses.spread() * contrast.rest(),
                new Interval(
                        losses.spread() * difference.lower(alpha),
                        losses.spread() * difference.upper(alpha),
                        confidence),
                p);
    }
}
