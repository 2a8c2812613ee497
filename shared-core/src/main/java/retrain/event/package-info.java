/**
 * What happens during a run: sealed records and one observer; each front end renders them in its own way.
 */
@NullMarked
package retrain.event;

import org.jspecify.annotations.NullMarked;
