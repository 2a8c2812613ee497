/**
 * The embedded adapters: XGBoost4J, DuckDB, ONNX Runtime, files and processes. The only room that knows their classes.
 */
@NullMarked
package retrain.local;

import org.jspecify.annotations.NullMarked;
