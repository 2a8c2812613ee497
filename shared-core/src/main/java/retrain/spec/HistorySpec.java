package retrain.spec;

import java.util.Optional;

/** Where runs are also told. */
public record HistorySpec(
        @Key(
                doc =
                        "MLflow's tracking URI: a folder (mlruns), relative to this file, or http(s)://host:port of a tracking server. Each run is"
                                + " logged there when it ends.")
        Optional<String> mlflow) {}
