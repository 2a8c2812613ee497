/**
 * What went wrong: a stable code, where, what, and how to mend it; one sealed exception tree.
 */
@NullMarked
package retrain.problem;

import org.jspecify.annotations.NullMarked;
