/** The steps: a step a command of the core's table. */
package retrain.jenkins.step;
