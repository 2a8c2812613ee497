package retrain.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import retrain.spec.Spec;
import retrain.spec.SpecReader;

/** Specs of the model that {@link ToldRuns} are of. */
final class TestSpecs {
    private TestSpecs() {}

    /** @param rest what the spec says beside data, training and gates */
    static Spec read(Path folder, String rest) {
        try {
            Path file = Files.writeString(folder.resolve("retrain.yaml"), """
                    model: flight-delay
                    task: binary
                    target: late
                    data: {sources: {rows: rows.csv}}
                    train: {xgboost: {rounds: 10}}
                    evaluate: {metrics: [auc, log_loss]}
                    gates: [{metric: auc, at-least: 0.6}]
                    %s
                    """.formatted(rest));
            return SpecReader.read(file, Optional.empty(), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
