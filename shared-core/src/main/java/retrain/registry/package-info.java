/**
 * Register: model versions, aliases and the audit chain.
 */
@NullMarked
package retrain.registry;

import org.jspecify.annotations.NullMarked;
