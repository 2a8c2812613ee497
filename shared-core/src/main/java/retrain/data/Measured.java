package retrain.data;

import java.util.Optional;

/**
 * What a rule met in the rows.
 *
 * @param rows those that it is about
 * @param broken those of them that break it; of a rule on all rows together, 1 or 0
 * @param example of a row that breaks it: the value and the row's key; of a rule on all rows together, what was found
 */
public record Measured(long rows, long broken, Optional<String> example) {}
