package retrain.cost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import retrain.spec.Spec;
import retrain.spec.SpecReader;

/** Specs that train on SageMaker, for tests. */
final class Priced {
    private Priced() {}

    /** {@return a spec in a folder, in us-east-1, with further keys} */
    static Spec spec(Path folder, String... lines) throws IOException {
        Path file = folder.resolve("retrain.yaml");
        Files.writeString(file, """
                model: m
                task: binary
                target: y
                data: {sources: {rows: rows.csv}, key: [id], holdout: {fraction: 0.2}}
                train: {xgboost: {rounds: 5}, sagemaker: {instance: ml.m5.xlarge}}
                aws: {region: us-east-1, role: 'arn:aws:iam::123456789012:role/r', work: s3://b/w}
                """ + String.join("\n", lines));
        return SpecReader.read(file, Optional.empty(), "");
    }

    /** {@return what costs so many dollars at worst, on ml.m5.xlarge in us-east-1} */
    static Demand dollars(double dollars) {
        return hours(dollars / 0.23);
    }

    static Demand hours(double hours) {
        return new Demand(
                List.of(new Demand.Item("training", "sagemaker-training", "ml.m5.xlarge", 1, hours * 3600, false)));
    }
}
