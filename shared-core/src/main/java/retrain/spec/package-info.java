/**
 * What the user asked for: the records of {@code retrain.yaml}, their reading and validation, and the JSON Schema of them.
 */
@NullMarked
package retrain.spec;

import org.jspecify.annotations.NullMarked;
