/** What people see. */
package retrain.jenkins.page;
