package retrain.train;

import java.util.List;
import retrain.run.Digest;

/** How a model's archive is read. */
public sealed interface ModelFormat {
    /** XGBoost's own format, in the archive's only file {@code xgboost-model}. */
    record Xgboost() implements ModelFormat {}

    /**
     * Served over {@code /ping} and {@code /invocations} by a program.
     *
     * @param code the archive ({@code sourcedir.tar.gz}) of the folder the program runs in
     */
    record Container(List<String> serve, Digest code) implements ModelFormat {
        public Container {
            serve = List.copyOf(serve);
        }
    }

    /** An ONNX graph, in the named file of the archive. */
    record Onnx(String file) implements ModelFormat {}
}
