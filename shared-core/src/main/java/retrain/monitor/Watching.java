package retrain.monitor;

import java.util.Optional;
import java.util.function.Supplier;
import retrain.data.Rows;
import retrain.evaluate.Scorer;

/**
 * The ports that monitor works with.
 *
 * @param samples opens one; it is closed after each window
 * @param classifier absent where none is asked for
 */
public record Watching(
        NewRows rows,
        Supplier<Samples> samples,
        Optional<DomainClassifier> classifier,
        Rows tables,
        Scorer scorer,
        LiveRows live,
        LossModel losses) {}
