package retrain.aws;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** A server of S3 on the loopback (moto), which tells what it was asked; this process's SDK is configured to use it. */
final class S3Server implements AutoCloseable {
    private static final AtomicBoolean SAID = new AtomicBoolean();
    private static final Pattern ASKED = Pattern.compile("\"([A-Z]+ \\S+) HTTP");
    private static final int TRIES = 600;

    final S3Client client;
    private final Process process;
    private final Path log;

    private S3Server(S3Client client, Process process, Path log) {
        this.client = client;
        this.process = process;
        this.log = log;
    }

    /** Starts the server; without one the tests are skipped, and the build says so once a test run. */
    static S3Server start(Path folder) throws IOException, InterruptedException {
        String moto = System.getProperty("retrain.moto", "");
        if (moto.isEmpty() && SAID.compareAndSet(false, true)) {
            System.out.println(
                    "Skipped: tests with S3; name a server of moto with -Dretrain.moto=<.../bin/moto_server>");
        }
        assumeTrue(!moto.isEmpty(), "no moto");
        int port = freePort();
        Path log = folder.resolve("moto.log");
        Process process = new ProcessBuilder(moto, "-H", "127.0.0.1", "-p", String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        awaitPort(process, port, log);
        URI endpoint = URI.create("http://127.0.0.1:" + port);
        configure(endpoint);
        S3Client client = S3Client.builder()
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test-secret")))
                .build();
        return new S3Server(client, process, log);
    }

    /** Where the SDK looks first. */
    static void configure(URI endpoint) {
        System.setProperty("aws.endpointUrlS3", endpoint.toString());
        System.setProperty("aws.region", "us-east-1");
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test-secret");
    }

    static void forget() {
        List.of("aws.endpointUrlS3", "aws.region", "aws.accessKeyId", "aws.secretAccessKey")
                .forEach(System::clearProperty);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static void awaitPort(Process process, int port, Path log) throws IOException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return;
            } catch (IOException e) {
                if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
        process.destroyForcibly();
        throw new IOException("the server does not start: " + Files.readString(log));
    }

    void bucket(String name, boolean versions) {
        client.createBucket(b -> b.bucket(name));
        if (versions) {
            client.putBucketVersioning(
                    b -> b.bucket(name).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        }
    }

    /** {@return the version; null if the bucket keeps none} */
    String put(String bucket, String key, String content) {
        return client.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(content))
                .versionId();
    }

    String put(String bucket, String key, Path content) {
        return client.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromFile(content))
                .versionId();
    }

    /** A place in the list of what was asked. */
    int mark() throws IOException {
        return asked().size();
    }

    /** {@return what was asked since then: method, path and query, in order} */
    List<String> since(int mark) throws IOException {
        List<String> asked = asked();
        return asked.subList(mark, asked.size());
    }

    private List<String> asked() throws IOException {
        List<String> asked = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            Matcher request = ASKED.matcher(line);
            if (request.find()) {
                asked.add(request.group(1));
            }
        }
        return asked;
    }

    @Override
    public void close() {
        forget();
        client.close();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
