/**
 * The facade: {@link retrain.Retrain} runs a {@link retrain.Command} for a {@link retrain.Request} and answers with an
 * {@link retrain.Outcome}. Front ends use this package, {@code event} and {@code problem}, and nothing else.
 */
@NullMarked
package retrain;

import org.jspecify.annotations.NullMarked;
