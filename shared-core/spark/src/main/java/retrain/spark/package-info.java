/**
 * What {@code spark-submit} runs for Retrain. Asked by {@code retrain.local.SparkSubmit}, with a file for the task and one for the answer.
 */
@NullMarked
package retrain.spark;

import org.jspecify.annotations.NullMarked;
