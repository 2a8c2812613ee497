/** Who may do what with which credentials: trust, intent, permission, approval. */
package retrain.jenkins.access;
