package retrain.aws;

import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;

/** The last lines that a job wrote to CloudWatch Logs, to tell why it failed. */
final class LastLines {
    private static final int MOST = 10;
    private static final int LONGEST = 300;

    private LastLines() {}

    /** {@return the lines in few words; why there are none, if they cannot be had: the job's own failure is what is told} */
    static String of(AwsClients clients, String group, String stream) {
        try (CloudWatchLogsClient logs = clients.of(CloudWatchLogsClient.builder())) {
            List<String> lines = logs
                    .getLogEvents(r -> r.logGroupName(group)
                            .logStreamName(stream)
                            .limit(MOST)
                            .startFromHead(false))
                    .events()
                    .stream()
                    .map(e -> shortened(e.message()))
                    .filter(line -> !line.isEmpty())
                    .toList();
            return lines.isEmpty() ? "" : "; its last lines: " + String.join(" | ", lines);
        } catch (SdkException e) {
            String code = AwsFailure.code(e);
            return code.equals("ResourceNotFoundException")
                    ? ""
                    : "; its log could not be read (" + (code.isEmpty() ? "CloudWatch Logs is not reached" : code)
                            + ", logs:GetLogEvents)";
        }
    }

    private static String shortened(String message) {
        String line = message.strip().replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
