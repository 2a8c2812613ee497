package retrain.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import retrain.statistic.Parzen;
import retrain.statistic.Resampling.Numbers;
import retrain.train.Dimension.Categorical;
import retrain.train.Dimension.Numeric;
import retrain.train.Search.Told;

/**
 * The tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl 2011, <i>Algorithms for Hyper-Parameter Optimization</i>): one
 * density l of the trials that are among the best, one g of the others; of several draws from l the one with the greatest l/g, which is the
 * one with the greatest expected improvement. Each hyperparameter for itself.
 *
 * @param trials of the whole search
 */
record Tpe(int trials) implements Sequential.Model {
    /** The share of the trials that counts as good. */
    private static final double GOOD = 0.15;

    private static final int MOST_GOOD = 25;

    /** So many trials are of chance, to have something to learn from. */
    private static final int FIRST = 10;

    private static final int CANDIDATES = 24;

    @Override
    public Map<String, Object> draw(SearchSpace space, List<Told> told, Numbers random) {
        List<Told> ranked = told.stream().sorted(Told.BEST_FIRST).toList();
        int known = (int) told.stream().filter(Told::hasValue).count();
        if (told.size() < Math.min(FIRST, (trials + 1) / 2) || known == 0) {
            return space.draw(random);
        }
        int good = Math.min(known, Math.min(MOST_GOOD, (int) Math.ceil(GOOD * told.size())));
        Map<String, Object> drawn = new LinkedHashMap<>();
        for (Dimension dimension : space.dimensions()) {
            List<Object> values = ranked.stream()
                    .map(t -> t.proposal().hyperparameters().get(dimension.name()))
                    .toList();
            List<Object> best = values.subList(0, good);
            List<Object> others = values.subList(good, values.size());
            drawn.put(
                    dimension.name(),
                    dimension instanceof Numeric numbers
                            ? number(numbers, best, others, random)
                            : category((Categorical) dimension, best, others, random));
        }
        return drawn;
    }

    private static Object number(Numeric numbers, List<Object> good, List<Object> others, Numbers random) {
        Parzen l = new Parzen(good.stream().map(numbers::place).toList());
        Parzen g = new Parzen(others.stream().map(numbers::place).toList());
        double best = Double.NEGATIVE_INFINITY;
        Object chosen = numbers.at(0.5);
        for (int i = 0; i < CANDIDATES; i++) {
            Object value = numbers.at(l.draw(random));
            double place = numbers.place(value);
            double ratio = l.density(place) / g.density(place);
            if (ratio > best) {
                best = ratio;
                chosen = value;
            }
        }
        return chosen;
    }

    private static Object category(Categorical category, List<Object> good, List<Object> others, Numbers random) {
        List<Object> values = category.values();
        double[] l = shares(values, good);
        double[] g = shares(values, others);
        double best = Double.NEGATIVE_INFINITY;
        int chosen = 0;
        for (int i = 0; i < CANDIDATES; i++) {
            int drawn = draw(l, random);
            if (l[drawn] / g[drawn] > best) {
                best = l[drawn] / g[drawn];
                chosen = drawn;
            }
        }
        return values.get(chosen);
    }

    /** Each value as if it had been seen once more than it was. */
    private static double[] shares(List<Object> values, List<Object> seen) {
        double[] shares = new double[values.size()];
        for (int i = 0; i < shares.length; i++) {
            Object value = values.get(i);
            long count = seen.stream().filter(value::equals).count();
            shares[i] = (count + 1.0) / (seen.size() + shares.length);
        }
        return shares;
    }

    private static int draw(double[] shares, Numbers random) {
        double left = random.uniform();
        for (int i = 0; i < shares.length; i++) {
            left -= shares[i];
            if (left < 0) {
                return i;
            }
        }
        return shares.length - 1;
    }
}
