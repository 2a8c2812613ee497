/**
 * What was done: run ids, the append-only ledger, the content-addressed store, digests and job handles.
 */
@NullMarked
package retrain.run;

import org.jspecify.annotations.NullMarked;
