/** Where work happens: the process on the agent, how it gets there, and who waits for it. */
package retrain.jenkins.agent;
