package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.event.Event;
import retrain.infra.Infra;
import retrain.infra.Plan;
import retrain.infra.Stacks;
import retrain.spec.AwsSpec;
import retrain.spec.SpecReader;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The stack of a spec as a CloudFormation of others makes it, from nothing to nothing. */
class StackServerIT {
    private static final String SPEC = """
            model: small
            task: binary
            target: late
            store: s3://small-store/store
            aws: {region: us-east-1, role: 'arn:aws:iam::000000000000:role/small-jobs', poll: 0.1}
            data: {sources: {rows: 's3://small-data/rows/*.csv'}, key: [id]}
            train: {xgboost: {rounds: 5}, sagemaker: {instance: ml.m5.large}}
            evaluate: {sagemaker: {transform: {instance: ml.m5.large}}}
            gates: [{metric: auc, at-least: 0.5}]
            promote: {endpoint: {name: small, instance: ml.m5.large}}
            infra:
              code: s3://small-code/retrain
              buckets: {made: create}
              functions: {code: functions.jar, engines: engines.zip}
              notify: [team@example.com]
            """;

    @TempDir
    static Path shared;

    private static Ministack server;

    @TempDir
    Path folder;

    private final List<Event> events = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        server = Ministack.everything(shared);
        System.setProperty("aws.endpointUrl", System.getProperty("aws.endpointUrlS3", ""));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            System.clearProperty("aws.endpointUrl");
            server.close();
        }
    }

    private Plan plan(String spec) throws IOException {
        Files.writeString(folder.resolve("retrain.yaml"), spec);
        return Plan.of(
                SpecReader.read(folder.resolve("retrain.yaml"), Optional.empty(), ""),
                folder,
                "retrain.yaml",
                Optional.empty());
    }

    private Stacks stacks(Plan plan) {
        return new AwsAdapters().stacks(plan, events::add).orElseThrow();
    }

    private static byte[] zip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("java/lib/x.jar"));
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }

    @Test
    void shouldMakeChangeAndRemoveTheWholeStack() throws IOException {
        Files.write(folder.resolve("functions.jar"), zip());
        Files.write(folder.resolve("engines.zip"), zip());
        S3Client s3 = new AwsClients(AwsSpec.usual()).s3();
        s3.createBucket(b -> b.bucket("small-code"));
        Plan plan = plan(SPEC);

        assertThat(stacks(plan).check(Infra.files(plan)))
                .contains("Add Trigger (AWS::Lambda::Function)", "Add StoreBucket (AWS::S3::Bucket)");
        assertThat(stacks(plan).deploy(Infra.files(plan)))
                .contains("Add StateMachine (AWS::StepFunctions::StateMachine)");
        assertThat(events.stream().map(e -> ((Event.Noticed) e).message()))
                .anyMatch(l -> l.startsWith("CREATE_COMPLETE StateMachine"))
                .anyMatch(l -> l.startsWith("CREATE_COMPLETE retrain-small"));
        assertThat(stacks(plan).check(Infra.files(plan))).isEmpty();
        assertThat(stacks(plan).deploy(Infra.files(plan))).isEmpty();

        Plan other = plan(SPEC.replace("infra:\n", "infra:\n  retention: 30\n"));
        List<String> changes = stacks(other).check(Infra.files(other));
        assertThat(changes).anyMatch(l -> l.startsWith("Modify TriggerLogs (AWS::Logs::LogGroup): RetentionInDays; "));
        assertThat(stacks(other).deploy(Infra.files(other))).containsAll(changes);

        s3.putObject(r -> r.bucket("small-store").key("store/x"), RequestBody.fromString("x"));
        s3.putObject(r -> r.bucket("small-store").key("store/x"), RequestBody.fromString("y"));
        s3.deleteObject(r -> r.bucket("small-store").key("store/x"));
        assertThat(stacks(other).destroy(false)).anyMatch(l -> l.equals("AWS::S3::Bucket small-store stays"));
        s3.headBucket(r -> r.bucket("small-store"));
        assertThat(stacks(other).destroy(true)).contains("bucket small-store is removed, with 3 versions of objects");
        assertThatThrownBy(() -> s3.headBucket(r -> r.bucket("small-store"))).isInstanceOf(S3Exception.class);
        s3.headBucket(r -> r.bucket("small-code"));
    }
}
