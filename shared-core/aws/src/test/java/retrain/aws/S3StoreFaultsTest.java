package retrain.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrain.aws.AwsServer.Fault;
import retrain.aws.AwsServer.Refused;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.run.Digest;
import retrain.run.Store;
import retrain.spec.AwsSpec;

/** What S3 and the network do to a store. */
class S3StoreFaultsTest {
    private static final String KEY = "models/m/due.json";
    private static final byte[] ONE = "1".getBytes(UTF_8);
    private static final byte[] TWO = "2".getBytes(UTF_8);
    private static final int PART = 1 << 20;

    @TempDir
    Path folder;

    private AwsServer aws;
    private Store store;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        store = open("here");
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private Store open(String machine) {
        return open(machine, Optional.empty(), Optional.empty());
    }

    private Store open(String machine, Optional<String> kmsKey, Optional<String> storageClass) {
        return S3Store.open(
                new S3Place(new AwsClients(AwsSpec.usual()).s3(), S3Address.of("s3://b/store"), kmsKey, storageClass),
                folder.resolve(machine),
                Clock.systemUTC(),
                PART);
    }

    /** The first request of this kind fails so. */
    private void once(String method, Fault fault) {
        AtomicInteger asked = new AtomicInteger();
        aws.faults(call -> call.name().startsWith("S3 " + method) && asked.getAndIncrement() == 0 ? fault : Fault.NONE);
    }

    private void refuse(String method, int status, String code, String message, int times) {
        AtomicInteger asked = new AtomicInteger();
        aws.s3.refuses = request -> request.startsWith(method + " ") && asked.getAndIncrement() < times
                ? Optional.of(new Refused(status, code, message))
                : Optional.empty();
    }

    private String content() {
        return new String(store.read(KEY).orElseThrow().content(), UTF_8);
    }

    @ParameterizedTest
    @EnumSource(names = {"RESET_BEFORE", "RESET_AFTER", "ERROR_BEFORE", "ERROR_AFTER", "THROTTLED"})
    void shouldKnowItsOwnWriteWhenTheAnswerWasLost(Fault fault) {
        once("PUT", fault);
        assertThat(store.create(KEY, ONE)).isTrue();

        once("PUT", fault);
        assertThat(store.replace(KEY, TWO, store.read(KEY).orElseThrow().tag())).isTrue();

        assertThat(content()).isEqualTo("2");
    }

    @Test
    void shouldNotTakeTheSameContentOfAnotherForItsOwn() {
        AtomicInteger asked = new AtomicInteger();
        aws.faults(call -> {
            if (call.name().startsWith("S3 PUT") && asked.getAndIncrement() == 0) {
                aws.s3.put("b", "store/" + KEY, ONE);
                return Fault.RESET_BEFORE;
            }
            return Fault.NONE;
        });

        assertThat(store.create(KEY, ONE)).isFalse();
    }

    @Test
    void shouldAskAgainWhenWritersMeet() {
        refuse("PUT", 409, "ConditionalRequestConflict", "Conflicting operations", 3);

        assertThat(store.create(KEY, ONE)).isTrue();
        assertThat(content()).isEqualTo("1");
    }

    @Test
    void shouldGiveUpWhenWritersMeetAllTheTime() {
        refuse("PUT", 409, "ConditionalRequestConflict", "Conflicting operations", Integer.MAX_VALUE);

        assertThatThrownBy(() -> store.create(KEY, ONE))
                .isInstanceOfSatisfying(
                        BackendFailure.class, e -> assertThat(e.isRetryable()).isTrue());
    }

    @ParameterizedTest
    @EnumSource(names = {"THROTTLED", "ERROR_BEFORE", "RESET_BEFORE"})
    void shouldFailSoThatTheRunCanGoOnWhenItDoesNotEnd(Fault fault) {
        aws.faults(call -> fault);

        assertThatThrownBy(() -> store.create(KEY, ONE))
                .isInstanceOfSatisfying(
                        BackendFailure.class, e -> assertThat(e.isRetryable()).isTrue());
    }

