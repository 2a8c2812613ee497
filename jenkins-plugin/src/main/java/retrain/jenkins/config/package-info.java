/** What is configured once: for all of Jenkins, and for a folder. */
package retrain.jenkins.config;
