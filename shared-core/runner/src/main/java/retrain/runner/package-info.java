/** The front end without Maven: a process a command, an exit code, and a file that says how it ended. */
@NullMarked
package retrain.runner;

import org.jspecify.annotations.NullMarked;
