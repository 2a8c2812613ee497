package retrain.local;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import retrain.local.ForeignJson.Change;

/**
 * A booster's JSON, for what the Java API lacks: taking off the last rounds, naming the features (it cuts names that are not ASCII
 * short), and the gain of features. The form is that of XGBoost's
 * <a href="https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html">model schema</a>.
 */
final class XgboostJson {
    private static final String ATTRIBUTES = "attributes";
    private static final String NAMES = "feature_names";

    /** Arrays with an element a tree. */
    private static final Set<String> BY_TREE = Set.of("tree_info", "trees", "weight_drop");

    private static final String BY_ROUND = "iteration_indptr";

    private final byte[] model;

    XgboostJson(byte[] model) {
        this.model = model;
    }

    /** {@return the model with its first rounds only, all of them if it is not of trees, and the features' names} */
    byte[] firstRounds(int rounds, List<String> features) throws IOException {
        Map<String, Change> changes = new HashMap<>();
        changes.put(ATTRIBUTES, new Change.Unlooked());
        changes.put(NAMES, new Change.Instead(features));
        double[] treesBefore = treesBeforeRounds();
        if (treesBefore.length > rounds + 1) {
            int trees = (int) treesBefore[rounds];
            changes.put("num_trees", new Change.Instead(Integer.toString(trees)));
            BY_TREE.forEach(name -> changes.put(name, new Change.First(trees)));
            changes.put(BY_ROUND, new Change.First(rounds + 1));
        }
        return ForeignJson.copy(model, changes);
    }

    /** {@return for each round how many trees are before it, and at last how many there are} */
    private double[] treesBeforeRounds() throws IOException {
        double[][] found = {{}};
        ForeignJson.numberArrays(model, Set.of(BY_ROUND), Set.of(ATTRIBUTES), (name, numbers) -> {
            found[0] = numbers;
            return false;
        });
        return found[0];
    }

    /** {@return by feature, the sum of the loss that its splits of the first rounds have taken away; all zero for a model that is not of trees} */
    double[] totalGain(int rounds, int features) throws IOException {
        double[] treesBefore = treesBeforeRounds();
        Gain gain = new Gain(treesBefore.length > rounds ? (int) treesBefore[rounds] : 0, features);
        ForeignJson.numberArrays(model, Gain.ARRAYS, Set.of(ATTRIBUTES, NAMES), gain::take);
        return gain.byFeature;
    }

    /** Adds up tree by tree. */
    private static final class Gain {
        private static final String LEFT = "left_children";
        private static final String LOSS = "loss_changes";
        private static final String FEATURE = "split_indices";
        static final Set<String> ARRAYS = Set.of(LEFT, LOSS, FEATURE);

        final double[] byFeature;
        private int treesToCome;
        private double[] left = {};
        private double[] loss = {};

        Gain(int trees, int features) {
            this.treesToCome = trees;
            this.byFeature = new double[features];
        }

        /** A tree's arrays are written in the order of their names. */
        boolean take(String name, double[] numbers) {
            switch (name) {
                case LEFT -> left = numbers;
                case LOSS -> loss = numbers;
                default -> {
                    treesToCome--;
                    add(numbers);
                }
            }
            return treesToCome > 0;
        }

        private void add(double[] feature) {
            for (int node = 0; node < feature.length; node++) {
                if (left[node] >= 0) {
                    byFeature[(int) feature[node]] += loss[node];
                }
            }
        }
    }
}
