package retrain.spec;

import java.util.Optional;

/** What a function of AWS cannot do: it has no programs, no folder that stays, and a quarter of an hour. */
final class InfraWork {
    private static final String ROWS =
            "or add 'infra: {rows: {image: …}}', a job in an image of yours with what it needs";

    private final Spec spec;
    private final InfraSpec infra;
    private final Binder binder;
    private final SpecRules rules;

    InfraWork(Spec spec, InfraSpec infra, Binder binder, SpecRules rules) {
        this.spec = spec;
        this.infra = infra;
        this.binder = binder;
        this.rules = rules;
    }

    void check() {
        if (infra.rows().isEmpty()) {
            programs();
            time();
        }
        folders();
        image();
    }

    private void programs() {
        if (spec.data().prepare().flatMap(PrepareSpec::command).isPresent()) {
            rules.wrong(
                    "data.prepare.command",
                    "starts a program, and a function of AWS has none but Java",
                    "Use sql, glue, lambda or processing, " + ROWS);
        }
        if (spec.train().script().isPresent() && spec.train().sagemaker().isEmpty()) {
            rules.wrong(
                    "train.script",
                    "starts a program where the run is, and a function of AWS has none but Java",
                    "Add 'train.sagemaker' with an image, " + ROWS);
        }
        if (spec.spark().isPresent()) {
            rules.wrong(
                    "spark", "needs an installation of Spark, which a function of AWS has not", "Remove it, " + ROWS);
        }
        Optional<ScriptSpec> script = spec.train().script();
        if (script.isPresent()
                && script.get().serve().isPresent()
                && spec.train().sagemaker().isPresent()
                && spec.evaluate().sagemaker().isEmpty()) {
            rules.wrong(
                    "evaluate",
                    "starts 'train.script.serve' to score, and a function of AWS has no program but Java",
                    "Add 'evaluate: {sagemaker: {transform: {}, image: …}}', " + ROWS);
        }
    }

    /** A training of many trials is no work for a quarter of an hour. */
    private void time() {
        if (spec.train().tune().isPresent() && spec.train().sagemaker().isEmpty()) {
            rules.wrong(
                    "train.tune",
                    "trains " + spec.train().tune().get().trials()
                            + " trials in a function, which has 15 minutes for all",
                    "Add 'train.sagemaker', " + ROWS);
        }
    }

    private void folders() {
        if (spec.promote().endpoint().isEmpty() && binder.sound("promote")) {
            rules.wrong(
                    "promote",
                    "deploys into the folder '" + spec.promote().to()
                            + "', and that of a function is gone when it ends",
                    "Add 'endpoint' to 'promote': {endpoint: {instance: ml.m5.large}}");
        }
        if (spec.data().cold().isPresent()) {
            rules.wrong(
                    "data.cold",
                    "moves rows to a folder, and that of a function is gone when it ends",
                    "Remove it; 'infra.buckets.to-glacier' and 'aws.storage-class' are for S3");
        }
        Optional<String> mlflow = spec.history().mlflow();
        if (mlflow.isPresent()
                && !mlflow.get().contains("://")
                && !spec.history().isMlflowInAws()) {
            rules.wrong(
                    "history.mlflow",
                    "is a folder, and that of a function is gone when it ends",
                    "Name a tracking server: http(s)://host:port, or the ARN of one in SageMaker");
        }
    }

    private void image() {
        infra.rows().ifPresent(rows -> {
            if (!rows.image().matches("[0-9]{12}\\.dkr\\.ecr(-fips)?\\.[a-z0-9-]+\\.[a-z.]+/[^\\s:@]+([:@]\\S+)?")) {
                rules.wrong(
                        "infra.rows.image",
                        "is '" + rows.image() + "', and SageMaker takes images of ECR alone",
                        "Write 123456789012.dkr.ecr.eu-west-1.amazonaws.com/name:tag");
            }
        });
    }
}
