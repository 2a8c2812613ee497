/** What a command left, read from its published files. Knows no Jenkins, but for the mark that a script may read it. */
package retrain.jenkins.result;
