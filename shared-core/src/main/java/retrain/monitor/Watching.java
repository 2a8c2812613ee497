package retrain.monitor;

import java.util.Optional;
import retrain.data.Rows;
import retrain.evaluate.Scorer;

/**
 * The ports that monitor works with.
 *
 * @param classifier absent where none is asked for
 */
public record Watching(
        NewRows rows,
        Samples.Engine samples,
        Optional<DomainClassifier> classifier,
        Rows tables,
        Scorer scorer,
        LiveRows live,
        LossModel losses) {}
