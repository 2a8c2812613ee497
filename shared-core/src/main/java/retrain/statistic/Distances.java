package retrain.statistic;

/** How far two samples, or two rows of counts over the same cells, lie apart. */
public final class Distances {
    private Distances() {}

    /**
     * {@return the area between the distribution functions of two samples, neither of them empty: how far the numbers of one have to be moved,
     * on average, to become the other (Wasserstein-1, the earth mover's distance)}
     */
    public static double wasserstein(SortedSample first, SortedSample second) {
        int i = 0;
        int j = 0;
        double area = 0;
        double before = Math.min(first.at(0), second.at(0));
        while (i < first.size() || j < second.size()) {
            boolean ofFirst = j == second.size() || (i < first.size() && first.at(i) <= second.at(j));
            double value = ofFirst ? first.at(i) : second.at(j);
            double apart = Math.abs((double) i / first.size() - (double) j / second.size());
            area += apart * (value - before);
            before = value;
            if (ofFirst) {
                i++;
            } else {
                j++;
            }
        }
        return area;
    }

    /**
     * {@return the Jensen-Shannon distance, the root of the divergence (Lin 1991, <i>IEEE Transactions on Information Theory</i> 37; Endres and
     * Schindelin 2003, same 49)} An empty cell adds nothing to its side.
     *
     * @param base of the logarithm; with 2 the distance is from 0 to 1
     */
    public static double jensenShannon(long[] first, long[] second, double base) {
        double n = total(first);
        double m = total(second);
        double divergence = 0;
        for (int i = 0; i < first.length; i++) {
            double p = first[i] / n;
            double q = second[i] / m;
            divergence += half(p, (p + q) / 2) + half(q, (p + q) / 2);
        }
        return Math.sqrt(Math.max(0, divergence / Math.log(base)));
    }

    private static double half(double share, double middle) {
        return share == 0 ? 0 : share * Math.log(share / middle) / 2;
    }

    /** {@return the largest difference of two shares} */
    public static double largest(long[] first, long[] second) {
        double n = total(first);
        double m = total(second);
        double largest = 0;
        for (int i = 0; i < first.length; i++) {
            largest = Math.max(largest, Math.abs(first[i] / n - second[i] / m));
        }
        return largest;
    }

    /** {@return the sum of counts, more than 0} */
    static double total(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        if (sum == 0) {
            throw new IllegalArgumentException("no counts");
        }
        return sum;
    }
}
