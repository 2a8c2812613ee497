package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.infra.Infra;
import retrain.infra.Plan;
import retrain.spec.AwsSpec;
import retrain.spec.SpecReader;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.s3.S3Client;

/** What the rules of a stack do with new data, in an emulator: S3 tells EventBridge, a rule tells the queue. */
class StackEventsIT {
    private static final String SPEC = """
            model: small
            task: binary
            target: late
            store: s3://small-store/store
            aws: {region: us-east-1, role: 'arn:aws:iam::000000000000:role/small-jobs'}
            data: {sources: {rows: ['s3://small-data/rows/*.csv', 's3://small-data/more/']}, key: [id]}
            train: {xgboost: {rounds: 5}, sagemaker: {instance: ml.m5.large}}
            evaluate: {sagemaker: {transform: {instance: ml.m5.large}}}
            gates: [{metric: auc, at-least: 0.5}]
            promote: {endpoint: {name: small, instance: ml.m5.large}}
            history: {model-package-group: small}
            triggers: {schedule: {cron: '30 2 1,L * *', zone: Europe/Berlin}}
            cost: {per-month: 50}
            infra: {code: s3://small-code/retrain, buckets: {made: create}, notify: [team@example.com]}
            """;

    /** What the emulator lacks, and what would take the events from the queue before they are looked at. */
    private static final String[] LEFT_OUT = {"Packages", "Budget", "TriggerSource"};

    @TempDir
    Path folder;

    private Ministack server;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        server = Ministack.everything(folder);
        System.setProperty("aws.endpointUrl", System.getProperty("aws.endpointUrlS3", ""));
    }

    @AfterEach
    void stop() {
        System.clearProperty("aws.endpointUrl");
        if (server != null) {
            server.close();
        }
    }

    @Test
    void shouldBringNewDataOfTheSourcesToTheQueueAndNothingElse() throws IOException, InterruptedException {
        AwsClients clients = new AwsClients(AwsSpec.usual());
        S3Client s3 = clients.s3();
        s3.createBucket(b -> b.bucket("small-code"));
        for (String file : new String[] {"function.zip", "engines.zip"}) {
            s3.putObject(r -> r.bucket("small-code").key("retrain/" + file), RequestBody.fromBytes(EMPTY_ZIP));
        }
        deploy(clients);

        for (String key : new String[] {"rows/1.csv", "rows/1.txt", "more/deep/2.csv", "other/3.csv"}) {
            s3.putObject(r -> r.bucket("small-data").key(key), RequestBody.fromString("id,late\n1,0\n"));
        }

        String queued = received(2);
        assertThat(queued)
                .contains("rows/1.csv", "more/deep/2.csv", "Object Created")
                .doesNotContain("1.txt", "3.csv");
    }

    private static final byte[] EMPTY_ZIP = {'P', 'K', 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    private void deploy(AwsClients clients) throws IOException {
        Files.writeString(folder.resolve("retrain.yaml"), SPEC);
        Plan plan = Plan.of(
                SpecReader.read(folder.resolve("retrain.yaml"), Optional.empty(), ""),
                folder,
                "retrain.yaml",
                Optional.empty());
        String template = Infra.files(plan).stream()
                .filter(f -> f.path().endsWith("template.yaml"))
                .findFirst()
                .orElseThrow()
                .content();
        for (String id : LEFT_OUT) {
            String without = template.replaceFirst("(?m)(^  # .*\\n)+^  " + id + ":\\n(^    .*\\n)+", "");
            assertThat(without).as(id).hasSizeLessThan(template.length());
            template = without;
        }
        String body = template;
        CloudFormationClient cloudFormation = clients.of(CloudFormationClient.builder());
        clients.s3().putObject(r -> r.bucket("small-code").key("template.yaml"), RequestBody.fromString(body));
        String url = System.getProperty("aws.endpointUrl") + "/small-code/template.yaml";
        cloudFormation.createStack(
                r -> r.stackName("retrain-small").templateURL(url).capabilities(Capability.CAPABILITY_NAMED_IAM));
        cloudFormation.waiter().waitUntilStackCreateComplete(r -> r.stackName("retrain-small"));
    }

    /** {@return the bodies of so many messages, and of those that come after them} */
    private static String received(int count) throws IOException, InterruptedException {
        StringBuilder bodies = new StringBuilder();
        int found = 0;
        boolean more = true;
        for (int tries = 0; tries < 40 && more; tries++) {
            more = found < count;
            String answer = sqs(
                    "ReceiveMessage",
                    "{\"QueueUrl\": \"" + System.getProperty("aws.endpointUrl")
                            + "/000000000000/retrain-small-events\", \"MaxNumberOfMessages\": 10, \"WaitTimeSeconds\": 1}");
            found += answer.split("\"Body\"", -1).length - 1;
            bodies.append(answer);
        }
        return bodies.toString();
    }

    private static String sqs(String action, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getProperty("aws.endpointUrl") + "/"))
                .header("Content-Type", "application/x-amz-json-1.0")
                .header("X-Amz-Target", "AmazonSQS." + action)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
