package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.aws.AwsServer.Call;
import retrain.local.Embedded;
import retrain.problem.InvalidInput;
import retrain.run.Context;
import retrain.run.RemoteFiles;
import retrain.run.RemoteFiles.Access;
import retrain.spec.Spec;
import retrain.spec.SpecReader;

/** Sources and streams are read as the role that the spec names, and in its region. */
class AssumedSourcesTest {
    private static final String OWN = "test/eu-central-1";
    private static final String ASSUMED = "ASIAASSUMED/eu-central-1";

    @TempDir
    private Path folder;

    private final List<Map<String, String>> assumed = new CopyOnWriteArrayList<>();
    private AwsServer aws;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        new FakeGlue(aws)
                .table(
                        "db",
                        Map.of(
                                "Name",
                                "flights",
                                "Parameters",
                                Map.of("skip.header.line.count", "1"),
                                "StorageDescriptor",
                                Map.of(
                                        "Location",
                                        "s3://lake/flights",
                                        "SerdeInfo",
                                        Map.of(
                                                "SerializationLibrary",
                                                "org.apache.hadoop.hive.serde2.OpenCSVSerde",
                                                "Parameters",
                                                Map.of())),
                                "PartitionKeys",
                                List.of()),
                        List.of());
        aws.s3.put("lake", "flights/1.csv", S3Project.rows(0, 300).getBytes(StandardCharsets.UTF_8));
        aws.onQuery("AssumeRole", form -> {
            assumed.add(form);
            return "<Credentials><AccessKeyId>ASIAASSUMED</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
                    + "<SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>";
        });
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private S3Project project(String source, String more) throws IOException {
        S3Project project = new S3Project(folder);
        project.spec("sources: {rows: '" + source + "'}", "");
        Files.writeString(
                folder.resolve("retrain.yaml"), Files.readString(folder.resolve("retrain.yaml")) + """
                aws:
                  region: eu-central-1
                  assume: {role: 'arn:aws:iam::210987654321:role/reader', external-id: ours}
                """ + more);
        return project;
    }

    private void assertAssumed() {
        assertThat(assumed)
                .isNotEmpty()
                .allSatisfy(form -> assertThat(form)
                        .containsEntry("RoleArn", "arn:aws:iam::210987654321:role/reader")
                        .containsEntry("ExternalId", "ours"));
        assertThat(aws.calls())
                .allSatisfy(call -> assertThat(call.signer())
                        .as(call.name())
                        .isEqualTo(call.name().equals("Query AssumeRole") ? OWN : ASSUMED));
    }

    @Test
    void shouldReadObjectsAsTheRoleInItsRegion() throws IOException {
        project("s3://lake/flights/*.csv", "").execute(Command.PREPARE);

        assertAssumed();
        assertThat(aws.calls()).extracting(Call::name).contains("S3 GET lake/flights/1.csv");
    }

    @Test
    void shouldReadTablesAsTheRoleInItsRegion() throws IOException {
        project("glue://db/flights", "").execute(Command.PREPARE);

        assertAssumed();
        assertThat(aws.calls()).extracting(Call::name).contains("AWSGlue.GetTable", "S3 GET lake/flights/1.csv");
    }

    @Test
    void shouldReadStreamsAsTheRoleInItsRegion() throws IOException {
        project("s3://lake/flights/*.csv", "stream:\n  kinesis: {stream: rows}\n");
        Spec spec = spec();
        Context context =
                new Context(folder, Embedded.store(folder.resolve("store")), folder, Clock.systemUTC(), event -> {});

        // Nothing more of Kinesis is needed to see who asks.
        assertThatThrownBy(() -> new AwsAdapters().log(spec, context)).isNotNull();

        assertAssumed();
        assertThat(aws.calls()).extracting(Call::name).contains("Kinesis_20131202.DescribeStreamSummary");
    }

    @Test
    void shouldLeaveAnotherServerToItsOwnSettings() throws IOException {
        project("s3://lake/flights/*.csv", "");
        RemoteFiles files = new AwsAdapters()
                .files(
                        spec(),
                        "s3://lake/flights",
                        new Access(Optional.of(aws.address().toString()), Optional.of("eu-west-3"), Optional.empty()))
                .orElseThrow();

        assertThat(files.list("s3://lake/flights/", 10)).hasSize(1);

        assertThat(assumed).isEmpty();
        assertThat(aws.calls()).extracting(Call::signer).containsExactly("test/eu-west-3");
    }

    @Test
    void shouldSayThatTheRoleCannotBeAssumed() throws IOException {
        S3Project project = project("s3://lake/flights/*.csv", "");
        aws.onQuery("AssumeRole", form -> {
            throw new AwsServer.Refused(403, "AccessDenied", "not authorized to perform: sts:AssumeRole");
        });

        assertThatThrownBy(() -> project.execute(Command.PREPARE))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("sts:AssumeRole");
    }

    private Spec spec() {
        return SpecReader.read(folder.resolve("retrain.yaml"), Optional.empty(), "");
    }
}
