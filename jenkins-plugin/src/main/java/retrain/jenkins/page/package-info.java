/** What people see of a result: the pages of builds and jobs, column, badge, checks, tests and tokens. */
package retrain.jenkins.page;