    @Test
    void shouldNameThePolicyLineThatIsMissing() {
        aws.faults(call -> call.name().startsWith("S3 PUT") ? Fault.DENIED : Fault.NONE);
        assertThatThrownBy(() -> store.create(KEY, ONE))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("access is denied");

        aws.faults(call -> Fault.NONE);
        refuse("PUT", 403, "AccessDenied", "Access Denied", 1);
        assertThatThrownBy(() -> store.put(ONE))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.STORE_UNUSABLE))
                .hasMessageContaining("\"Action\": \"s3:PutObject\", \"Resource\": \"arn:aws:s3:::b/store/objects/");
        refuse("GET", 403, "AccessDenied", "Access Denied", 1);
        assertThatThrownBy(() -> store.list("runs/"))
                .hasMessageContaining("\"Action\": \"s3:ListBucket\", \"Resource\": \"arn:aws:s3:::b\"");
    }

    @Test
    void shouldNameTheKeyOfKmsThatMayNotBeUsed() {
        String key = "arn:aws:kms:us-east-1:123456789012:key/1";
        String message =
                "User: arn:aws:iam::123456789012:user/test is not authorized to perform: kms:GenerateDataKey on"
                        + " resource: " + key
                        + " because no identity-based policy allows the kms:GenerateDataKey action";
        refuse("PUT", 403, "AccessDenied", message, 1);
        assertThatThrownBy(() -> store.put(ONE))
                .hasMessageContaining("\"Action\": \"kms:GenerateDataKey\", \"Resource\": \"" + key + "\"");

        refuse("PUT", 400, "KMS.DisabledException", key + " is disabled.", 1);
        assertThatThrownBy(() -> store.put(ONE)).hasMessageContaining("the key of KMS cannot be used");
    }

    @Test
    void shouldSayWhenTheCredentialsHaveExpiredOrTheClockIsWrong() {
        aws.faults(call -> Fault.EXPIRED);
        assertThatThrownBy(() -> store.list("runs/")).hasMessageContaining("the credentials have expired");

        aws.faults(call -> Fault.NONE);
        refuse("PUT", 403, "RequestTimeTooSkewed", "The difference is too large", Integer.MAX_VALUE);
        assertThatThrownBy(() -> store.create(KEY, ONE)).hasMessageContaining("the clock of this machine is wrong");
    }

    private Path large() throws IOException {
        byte[] content = new byte[3 * PART + 5];
        new Random(7).nextBytes(content);
        return Files.write(folder.resolve("large"), content);
    }

    @ParameterizedTest
    @EnumSource(names = {"RESET_BEFORE", "RESET_AFTER", "ERROR_BEFORE", "ERROR_AFTER", "THROTTLED"})
    void shouldMoveAllPartsWhenSomeFail(Fault fault) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        aws.faults(call -> !call.name().contains("format") && asked.getAndIncrement() % 3 == 1 ? fault : Fault.NONE);

        Digest digest = store.put(large());

        assertThat(open("there").fetch(digest)).hasSameBinaryContentAs(folder.resolve("large"));
    }

    @Test
    void shouldLeaveNoPartsBehindWhenAnUploadFails() throws IOException {
        Path large = large();
        aws.faults(call -> call.name().contains("partNumber=3") ? Fault.DENIED : Fault.NONE);

        assertThatThrownBy(() -> store.put(large)).isInstanceOf(InvalidInput.class);

        assertThat(aws.s3.openUploads()).isZero();
        aws.faults(call -> Fault.NONE);
        assertThat(open("there").fetch(store.put(large))).hasSameBinaryContentAs(large);
    }

    @Test
    void shouldLeaveNoPartsBehindWhenItIsToldToStop() throws Exception {
        Path large = large();
        Thread uploader = Thread.currentThread();
        aws.faults(call -> {
            if (call.name().contains("partNumber=2")) {
                uploader.interrupt();
            }
            return Fault.NONE;
        });

        assertThatThrownBy(() -> store.put(large)).hasMessageContaining("told to stop");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(aws.s3.openUploads()).isZero();
    }

    @Test
    void shouldRefuseAnObjectThatChangesWhileItIsDownloaded() throws IOException {
        Path large = large();
        aws.s3.put("b", "data/large", Files.readAllBytes(large));
        S3Transfer transfer =
                new S3Transfer(new AwsClients(AwsSpec.usual()).s3(), Optional.empty(), Optional.empty(), PART);
        AtomicInteger asked = new AtomicInteger();
        aws.faults(call -> {
            if (asked.getAndIncrement() == 2) {
                aws.s3.put("b", "data/large", new byte[3 * PART + 5]);
            }
            return Fault.NONE;
        });

        assertThatThrownBy(() -> transfer.download("s3://b/data/large", folder.resolve("back")))
                .hasMessageContaining("was changed or removed");
    }

    @Test
    void shouldEncryptAndKeepAsTheSpecSays() throws IOException {
        Store other = open("there", Optional.of("alias/mine"), Optional.of("STANDARD_IA"));
        Digest small = other.put(ONE);
        Digest large = other.put(large());
        other.create(KEY, ONE);

        for (Digest digest : List.of(small, large)) {
            assertThat(aws.s3.headers("b", key("objects", digest)))
                    .containsEntry("x-amz-server-side-encryption", "aws:kms")
                    .containsEntry("x-amz-server-side-encryption-aws-kms-key-id", "alias/mine")
                    .containsEntry("x-amz-storage-class", "STANDARD_IA");
        }
        assertThat(aws.s3.headers("b", "store/" + KEY))
                .containsEntry("x-amz-server-side-encryption-aws-kms-key-id", "alias/mine")
                .doesNotContainKey("x-amz-storage-class");
    }

    private static String key(String kind, Digest digest) {
        return "store/" + kind + "/sha256/" + digest.hex().substring(0, 2) + "/"
                + digest.hex().substring(2);
    }

    @Test
    void shouldMarkAnOldObjectAsUsedOnceAProcess() {
        Instant now = Instant.now();
        aws.s3.clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(-30));
        Digest digest = store.put(ONE);
        aws.s3.clock = Clock.systemUTC();
        Store later = open("there");

        assertThat(later.has(digest)).isTrue();
        int asked = aws.asked().size();
        assertThat(later.has(digest)).isTrue();

        assertThat(aws.asked()).hasSize(asked);
        assertThat(aws.s3.get("b", key("used", digest))).isPresent();
        assertThat(later.objects())
                .singleElement()
                .satisfies(o -> assertThat(o.modified()).isAfter(now.minusSeconds(60)));
        later.delete(digest);
        assertThat(aws.s3.keys("b", "store/used/")).isEmpty();
    }

    @Test
    void shouldFindAndRemoveWhatKilledProcessesLeft() throws IOException {
        new AwsClients(AwsSpec.usual())
                .s3()
                .createMultipartUpload(r -> r.bucket("b").key("store/objects/sha256/ab/cd"));
        new AwsClients(AwsSpec.usual())
                .s3()
                .createMultipartUpload(r -> r.bucket("b").key("other/of another/x"));
        Digest digest = store.put(ONE);
        Path copy = store.fetch(digest);
        Files.setLastModifiedTime(copy, FileTime.from(Instant.now().minus(Duration.ofDays(30))));

        assertThat(store.leftovers(Instant.now().minus(Duration.ofDays(1))))
                .singleElement()
                .satisfies(l -> assertThat(l.name()).contains(copy.toString()));
        store.leftovers(Instant.now().plus(Duration.ofDays(1))).forEach(store::delete);

        assertThat(aws.s3.openUploads()).isEqualTo(1);
        assertThat(copy).doesNotExist();
        assertThat(store.get(digest)).isEqualTo(ONE);
    }
}
