/**
 * Continuous retraining: batches that arrive update the model, one after the other, and none is lost or learned twice.
 */
@NullMarked
package retrain.stream;

import org.jspecify.annotations.NullMarked;
