/** What retrains by itself in AWS, written from the spec: a stack of CloudFormation, a state machine, pipelines. Text only: no vendor's classes. */
@NullMarked
package retrain.infra;

import org.jspecify.annotations.NullMarked;
