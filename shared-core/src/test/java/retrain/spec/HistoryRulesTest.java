package retrain.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.problem.InvalidInput;

class HistoryRulesTest {
    @TempDir
    Path base;

    private Spec read(String mlflow) throws IOException {
        return history("{mlflow: \"%s\"}".formatted(mlflow));
    }

    private Spec history(String history) throws IOException {
        Files.writeString(base.resolve("retrain.yaml"), """
                model: m
                task: binary
                target: y
                data: {sources: {rows: rows.csv}}
                train: {xgboost: {rounds: 10}}
                gates: [{metric: auc, at-least: 0.6}]
                history: %s
                """.formatted(history));
        return SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlruns",
                "../shared/mlruns",
                "http://localhost:5000",
                "https://mlflow.example.com/team/",
                "http://[::1]:5000",
                "arn:aws:sagemaker:eu-west-1:123456789012:mlflow-tracking-server/flights"
            })
    void shouldTakeAFolderOrAServer(String mlflow) throws IOException {
        assertThat(read(mlflow).history().mlflow()).contains(mlflow);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://ann:hunter2@mlflow.example.com | holds a name or password",
                "https://ann:hunter2@ml_flow | holds a name or password",
                "https://ann:hunter 2@mlflow.example.com | is no address",
                "arn:aws:sagemaker:eu-west-1:1:mlflow-tracking-server/x | is not the ARN of a tracking server",
                "sqlite:///mlflow.db | is neither a folder nor",
                "databricks | is neither a folder nor",
                "file:///data/mlruns | is neither a folder nor",
                "http://host:5000?a=b | has something after the path",
                "http://host:5000/#/experiments | has something after the path"
            })
    void shouldRefuse(String mlflow, String what) {
        assertThatThrownBy(() -> read(mlflow))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("retrain.yaml:7")
                .hasMessageContaining(what)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter"));
    }

    @Test
    void shouldSayWhereThePasswordBelongs() {
        assertThatThrownBy(() -> read("https://ann:hunter2@host"))
                .hasMessageContaining("MLFLOW_TRACKING_USERNAME")
                .hasMessageContaining("MLFLOW_TRACKING_TOKEN");
    }

    @Test
    void shouldRegisterWhereTheArchivesHaveAPlaceInS3() throws IOException {
        assertThatThrownBy(() -> history("{model-package-group: flights}"))
                .hasMessageContaining("needs a place in S3")
                .hasMessageContaining("aws: {work: s3://bucket/prefix}");
        assertThat(history("{model-package-group: flights}\naws: {work: s3://b/work}")
                        .history()
                        .modelPackageGroup())
                .contains("flights");
    }

    @Test
    void shouldTellLineageOfPackagesAlone() throws IOException {
        assertThatThrownBy(() -> history("{lineage: true}\naws: {work: s3://b/work}"))
                .hasMessageContaining("'history.lineage' is of model packages, and there are none");
        assertThat(history("{model-package-group: flights, lineage: true}\naws: {work: s3://b/work}")
                        .history()
                        .lineage())
                .isTrue();
    }
}
