package retrain;

import java.util.Optional;
import retrain.monitor.Monitoring;

/** Port within the root: what is known of the rows and predictions since the champion. */
interface Monitors {
    /**
     * {@return what monitor says of the present data; it is run if its inputs changed. Empty if there is nothing to watch, as without a
     * champion}
     */
    Optional<Monitoring> latest();
}
