package retrain.train;

import java.util.List;

/**
 * A column a model reads.
 *
 * @param categories the values of a text column in the order of their codes 0, 1, 2, …; empty for a number. A value that is not
 *     among them is scored as missing.
 */
public record Feature(String name, boolean categorical, List<String> categories) {
    public Feature {
        categories = List.copyOf(categories);
    }
}
