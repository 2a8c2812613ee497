/**
 * Train: a snapshot becomes a model artifact with its provenance.
 */
@NullMarked
package retrain.train;

import org.jspecify.annotations.NullMarked;
