/**
 * Kafka behind the core's port {@link retrain.stream.RecordLog}. The only room that knows Kafka's classes; {@link retrain.Adapters} is how the core
 * finds it.
 */
@NullMarked
package retrain.kafka;

import org.jspecify.annotations.NullMarked;
