package retrain.monitor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import retrain.monitor.ColumnDrift.Picture;

/**
 * The values of a column of categories with the rows that hold each, the most frequent of both sides together first, then by name. What is
 * decided by counts is decided by those of both sides together, which know nothing of which side a row is of: that keeps the tests honest.
 */
final class Cells {
    /** Fewer rows than these are not to be expected in a cell of the smaller side: the rule of Cochran (1952). */
    private static final double LEAST = 5;

    /** Nor is a smaller share than this, so that there are no more than 200 cells. */
    private static final double LEAST_SHARE = 0.005;

    private static final int DRAWN = 20;
    private static final String OTHERS = "(others)";

    private final List<Cell> cells;
    private final long reference;
    private final long current;

    private Cells(List<Cell> cells) {
        this.cells = cells;
        this.reference = cells.stream().mapToLong(Cell::reference).sum();
        this.current = cells.stream().mapToLong(Cell::current).sum();
    }

    record Cell(String value, long reference, long current) {
        long both() {
            return reference + current;
        }
    }

    /** {@return the cells of two counts} */
    static Cells of(SortedMap<String, Long> reference, SortedMap<String, Long> current) {
        SortedMap<String, Cell> all = new TreeMap<>();
        reference.forEach((value, rows) -> all.put(value, new Cell(value, rows, 0)));
        current.forEach((value, rows) ->
                all.merge(value, new Cell(value, 0, rows), (a, b) -> new Cell(value, a.reference, b.current)));
        List<Cell> cells = new ArrayList<>(all.values());
        cells.sort(Comparator.comparingLong(Cell::both).reversed());
        return new Cells(cells);
    }

    /** Rows with a value. */
    long reference() {
        return reference;
    }

    long current() {
        return current;
    }

    /** {@return the most frequent values} */
    List<String> values(int most) {
        return cells.stream().limit(most).map(Cell::value).toList();
    }

    /** {@return the values that the reference does not have, those with most rows first} */
    List<Cell> fresh() {
        return cells.stream().filter(c -> c.reference == 0).toList();
    }

    /**
     * {@return of all values, how likely it is at most that one with so many rows or more has them all in the window, if the rows of both sides
     * are mixed by chance: the sum over those values}
     */
    double chanceOfFresh(long rows) {
        double chance = 1;
        for (long i = 0; i < rows && chance > 0; i++) {
            chance *= Math.max(0, current - i) / ((double) reference + current - i);
        }
        long values = cells.stream().filter(c -> c.both() >= rows).count();
        return Math.min(1, values * chance);
    }

    /**
     * {@return the same rows in cells none of which is too rare for a chi-square test: in the order of frequency, rare values are taken together
     * until they are enough; what is left joins the last ones}
     */
    List<Cell> grouped() {
        double share = (double) Math.min(reference, current) / (reference + current);
        double least = Math.max(LEAST, LEAST_SHARE * Math.min(reference, current));
        List<Cell> groups = new ArrayList<>();
        Cell open = new Cell("", 0, 0);
        for (Cell cell : cells) {
            open = sum(open, cell);
            if (open.both() * share >= least) {
                groups.add(open);
                open = new Cell("", 0, 0);
            }
        }
        if (open.both() > 0) {
            groups.add(groups.isEmpty() ? open : sum(groups.remove(groups.size() - 1), open));
        }
        return groups;
    }

    private static Cell sum(Cell a, Cell b) {
        return new Cell(a.value.isEmpty() ? b.value : a.value, a.reference + b.reference, a.current + b.current);
    }

    /** {@return the most frequent values, and the others together} */
    Picture picture() {
        List<Cell> drawn = new ArrayList<>(cells.subList(0, Math.min(DRAWN, cells.size())));
        cells.stream()
                .skip(DRAWN)
                .reduce(Cells::sum)
                .ifPresent(rest -> drawn.add(new Cell(OTHERS, rest.reference, rest.current)));
        return new Picture(
                List.of(),
                drawn.stream().map(Cell::value).toList(),
                drawn.stream().map(c -> (double) c.reference / reference).toList(),
                drawn.stream().map(c -> (double) c.current / current).toList());
    }
}
