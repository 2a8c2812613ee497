package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.spec.AwsSpec;
import software.amazon.awssdk.services.s3.S3Client;

/** What 'clean' says of AWS, and does there, after two versions were served. */
class CleanAwsIT {
    private static final String WORK = "store/work/";

    @TempDir
    private Path folder;

    private AwsWorld world;
    private double calls;

    @BeforeEach
    void twoVersions() throws IOException {
        world = AwsWorld.begin(folder);
        world.aws.onQuery(
                "GetMetricStatistics",
                form -> "<Label>Invocations</Label><Datapoints><member><Timestamp>2026-01-01T00:00:00Z</Timestamp><Sum>"
                        + calls + "</Sum><Unit>None</Unit></member></Datapoints>");
        world.aws.s3.clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(-60));
        for (int month = 4; month <= 5; month++) {
            assertThat(world.run().kind()).isEqualTo(Outcome.Kind.PROMOTED);
            world.month(month);
        }
        S3Client s3 = new AwsClients(AwsSpec.usual()).s3();
        s3.createMultipartUpload(r -> r.bucket(AwsWorld.BUCKET).key(WORK + "sources/big"));
        s3.createMultipartUpload(r -> r.bucket(AwsWorld.BUCKET).key("elsewhere/big"));
        world.aws.s3.put(AwsWorld.BUCKET, WORK + "prepare/prepare-1/part-0.csv", "x".getBytes(StandardCharsets.UTF_8));
        world.aws.s3.put(AwsWorld.BUCKET, WORK + "mine/notes.txt", "x".getBytes(StandardCharsets.UTF_8));
        world.aws.s3.clock = Clock.systemUTC();
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private List<String> clean(boolean dry) {
        Map<Option, String> options = new HashMap<>(Map.of(Option.OLDER_THAN, "30"));
        if (!dry) {
            options.put(Option.DRY_RUN, "false");
        }
        return world.execute(Command.CLEAN, options).text().stream()
                .filter(line -> !line.contains(" bytes  "))
                .toList();
    }

    private Set<String> configurations() {
        return new TreeSet<>(world.endpoints.configs.keySet());
    }

    @Test
    void shouldNameWhatIsLeftAndRemoveNothingUnasked() {
        Set<String> before = configurations();
        List<String> keys = world.aws.s3.keys(AwsWorld.BUCKET, WORK);

        List<String> lines = clean(true);

        assertThat(lines)
                .anyMatch(l -> l.startsWith("endpoint small, 1 x ml.m5.large, $83.95 a month: not used since ")
                        && l.endsWith("delete-endpoint --endpoint-name small' if nobody needs it"))
                .anyMatch(l -> l.startsWith("unfinished upload s3://retrain-bucket/store/work/sources/big begun as "))
                .anyMatch(l -> l.startsWith(
                        "files of jobs s3://retrain-bucket/store/work/prepare/prepare-1/, 1 bytes, $0.0001 a month"))
                .anyMatch(l -> l.contains("store/work/channels/train-"))
                .noneMatch(l -> l.contains("-v2-") || l.contains("-v1-") || l.contains("elsewhere"))
                .noneMatch(l -> l.contains("/mine/"));
        assertThat(configurations()).isEqualTo(before);
        assertThat(world.aws.s3.keys(AwsWorld.BUCKET, WORK)).isEqualTo(keys);
        assertThat(world.aws.s3.openUploads()).isEqualTo(2);
    }

    @Test
    void shouldRemoveWhatIsNotNeededAndLeaveWhatServes() {
        String served = world.endpoints.serves("small").orElseThrow();

        assertThat(clean(false)).filteredOn(l -> l.endsWith("; removed")).hasSizeGreaterThan(4);

        assertThat(world.endpoints.serves("small")).contains(served);
        assertThat(configurations()).contains(served);
        assertThat(world.aws.s3.openUploads()).isEqualTo(1);
        // The archives that are served, and what is not Retrain's.
        assertThat(world.aws.s3.keys(AwsWorld.BUCKET, WORK))
                .allMatch(key -> key.matches(WORK + "(models/[0-9a-f]{64}/(model.tar.gz|metrics-.*)|mine/notes.txt)"))
                .hasSize(5);
        assertThat(clean(true)).allMatch(l -> l.startsWith("endpoint small"));
    }

    @Test
    void shouldRunAndGoBackAfterwards() {
        clean(false);

        assertThat(world.execute(Command.ROLLBACK, Map.of(Option.WHY, "a test")).kind())
                .isEqualTo(Outcome.Kind.DONE);
        assertThat(world.endpoints.serves("small").orElseThrow()).startsWith("small-v1-");
        assertThat(world.run().kind()).isEqualTo(Outcome.Kind.PROMOTED);
    }

    @Test
    void shouldNotNameAnEndpointThatIsCalled() {
        calls = 1;

        assertThat(clean(true)).noneMatch(l -> l.startsWith("endpoint small"));
    }

    @Test
    void shouldLeaveTheFilesOfJobsWhileARunGoesOn() throws IOException {
        Files.writeString(
                folder.resolve("retrain.yaml"),
                Files.readString(folder.resolve("retrain.yaml")).replace("rounds: 5", "rounds: 6"));
        world.aws.faults(call -> call.name().equals("SageMaker.CreateTrainingJob")
                ? AwsServer.Fault.ERROR_BEFORE
                : AwsServer.Fault.NONE);
        assertThatThrownBy(world::run).isNotNull();
        world.aws.faults(call -> AwsServer.Fault.NONE);

        assertThat(clean(true))
                .noneMatch(l -> l.startsWith("files of jobs s3://"))
                .anyMatch(l -> l.startsWith("files of jobs in S3 are not looked at: run "));
    }
}
