package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import retrain.spec.AwsSpec;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

class FakeLogsTest {
    private static final String GROUP = "/aws/sagemaker/TrainingJobs";

    private AwsServer aws;
    private FakeLogs logs;
    private CloudWatchLogsClient client;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        logs = new FakeLogs(aws);
        client = new AwsClients(AwsSpec.usual()).of(CloudWatchLogsClient.builder());
    }

    @AfterEach
    void stop() {
        client.close();
        aws.close();
    }

    @Test
    void shouldLeadThroughTheStreamUntilTheTokenStays() {
        logs.pages(2).withEmptyPages().write(GROUP, "job/algo-1", "a", "b", "c");

        assertThat(read("job/algo-1")).containsExactly("a", "b", "c");
    }

    private List<String> read(String stream) {
        List<String> lines = new ArrayList<>();
        String token = null;
        while (true) {
            String from = token;
            GetLogEventsResponse page = client.getLogEvents(r -> r.logGroupName(GROUP)
                    .logStreamName(stream)
                    .startFromHead(true)
                    .nextToken(from));
            page.events().forEach(e -> lines.add(e.message()));
            if (page.nextForwardToken().equals(token)) {
                return lines;
            }
            token = page.nextForwardToken();
        }
    }

    @Test
    void shouldGoOnAtATokenWhenMoreWasWritten() {
        logs.write(GROUP, "s", "a");
        GetLogEventsResponse first = client.getLogEvents(
                r -> r.logGroupName(GROUP).logStreamName("s").startFromHead(true));
        logs.write(GROUP, "s", "b");

        GetLogEventsResponse next = client.getLogEvents(r ->
                r.logGroupName(GROUP).logStreamName("s").startFromHead(true).nextToken(first.nextForwardToken()));

        assertThat(next.events()).extracting(e -> e.message()).containsExactly("b");
    }

    @Test
    void shouldFindStreamsByTheirPrefix() {
        logs.write(GROUP, "a/1", "x").write(GROUP, "a/2", "x").write(GROUP, "b/1", "x");

        assertThat(client.describeLogStreams(r -> r.logGroupName(GROUP).logStreamNamePrefix("a/"))
                        .logStreams())
                .extracting(LogStream::logStreamName)
                .containsExactly("a/1", "a/2");
    }

    @Test
    void shouldKnowNoStreamThatNobodyMade() {
        assertThatThrownBy(() -> client.describeLogStreams(r -> r.logGroupName(GROUP)))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void shouldRefuseABatchThatIsNotInOrder() {
        logs.write(GROUP, "s", "a");
        long now = System.currentTimeMillis();

        assertThatThrownBy(() -> client.putLogEvents(
                        r -> r.logGroupName(GROUP).logStreamName("s").logEvents(event(now, "b"), event(now - 1, "c"))))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("chronological");
    }

    @Test
    void shouldSayWhichEventsWereTooOld() {
        logs.write(GROUP, "s", "a");
        long old = System.currentTimeMillis() - 15L * 24 * 3600 * 1000;

        assertThat(client.putLogEvents(
                                r -> r.logGroupName(GROUP).logStreamName("s").logEvents(event(old, "b")))
                        .rejectedLogEventsInfo()
                        .tooOldLogEventEndIndex())
                .isEqualTo(1);
        assertThat(logs.events(GROUP, "s")).hasSize(1);
    }

    private static InputLogEvent event(long at, String message) {
        return InputLogEvent.builder().timestamp(at).message(message).build();
    }
}
