package retrain.spec;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** What must be true of {@code history}. */
final class HistoryRules {
    private static final String PATH = "history.mlflow";

    private HistoryRules() {}

    static void check(Spec spec, SpecRules rules) {
        mlflow(spec, rules);
        spec.history().cloudwatch().ifPresent(cloudwatch -> new CloudWatchRules(spec, cloudwatch, rules).check());
        spec.history().modelPackageGroup().ifPresent(group -> rules.named("history.model-package-group", group));
        boolean inS3 = spec.aws().work().isPresent() || spec.store().startsWith("s3://");
        if (spec.history().modelPackageGroup().isPresent() && !inS3) {
            rules.wrong(
                    "history.model-package-group",
                    "needs a place in S3 for the archives",
                    "Add 'aws: {work: s3://bucket/prefix}', or let 'store' be in S3");
        }
        if (spec.history().lineage() && spec.history().modelPackageGroup().isEmpty()) {
            rules.wrong(
                    "history.lineage",
                    "is of model packages, and there are none",
                    "Name their group: 'history: {model-package-group: …}'");
        }
    }

    /** An address that may hold a password is not repeated in a message. */
    private static void mlflow(Spec spec, SpecRules rules) {
        String text = spec.history().mlflow().orElse("");
        if (text.startsWith("arn:")) {
            if (!text.matches("arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:[0-9]{12}:mlflow-tracking-server/.+")) {
                rules.wrong(
                        PATH,
                        "is not the ARN of a tracking server",
                        "Write arn:aws:sagemaker:region:account:mlflow-tracking-server/name");
            }
            return;
        }
        if (!text.contains("://") && !text.matches("(?s)(databricks|sqlite|file):?.*")) {
            return;
        }
        try {
            URI uri = new URI(text);
            String authority = uri.getRawAuthority();
            if (authority != null && authority.contains("@")) {
                rules.wrong(
                        PATH,
                        "holds a name or password",
                        "Take it out, and set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN,"
                                + " in the environment");
            } else if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
                rules.wrong(
                        PATH,
                        "is neither a folder nor http(s)://host:port",
                        "Name a folder (mlruns), or start 'mlflow server' on that database and name its address");
            } else if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
                rules.wrong(PATH, "has something after the path", "End it with the path: http://host:5000");
            }
        } catch (URISyntaxException e) {
            rules.wrong(PATH, "is no address", "Write it like http://host:5000, or name a folder");
        }
    }
}
