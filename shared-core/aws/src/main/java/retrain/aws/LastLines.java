package retrain.aws;

import java.util.List;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;

/** The last lines that a job wrote to CloudWatch Logs, to tell why it failed. */
final class LastLines {
    private static final int MOST = 10;
    private static final int LONGEST = 300;

    private LastLines() {}

    /** {@return the lines in few words; why there are none, if they cannot be had: the job's own failure is what is told} */
    static String of(AwsClients clients, String group, String stream) {
        return read(clients, logs -> lines(logs, group, stream));
    }

    /** {@return the same of the stream that begins so and was written to last} */
    static String ofLatest(AwsClients clients, String group, String prefix) {
        return read(clients, logs -> {
            List<LogStream> streams = logs.describeLogStreams(
                            r -> r.logGroupName(group).logStreamNamePrefix(prefix))
                    .logStreams();
            return streams.isEmpty()
                    ? List.of()
                    : lines(logs, group, streams.get(streams.size() - 1).logStreamName());
        });
    }

    private static List<String> lines(CloudWatchLogsClient logs, String group, String stream) {
        return logs
                .getLogEvents(r ->
                        r.logGroupName(group).logStreamName(stream).limit(MOST).startFromHead(false))
                .events()
                .stream()
                .map(OutputLogEvent::message)
                .toList();
    }

    private static String read(AwsClients clients, Function<CloudWatchLogsClient, List<String>> reading) {
        try (CloudWatchLogsClient logs = clients.of(CloudWatchLogsClient.builder())) {
            return told(reading.apply(logs));
        } catch (SdkException e) {
            String code = AwsFailure.code(e);
            return code.equals("ResourceNotFoundException")
                    ? ""
                    : "; its log could not be read (" + (code.isEmpty() ? "CloudWatch Logs is not reached" : code)
                            + ", logs:GetLogEvents)";
        }
    }

    /** {@return the last of the lines in few words} */
    static String told(List<String> lines) {
        List<String> some = lines.stream()
                .map(LastLines::shortened)
                .filter(line -> !line.isEmpty())
                .toList();
        List<String> last = some.subList(Math.max(0, some.size() - MOST), some.size());
        return last.isEmpty() ? "" : "; its last lines: " + String.join(" | ", last);
    }

    private static String shortened(String message) {
        String line = message.strip().replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
