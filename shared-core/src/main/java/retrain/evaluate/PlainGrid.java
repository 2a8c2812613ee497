package retrain.evaluate;

import java.util.Optional;
import retrain.statistic.Welch;

/** Cells of rows that do not depend on one another: they are compared by Welch's t. */
final class PlainGrid implements LossGrid {
    /**
     * The least variance, of losses whose spread is 1: a difference far below is one of rounding, and never certain because both sides are
     * constant.
     */
    static final double FLOOR = 1e-12;

    private final int width;
    private final int minRows;
    private final long[] rows;
    private final double[] sum;
    private final double[] squares;
    private final Part[] firsts;
    private final Part[] seconds;
    private final Part all;

    /**
     * Takes the sums.
     *
     * @param minRows the fewest rows of a cell, and of what it is compared with
     */
    PlainGrid(double[] loss, SearchColumn first, SearchColumn second, int minRows) {
        this.width = second.width();
        this.minRows = minRows;
        int cells = first.width() * width;
        this.rows = new long[cells];
        this.sum = new double[cells];
        this.squares = new double[cells];
        add(loss, first.value(), second.value());
        this.firsts = new Part[first.width()];
        this.seconds = new Part[width];
        for (int a = 0; a < firsts.length; a++) {
            firsts[a] = total(a * width, 1, width);
        }
        for (int b = 0; b < width; b++) {
            seconds[b] = total(b, width, firsts.length);
        }
        Part sums = new Part(0, 0, 0);
        for (Part part : firsts) {
            sums = sums.plus(part);
        }
        this.all = sums;
    }

    private void add(double[] loss, byte[] first, byte[] second) {
        for (int row = 0; row < loss.length; row++) {
            int cell = first[row] * width + second[row];
            rows[cell]++;
            sum[cell] += loss[row];
            squares[cell] += loss[row] * loss[row];
        }
    }

    private Part total(int from, int step, int count) {
        Part total = new Part(0, 0, 0);
        for (int i = 0; i < count; i++) {
            total = total.plus(part(from + i * step));
        }
        return total;
    }

    private Part part(int cell) {
        return new Part(rows[cell], sum[cell], squares[cell]);
    }

    /** Some rows' sums. */
    private record Part(long rows, double sum, double squares) {
        Part plus(Part other) {
            return new Part(rows + other.rows, sum + other.sum, squares + other.squares);
        }

        Part minus(Part other) {
            return new Part(rows - other.rows, sum - other.sum, squares - other.squares);
        }

        double mean() {
            return sum / rows;
        }

        double variance() {
            return Math.max(FLOOR, (squares - sum * mean()) / (rows - 1));
        }
    }

    @Override
    public Optional<Contrast> contrast(int first, int second, Whole whole) {
        int cell = first * width + second;
        if (rows[cell] < minRows) {
            return Optional.empty();
        }
        Part part = part(cell);
        Part rest = of(whole, first, second).minus(part);
        if (rest.rows < minRows) {
            return Optional.empty();
        }
        return Optional.of(new Contrast(
                part.rows,
                part.mean(),
                rest.mean(),
                Welch.difference(part.mean(), part.variance(), part.rows, rest.mean(), rest.variance(), rest.rows)));
    }

    private Part of(Whole whole, int first, int second) {
        return switch (whole) {
            case ALL -> all;
            case FIRST -> firsts[first];
            case SECOND -> seconds[second];
        };
    }
}
