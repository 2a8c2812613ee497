package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.Command;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.run.RemoteFiles.Access;
import retrain.run.RemoteFiles.RemoteFile;

/** What S3 does wrong, on a real socket. */
class S3FailureTest {
    private static final String ADDRESS = "s3://bucket/k/rows.csv";
    private static final RemoteFile FILE = new RemoteFile(ADDRESS, 5, Optional.empty(), "t");

    @TempDir
    Path folder;

    @BeforeEach
    void configure() {
        S3Server.configure(URI.create("http://127.0.0.1:1"));
        System.setProperty("aws.maxAttempts", "2");
    }

    @AfterEach
    void forget() {
        S3Server.forget();
        System.clearProperty("aws.maxAttempts");
        System.clearProperty("aws.sharedCredentialsFile");
        System.clearProperty("aws.configFile");
        System.clearProperty("aws.disableEc2Metadata");
    }

    private static S3Files files(ScriptedServer server) {
        Access access = new Access(Optional.of(server.address().toString()), Optional.empty(), Optional.empty());
        return new S3Files(S3Clients.open(access, Duration.ofMillis(500)), 1000);
    }

    private Path fetched(ScriptedServer server) {
        Path target = folder.resolve("got");
        files(server).fetch(FILE, target);
        return target;
    }

    private static ScriptedServer.Answer object(String content, String... headers) {
        return ScriptedServer.http("200 OK\r\nETag: \"t\"" + String.join("", headers), content);
    }

