/** The functions of the stack that retrains by itself in AWS: each turns an event into one call of the core. */
@NullMarked
package retrain.lambda;

import org.jspecify.annotations.NullMarked;
