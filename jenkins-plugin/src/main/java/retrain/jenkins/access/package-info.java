/** What a build may do and use. */
package retrain.jenkins.access;
