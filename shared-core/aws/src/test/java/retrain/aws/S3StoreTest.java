package retrain.aws;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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

    @Override
    int writers() {
        return 8;
    }

    @Override
    int many() {
        return 23;
    }
}