    @Test
    void shouldGoOnAfterSlowDownAndReset() throws IOException {
        try (ScriptedServer server = new ScriptedServer(
                ScriptedServer.error("503 Slow Down", "SlowDown", "Please reduce your request rate."),
                object("right"))) {
            assertThat(fetched(server)).hasContent("right");
        }
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.reset(), object("right"))) {
            assertThat(fetched(server)).hasContent("right");
        }
    }

    @Test
    void shouldFetchAgainWhatWasCutShortOrStalledOrBroken() throws IOException {
        String crc = "\r\nx-amz-checksum-crc32: " + crc32("right");
        for (ScriptedServer.Answer broken :
                List.of(ScriptedServer.cut("right", 3), ScriptedServer.stalled("right"), object("wrong", crc))) {
            try (ScriptedServer server = new ScriptedServer(broken, object("right", crc))) {
                assertThat(fetched(server)).hasContent("right");
                assertThat(server.heads()).hasSize(2).allMatch(h -> h.contains("If-Match: \"t\""));
            }
        }
    }

    private static String crc32(String content) {
        CRC32 crc = new CRC32();
        crc.update(content.getBytes(StandardCharsets.UTF_8));
        byte[] four = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
        return Base64.getEncoder().encodeToString(four);
    }

    @Test
    void shouldRefuseAContentWhoseMd5IsNotTheEntityTag() throws Exception {
        String tag = HexFormat.of()
                .formatHex(MessageDigest.getInstance("MD5").digest("right".getBytes(StandardCharsets.UTF_8)));
        ScriptedServer.Answer wrong = ScriptedServer.http("200 OK\r\nETag: \"" + tag + "\"", "wrong");
        try (ScriptedServer server =
                new ScriptedServer(wrong, ScriptedServer.http("200 OK\r\nETag: \"" + tag + "\"", "right"))) {
            assertThat(fetched(server)).hasContent("right");
        }
        try (ScriptedServer server = new ScriptedServer(wrong)) {
            assertThatThrownBy(() -> fetched(server))
                    .isInstanceOf(BackendFailure.class)
                    .hasMessageContaining("its MD5 is another than the entity tag");
        }
        // What KMS encrypts has a tag of another kind.
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.http(
                "200 OK\r\nx-amz-server-side-encryption: aws:kms\r\nETag: \"" + tag + "\"", "wrong"))) {
            assertThat(fetched(server)).hasContent("wrong");
        }
        // Nor has what was uploaded in parts, whose checksum is of its parts' checksums.
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.http(
                "200 OK\r\nx-amz-checksum-crc32: AAAAAA==-2\r\nETag: \"" + tag + "-2\"", "wrong"))) {
            assertThat(fetched(server)).hasContent("wrong");
        }
    }

    @Test
    void shouldSayThatItMayBeTriedLaterWithTheIdOfTheRequest() throws IOException {
        try (ScriptedServer server = new ScriptedServer(
                ScriptedServer.error("503 Slow Down", "SlowDown", "Please reduce your request rate."))) {
            BackendFailure failure = catchThrowableOfType(
                    BackendFailure.class, () -> files(server).list("s3://bucket/k/", 10));

            assertThat(failure.isRetryable()).isTrue();
            assertThat(failure.requestId()).contains("REQ42");
            assertThat(failure.problems().get(0).code()).isEqualTo(Code.REMOTE_FAILED);
            assertThat(failure)
                    .hasMessageContaining("s3://bucket/k/: S3 answered 503 SlowDown")
                    .hasMessageContaining("REQ42");
            assertThat(server.heads()).hasSize(2);
        }
    }

    @Test
    void shouldSayThatItCannotBeReached() throws IOException {
        ScriptedServer server = new ScriptedServer();
        server.close();

        BackendFailure failure = catchThrowableOfType(BackendFailure.class, () -> fetched(server));

        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure).hasMessageContaining("ConnectException");
    }

    @Test
    void shouldSayThatTheContentNeverCameWhole() throws IOException {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.cut("right", 3))) {
            assertThatThrownBy(() -> fetched(server))
                    .isInstanceOf(BackendFailure.class)
                    .satisfies(
                            e -> assertThat(((BackendFailure) e).isRetryable()).isTrue());
        }
    }

    @Test
    void shouldSayThatTheObjectWasChangedWhileItWasRead() throws IOException {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.error(
                "412 Precondition Failed", "PreconditionFailed", "At least one of the pre-conditions did not hold"))) {
            BackendFailure failure = catchThrowableOfType(BackendFailure.class, () -> fetched(server));

            assertThat(failure.isRetryable()).isTrue();
            assertThat(failure.problems().get(0).code()).isEqualTo(Code.CONFLICT);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            403 Forbidden          | AccessDenied       | access is denied (User: arn:aws:iam::1:user/u is not authorized)
            403 Forbidden          | InvalidAccessKeyId | the credentials are not right (InvalidAccessKeyId)
            400 Bad Request        | ExpiredToken       | the credentials have expired
            403 Forbidden          | RequestTimeTooSkewed | the clock of this machine is wrong
            403 Forbidden          | InvalidObjectState | is archived (Glacier)
            404 Not Found          | NoSuchBucket       | s3://bucket: is no bucket that there is
            404 Not Found          | NoSuchVersion      | ?versionId=v1: has no such version
            405 Method Not Allowed | MethodNotAllowed   | marks that the object was deleted
            """)
    void shouldSayWhatTheUserMends(String status, String code, String said) throws IOException {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.error(
                status, code, "User: arn:aws:iam::1:user/u is not authorized", "x-amz-delete-marker: true"))) {
            assertThatThrownBy(() -> files(server).find(ADDRESS, Optional.of("v1")))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining(said)
                    .hasMessageNotContaining("test-secret")
                    .hasMessageNotContaining("Signature=");
        }
    }

    @Test
    void shouldFollowTheBucketToItsRegion() throws IOException {
        ScriptedServer.Answer moved = ScriptedServer.error(
                "301 Moved Permanently", "PermanentRedirect", "Use the endpoint", "x-amz-bucket-region: eu-west-1");
        try (ScriptedServer server = new ScriptedServer(moved, object("right"))) {
            assertThat(fetched(server)).hasContent("right");
            assertThat(server.heads().get(0)).contains("/us-east-1/s3/");
            assertThat(server.heads().get(1)).contains("/eu-west-1/s3/");
        }
        try (ScriptedServer server = new ScriptedServer(moved)) {
            assertThatThrownBy(() -> fetched(server))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("s3://bucket: is in another region than the one asked: it is in eu-west-1")
                    .hasMessageContaining("AWS_REGION");
        }
    }

    @Test
    void shouldNameTheBucketInThePathOfAnEndpointThatIsNotAws() throws IOException {
        try (ScriptedServer server = new ScriptedServer(object("right"))) {
            S3Server.configure(URI.create("http://localhost:" + server.address().getPort()));

            new S3Files(S3Clients.open(Access.usual(), Duration.ofMillis(500)), 1000)
                    .fetch(FILE, folder.resolve("got"));

            assertThat(server.heads().get(0)).startsWith("GET /bucket/k/rows.csv ");
        }
    }

    @Test
    void shouldFindAnObjectWithItsLength() throws IOException {
        try (ScriptedServer server = new ScriptedServer(
                ScriptedServer.http("206 Partial Content\r\nETag: \"t\"\r\nContent-Range: bytes 0-0/5", "r"),
                object("right"),
                ScriptedServer.error(
                        "416 Range Not Satisfiable", "InvalidRange", "The requested range is not satisfiable"),
                ScriptedServer.error("404 Not Found", "NoSuchKey", "The specified key does not exist."))) {
            S3Files files = files(server);

            assertThat(files.find(ADDRESS, Optional.empty())).contains(FILE);
            assertThat(files.find(ADDRESS, Optional.empty())).contains(FILE);
            assertThat(files.find(ADDRESS, Optional.empty()))
                    .hasValueSatisfying(f -> assertThat(f.bytes()).isZero());
            assertThat(files.find(ADDRESS, Optional.of("v1"))).isEmpty();
        }
    }

    @Test
    void shouldSayWhereCredentialsWereLookedFor() throws IOException {
        S3Server.forget();
        System.setProperty("aws.sharedCredentialsFile", folder.resolve("none").toString());
        System.setProperty("aws.configFile", folder.resolve("none").toString());
        System.setProperty("aws.disableEc2Metadata", "true");
        try (ScriptedServer server = new ScriptedServer(object("right"))) {
            assertThatThrownBy(() -> fetched(server))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("there are no credentials for AWS: neither in the environment")
                    .hasMessageContaining("AWS_PROFILE");
            assertThat(server.heads()).isEmpty();
        }
    }

    @Test
    void shouldNotLeaveAPartOfAnObjectAsACopy() throws IOException {
        String page = "<ListBucketResult><KeyCount>1</KeyCount><IsTruncated>false</IsTruncated><Contents>"
                + "<Key>rows.csv</Key><ETag>\"t\"</ETag><Size>5</Size></Contents></ListBucketResult>";
        S3Project project = new S3Project(folder).spec("sources: {rows: 's3://bucket/rows.csv'}", "");
        try (ScriptedServer server = new ScriptedServer(
                ScriptedServer.http("200 OK\r\nContent-Type: application/xml", page), ScriptedServer.cut("right", 3))) {
            S3Server.configure(server.address());

            assertThatThrownBy(() -> project.execute(Command.PREPARE)).isInstanceOf(BackendFailure.class);
        }
        assertThat(project.copies()).isEmpty();
    }
}
