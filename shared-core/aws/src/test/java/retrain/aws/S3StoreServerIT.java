package retrain.aws;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The store on a server of others, which many write to at once. */
class S3StoreServerIT extends S3StoreContract {
    @TempDir
    static Path shared;

    private static Ministack server;

    @BeforeAll
    static void start() throws Exception {
        server = Ministack.start(shared);
        client().createBucket(b -> b.bucket(BUCKET));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    int writers() {
        return 64;
    }

    @Override
    int many() {
        return 1_003;
    }
}
