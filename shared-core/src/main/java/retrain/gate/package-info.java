/**
 * Gate: an evaluation and the policy become a decision. Pure functions.
 */
@NullMarked
package retrain.gate;

import org.jspecify.annotations.NullMarked;
