package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import retrain.evaluate.Scorer.Scores;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.FileTree;
import retrain.train.Feature;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;

/** A deployed model that is loaded once and scores requests. */
interface ServedModel extends AutoCloseable {
    /** {@return the columns of a row, in order} */
    List<Feature> features();

    /** {@return the scores of the rows} */
    Scores score(RequestRows rows);

    @Override
    void close();

    /**
     * Loads a model, verified by its digest.
     *
     * @param folder of the deployed version
     * @param scratch a folder to unpack to
     * @throws InvalidInput {@code SPEC_CONTRADICTION} if the model brings its own server
     */
    static ServedModel load(DeployedVersion version, Path folder, Path scratch) {
        ModelArtifact artifact = version.artifact();
        Path archive = folder.resolve(DeployedVersion.ARCHIVE);
        if (artifact.format() instanceof ModelFormat.Container) {
            throw new InvalidInput(
                    Code.SPEC_CONTRADICTION,
                    "version " + version.version(),
                    "brings a server of its own (train.script.serve), which answers /invocations by itself",
                    "Start that one, or export the model with train.script.onnx");
        }
        if (artifact.format() instanceof ModelFormat.Onnx) {
            return OnnxScorer.served(artifact, archive, scratch);
        }
        return new Xgboost(XgboostPredictor.load(artifact, XgboostModel.unpacked(artifact, archive, scratch)));
    }

    /** {@return a new folder within another} */
    static Path folder(Path scratch) {
        try {
            return Files.createTempDirectory(Files.createDirectories(scratch), "served-");
        } catch (IOException e) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_UNUSABLE,
                            scratch.toString(),
                            "cannot be written (" + e + ")",
                            "Free space or grant access there"),
                    e);
        }
    }

    /** Removes a folder, if that can be done. */
    @SuppressWarnings("EmptyCatch")
    static void remove(Path folder) {
        try {
            FileTree.remove(folder);
        } catch (IOException e) {
            // What is left in the scratch folder is removed by the next command that works there.
        }
    }

    /** A booster. */
    final class Xgboost implements ServedModel {
        private final XgboostPredictor predictor;

        Xgboost(XgboostPredictor predictor) {
            this.predictor = predictor;
        }

        @Override
        public List<Feature> features() {
            return predictor.features();
        }

        /** One request after the other: a booster is for one thread. */
        @Override
        public synchronized Scores score(RequestRows rows) {
            int width = features().size();
            float[] values = new float[rows.rows() * width];
            for (int row = 0; row < rows.rows(); row++) {
                for (int column = 0; column < width; column++) {
                    values[row * width + column] = rows.encoded(column, row);
                }
            }
            return new Scores(predictor.width(), predictor.score(values, rows.rows(), 0));
        }

        @Override
        public void close() {
            predictor.close();
        }
    }
}
