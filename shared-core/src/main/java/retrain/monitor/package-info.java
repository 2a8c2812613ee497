/**
 * Monitor: the rows and predictions since the champion, in windows, become drift and quality of the live model.
 */
@NullMarked
package retrain.monitor;

import org.jspecify.annotations.NullMarked;
