/** What all rooms of the plugin share. */
package retrain.jenkins;
