/**
 * Cost: what a run may cost at worst before it begins, what it did cost, and the budget that refuses. Knows prices, not services.
 */
@NullMarked
package retrain.cost;

import org.jspecify.annotations.NullMarked;
