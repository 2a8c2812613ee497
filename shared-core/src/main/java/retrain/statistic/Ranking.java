package retrain.statistic;

import retrain.statistic.DeLong.SortedScores;

/** Rows in the order of their scores, sorted once, so that a replicate of the bootstrap is one pass over them. */
public final class Ranking {
    /** For each place from the lowest score on: the row, its label, and whether it is the last of those that are tied. */
    private final int[] places;

    private Ranking(int[] places) {
        this.places = places;
    }

    /** Sorts. {@return the rows in the order of their scores} Labels are 0 or 1, scores are numbers. */
    public static Ranking of(byte[] labels, float[] scores) {
        if (labels.length != scores.length || labels.length > Integer.MAX_VALUE >>> 2) {
            throw new IllegalArgumentException(scores.length + " scores of " + labels.length + " rows");
        }
        long[] sorted = SortedScores.of(scores);
        int[] places = new int[sorted.length];
        for (int i = 0; i < places.length; i++) {
            int row = SortedScores.row(sorted[i]);
            boolean last = i + 1 == places.length || !SortedScores.tied(sorted[i], sorted[i + 1]);
            places[i] = (row << 2) | (labels[row] << 1) | (last ? 1 : 0);
        }
        return new Ranking(places);
    }

    /** {@return the area under the ROC curve; NaN without rows of both classes} */
    public double auc(int[] counts) {
        long zerosBelow = 0;
        long onesBelow = 0;
        long onesHere = 0;
        long zerosHere = 0;
        long halves = 0;
        for (int place : places) {
            int count = counts[place >>> 2];
            int ones = count & -((place >>> 1) & 1);
            onesHere += ones;
            zerosHere += count - ones;
            if ((place & 1) == 1) {
                halves += onesHere * (2 * zerosBelow + zerosHere);
                zerosBelow += zerosHere;
                onesBelow += onesHere;
                onesHere = 0;
                zerosHere = 0;
            }
        }
        return halves / (2.0 * onesBelow * zerosBelow);
    }

    /** {@return the precision at each distinct score, weighted by the recall won there; NaN without rows of class 1} */
    public double averagePrecision(int[] counts) {
        long onesAbove = 0;
        long above = 0;
        long onesHere = 0;
        double sum = 0;
        for (int i = places.length - 1; i >= 0; i--) {
            int place = places[i];
            int count = counts[place >>> 2];
            onesHere += count & -((place >>> 1) & 1);
            above += count;
            boolean lowestOfTied = i == 0 || (places[i - 1] & 1) == 1;
            if (lowestOfTied && onesHere > 0) {
                onesAbove += onesHere;
                sum += (double) onesHere * onesAbove / above;
                onesHere = 0;
            }
        }
        return sum / onesAbove;
    }
}
