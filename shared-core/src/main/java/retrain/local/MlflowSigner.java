package retrain.local;

import java.net.URI;
import java.util.Map;

/** What a server of MLflow asks of each request, beyond a password: a signature. */
public interface MlflowSigner {
    /**
     * {@return the headers to add}
     *
     * @param body empty if there is none
     */
    Map<String, String> headers(String method, URI address, byte[] body);

    /** {@return what mends that a path of the API is forbidden} */
    default String permission(String path) {
        return "Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, in the environment";
    }

    /** {@return none} */
    static MlflowSigner none() {
        return (method, address, body) -> Map.of();
    }
}
