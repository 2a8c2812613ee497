package retrain.spec;

/** What must be true of {@code infra}. */
final class InfraRules {
    private InfraRules() {}

    static void check(Spec spec, Binder binder, SpecRules rules) {
        if (spec.infra().isEmpty() || !binder.sound("infra")) {
            return;
        }
        if (!spec.storesInS3()) {
            rules.wrong(
                    "infra",
                    "is run by functions in AWS, and the store is a folder of this machine",
                    "Name a store in S3: 'store: s3://bucket/prefix'");
        }
    }
}
