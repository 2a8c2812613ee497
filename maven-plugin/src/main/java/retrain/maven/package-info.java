/**
 * The Maven goals: each binds its parameters, makes one call into the core and translates the outcome.
 */
@NullMarked
package retrain.maven;

import org.jspecify.annotations.NullMarked;
