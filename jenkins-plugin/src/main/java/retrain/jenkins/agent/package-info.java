/** The process on the agent. */
package retrain.jenkins.agent;
