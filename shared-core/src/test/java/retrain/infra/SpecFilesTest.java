package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.problem.InvalidInput;

class SpecFilesTest {
    private static final String SPEC = """
            model: small
            task: binary
            target: late
            store: s3://store/small
            aws: {region: us-east-1, role: 'arn:aws:iam::123456789012:role/retrain-jobs'}
            data: {sources: {rows: 's3://lake/rows/'}, prepare: prepare.sql}
            train:
              script: {command: [python3, train.py], code: code, onnx: model.onnx}
              sagemaker: {instance: ml.m5.large, image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1'}
            cost: {prices: prices.csv}
            promote: {endpoint: {instance: ml.m5.large, image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1'}}
            infra: {}
            """;

    @TempDir
    Path base;

    private void write(String name, String text) throws IOException {
        Path file = base.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Plan plan(String spec) throws IOException {
        write("prepare.sql", "SELECT * FROM rows");
        write("prices.csv", "service,unit,region,per,usd\n");
        write("code/train.py", "pass");
        return Plans.of(base, spec);
    }

    @Test
    void shouldTakeWhatTheSpecNamesAndNothingElse() throws IOException {
        write("data/rows.csv", "a,b\n");
        write("target/classes.jar", "x");
        write(".git/config", "x");
        write("secret.pem", "x");
        write("code/.env", "PASSWORD=x");
        write("code/__pycache__/train.pyc", "x");
        write("code/target/x.jar", "x");
        write("code/lib/help.py", "pass");

        assertThat(SpecFiles.of(plan(SPEC)).keySet())
                .containsExactly("code/lib/help.py", "code/train.py", "prepare.sql", "prices.csv", "retrain.yaml");
    }

    @Test
    void shouldTellEverythingThatCannotGo() throws IOException {
        Plan plan = plan(SPEC.replace("prepare.sql", "../prepare.sql").replace("prices.csv", "nowhere.csv"));
        Files.writeString(base.resolveSibling("prepare.sql"), "SELECT 1");
        write("code/server.key", "x");

        assertThatThrownBy(() -> SpecFiles.of(plan))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("which is not in the spec's folder")
                .hasMessageContaining("names nowhere.csv, which is not a file")
                .hasMessageContaining("would send code/server.key to AWS, which by its name holds a secret");
        Files.delete(base.resolveSibling("prepare.sql"));
    }

    @Test
    void shouldRefuseWhatIsTooMuchForAFunction() throws IOException {
        Plan plan = plan(SPEC);
        try (var file =
                new java.io.RandomAccessFile(base.resolve("code/model.bin").toFile(), "rw")) {
            file.setLength(50_000_001);
        }

        assertThatThrownBy(() -> SpecFiles.of(plan))
                .hasMessageContaining("bytes of the spec's files to the functions")
                .hasMessageContaining("the folder of code/model.bin");
    }
}
