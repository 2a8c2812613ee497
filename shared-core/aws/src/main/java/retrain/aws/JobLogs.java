package retrain.aws;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;

/**
 * The lines of a job in CloudWatch Logs, each told once, from the first one on: a stream a machine, which appear late and grow. Whoever may
 * not read them trains all the same.
 */
final class JobLogs {
    private final CloudWatchLogsClient logs;
    private final String group;
    private final String job;
    private final int machines;

    /** Stream -> the token that leads on. */
    private final Map<String, String> streams = new LinkedHashMap<>();

    /** @param machines as many streams as will appear */
    JobLogs(CloudWatchLogsClient logs, String group, String job, int machines) {
        this.logs = logs;
        this.group = group;
        this.job = job;
        this.machines = machines;
    }

    /**
     * Tells the lines that are new, by the stream's machine ({@code algo-1}).
     *
     * @return whether there were any
     * @throws SdkException if they cannot be read
     */
    boolean read(BiConsumer<String, String> lines) {
        if (streams.size() < machines) {
            find();
        }
        boolean some = false;
        for (String stream : streams.keySet()) {
            some |= read(stream, lines);
        }
        return some;
    }

    /** {@return whether any stream has appeared} */
    boolean found() {
        return !streams.isEmpty();
    }

    private void find() {
        try {
            logs.describeLogStreams(r -> r.logGroupName(group).logStreamNamePrefix(job + "/"))
                    .logStreams()
                    .forEach(stream -> streams.putIfAbsent(stream.logStreamName(), ""));
        } catch (SdkException e) {
            if (!AwsFailure.code(e).equals("ResourceNotFoundException")) {
                throw e;
            }
        }
    }

    /** An end is known by a token that comes back unchanged; a page may be empty although more follows. */
    private boolean read(String stream, BiConsumer<String, String> lines) {
        boolean some = false;
        while (true) {
            String token = streams.getOrDefault(stream, "");
            GetLogEventsResponse page = logs.getLogEvents(r -> r.logGroupName(group)
                    .logStreamName(stream)
                    .startFromHead(true)
                    .nextToken(token.isEmpty() ? null : token));
            for (OutputLogEvent event : page.events()) {
                some = true;
                lines.accept(machine(stream), event.message());
            }
            @Nullable String next = page.nextForwardToken();
            if (next == null || next.equals(token)) {
                return some;
            }
            streams.put(stream, next);
        }
    }

    /** {@return {@code algo-1} of {@code train-…/algo-1-1764150000}} */
    private static String machine(String stream) {
        return stream.substring(stream.lastIndexOf('/') + 1).replaceFirst("-\\d+$", "");
    }
}
