/**
 * Promote: the candidate becomes what is served; rollback brings the one before back.
 */
@NullMarked
package retrain.promote;

import org.jspecify.annotations.NullMarked;
