/** Starts builds when a retrain is due. */
package retrain.jenkins.trigger;
