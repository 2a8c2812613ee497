/**
 * Prepare: data sources become a dataset snapshot with digest, schema, profile and split.
 */
@NullMarked
package retrain.data;

import org.jspecify.annotations.NullMarked;
