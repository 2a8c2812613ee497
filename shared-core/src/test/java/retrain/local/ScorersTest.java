package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.run.Digest;
import retrain.spec.Task;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;

class ScorersTest {
    @Test
    void shouldKnowAScorerForEveryFormat(@TempDir Path folder) {
        XgboostScorer xgboost = new XgboostScorer();
        Scorers scorers = new Scorers(FolderStore.open(folder), xgboost);
        List<ModelFormat> formats = List.of(
                new ModelFormat.Xgboost(),
                new ModelFormat.Container(List.of("serve"), Digest.of("code")),
                new ModelFormat.Onnx("model.onnx"));

        assertThat(formats.stream().map(f -> (Object) f.getClass()))
                .containsExactlyInAnyOrder((Object[]) ModelFormat.class.getPermittedSubclasses());
        assertThat(formats.stream().map(f -> (Object) scorers.by(f).getClass()))
                .containsExactlyElementsOf(
                        Stream.<Object>of(XgboostScorer.class, ContainerScorer.class, OnnxScorer.class)
                                .toList());
    }

    @Test
    void shouldTellLibraryAndVersionOfEveryFormat(@TempDir Path folder) {
        Scorers scorers = new Scorers(FolderStore.open(folder), new XgboostScorer());

        assertThat(scorers.version(model(new ModelFormat.Xgboost()))).isEqualTo("xgboost4j 3.0.4");
        assertThat(scorers.version(model(new ModelFormat.Onnx("model.onnx")))).isEqualTo("onnxruntime 1.23.2");
        assertThat(scorers.version(model(new ModelFormat.Container(List.of("serve"), Digest.of("code")))))
                .isEqualTo("own server, text/csv");
    }

    private static ModelArtifact model(ModelFormat format) {
        return new ModelArtifact(Digest.of("archive"), 1, format, Task.REGRESSION, List.of(), List.of());
    }
}
