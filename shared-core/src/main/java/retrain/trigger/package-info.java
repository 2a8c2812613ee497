/**
 * Trigger: facts about data, model and time become a decision whether a retrain is due, with its reasons. Pure functions.
 */
@NullMarked
package retrain.trigger;

import org.jspecify.annotations.NullMarked;
