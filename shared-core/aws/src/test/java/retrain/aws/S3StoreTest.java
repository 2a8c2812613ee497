package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.spec.Spec;
import retrain.spec.SpecReader;

/** The store on the tests' own S3. */
class S3StoreTest extends S3StoreContract {
    private static AwsServer aws;

    @BeforeAll
    static void start() throws IOException {
        aws = AwsServer.start();
        aws.s3.page = 5;
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    @Test
    void shouldBeginBesideWhatJobsAndStacksHaveLeft(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("retrain.yaml"), AwsWorld.SPEC);
        Spec spec = SpecReader.read(folder.resolve("retrain.yaml"), Optional.empty(), "");
        aws.s3.put(AwsWorld.BUCKET, "store/code/0a1b/function.zip", new byte[1]);
        aws.s3.put(AwsWorld.BUCKET, "store/work/x", new byte[1]);

        assertThat(S3Store.open(spec, folder).put(new byte[1])).isNotNull();
    }

    @Override
    int writers() {
        return 8;
    }

    @Override
    int many() {
        return 23;
    }
}
