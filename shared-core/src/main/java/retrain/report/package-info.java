/**
 * Report: records of a run become JSON, HTML, Markdown and JUnit XML. Reads records only.
 */
@NullMarked
package retrain.report;

import org.jspecify.annotations.NullMarked;
