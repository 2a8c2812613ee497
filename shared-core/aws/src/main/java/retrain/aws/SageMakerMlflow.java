package retrain.aws;

import static java.util.Map.entry;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import retrain.local.MlflowSigner;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/**
 * MLflow's tracking server in SageMaker, by its ARN: its address, and requests that are signed (Signature Version 4). After AWS's plugin for
 * MLflow, {@code sagemaker_mlflow/auth.py} and {@code mlflow_sagemaker_helpers.py}.
 */
final class SageMakerMlflow implements MlflowSigner {
    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]*:sagemaker:([a-z0-9-]+):[0-9]{12}:mlflow-tracking-server/.+");
    private static final String SERVICE = "sagemaker-mlflow";
    private static final String SERVER = "x-mlflow-sm-tracking-server-arn";

    /** By the paths of the API: the service authorization reference of {@code sagemaker-mlflow}. */
    private static final Map<String, String> ACTIONS = Map.ofEntries(
            entry("experiments/get-by-name", "GetExperimentByName"),
            entry("experiments/create", "CreateExperiment"),
            entry("runs/search", "SearchRuns"),
            entry("runs/create", "CreateRun"),
            entry("runs/log-batch", "LogBatch"),
            entry("runs/log-inputs", "LogInputs"),
            entry("runs/update", "UpdateRun"),
            entry("registered-models/create", "CreateRegisteredModel"),
            entry("registered-models/alias", "SetRegisteredModelAlias"),
            entry("model-versions/create", "CreateModelVersion"),
            entry("model-versions/search", "SearchModelVersions"));

    private final String arn;
    private final AwsCredentialsProvider credentials;

    SageMakerMlflow(String arn, AwsCredentialsProvider credentials) {
        this.arn = arn;
        this.credentials = credentials;
    }

    static boolean is(String uri) {
        return ARN.matcher(uri).matches();
    }

    /** {@return where the server is; {@code SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT} names another place, as for the plugin} */
    URI address(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT"))
                .filter(e -> !e.isBlank())
                .map(URI::create)
                .orElseGet(() -> URI.create("https://" + region() + ".experiments.sagemaker.aws"));
    }

    private String region() {
        Matcher matcher = ARN.matcher(arn);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no tracking server: " + arn);
        }
        return matcher.group(1);
    }

    @Override
    public String permission(String path) {
        return AwsFailure.permission(
                SERVICE + ":" + ACTIONS.getOrDefault(path.replaceFirst("^mlflow/", ""), "*"), arn, "");
    }

    @Override
    public Map<String, String> headers(String method, URI address, byte[] body) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(method))
                .uri(address)
                .putHeader(SERVER, arn)
                .build();
        SignedRequest signed = AwsV4HttpSigner.create()
                .sign(r -> r.identity(credentials.resolveCredentials())
                        .request(request)
                        .payload(() -> new ByteArrayInputStream(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region()));
        Map<String, String> headers = new TreeMap<>();
        signed.request().forEachHeader((name, values) -> {
            if (!name.equalsIgnoreCase("Host")) {
                headers.put(name, values.get(0));
            }
        });
        return headers;
    }
}
