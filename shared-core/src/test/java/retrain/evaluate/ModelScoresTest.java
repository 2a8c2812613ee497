package retrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import retrain.problem.BackendFailure;
import retrain.problem.InvalidInput;
import retrain.run.Digest;
import retrain.spec.Task;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;

class ModelScoresTest {
    private static ModelScores checked(Task task, List<String> classes, float... scores) {
        ModelArtifact model = new ModelArtifact(Digest.of("m"), 1, new ModelFormat.Xgboost(), task, List.of(), classes);
        int width = model.width();
        return ModelScores.checked("candidate", model, new Scorer.Scores(width, scores), scores.length / width);
    }

    @Test
    void shouldNameTheRowsWithScoresThatAreNoNumbers() {
        float[] scores = new float[10];
        Arrays.fill(scores, 2, 9, Float.NaN);
        scores[0] = Float.POSITIVE_INFINITY;

        assertThatThrownBy(() -> checked(Task.REGRESSION, List.of(), scores))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining(
                        "candidate: gave scores that are no finite numbers for rows 1, 3, 4, 5, 6 and 3 more of the holdout")
                .hasMessageContaining("SCORING_FAILED");
    }

    @Test
    void shouldNameTheRowWithAScoreThatIsNoProbability() {
        assertThatThrownBy(() -> checked(Task.BINARY, List.of(), 0.5f, 1.5f))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("no probabilities for row 2 of the holdout, the first being 1.5")
                .hasMessageContaining("binary:logistic");
    }

    @Test
    void shouldRefuseClassScoresThatDoNotAddUpToOne() {
        assertThatThrownBy(() -> checked(Task.MULTICLASS, List.of("a", "b"), 0.5f, 0.5f, 0.9f, 0.9f))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("for row 2 of the holdout")
                .hasMessageContaining("multi:softprob");
    }

    @Test
    void shouldTakeProbabilitiesThatRoundingMovedBeyondTheirRangeAsItsEnds() {
        assertThat(checked(Task.BINARY, List.of(), -1e-7f, 1.000001f, -0f).values())
                .containsExactly(0f, 1f, 0f);
    }

    @Test
    void shouldRefuseAnotherNumberOfRows() {
        ModelArtifact model =
                new ModelArtifact(Digest.of("m"), 1, new ModelFormat.Xgboost(), Task.BINARY, List.of(), List.of());
        Scorer.Scores scores = new Scorer.Scores(1, new float[3]);

        assertThatThrownBy(() -> ModelScores.checked("candidate", model, scores, 4))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("gave 3 rows of 1 scores for 4 rows of 1");
    }
}
