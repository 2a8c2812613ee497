/**
 * Evaluate: candidate and champion are scored on the same rows; metrics by slice.
 */
@NullMarked
package retrain.evaluate;

import org.jspecify.annotations.NullMarked;
