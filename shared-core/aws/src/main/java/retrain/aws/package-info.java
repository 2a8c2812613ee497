/**
 * The adapters of AWS behind the core's ports. The only room that knows the AWS SDK; {@link retrain.Adapters} is how the core finds it.
 */
@NullMarked
package retrain.aws;

import org.jspecify.annotations.NullMarked;
