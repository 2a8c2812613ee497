/**
 * A/B test: the outcomes of the units of a test to a decision about its challenger.
 */
@NullMarked
package retrain.ab;

import org.jspecify.annotations.NullMarked;
