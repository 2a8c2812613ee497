package retrain.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;

/** The streams of a group of CloudWatch Logs, which are written to once. */
final class LogStreams {
    private static final int TRIES = 4;
    private static final int MOST_EVENTS = 10_000;
    private static final int MOST_BYTES = 1_048_576;
    private static final int OVERHEAD = 26;
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final Duration OLDEST = Duration.ofDays(14);
    private static final int PAGE = 50;

    private final CloudWatchLogsClient logs;
    private final CloudWatchLogsClient once;
    private final Settings settings;
    private boolean groupIsRight;

    /**
     * How a group is.
     *
     * @param retention days; absent: as it is
     * @param kmsKey the ARN; absent: as it is
     * @param pause before a second try; it doubles with each further one
     */
    record Settings(
            String group,
            Optional<Integer> retention,
            Optional<String> kmsKey,
            Map<String, String> tags,
            Duration pause) {
        Settings {
            tags = new TreeMap<>(tags);
        }
    }

    /** @param once does not try again by itself: events that may be there already are looked for first */
    LogStreams(CloudWatchLogsClient logs, CloudWatchLogsClient once, Settings settings) {
        this.logs = logs;
        this.once = once;
        this.settings = settings;
    }

    String group() {
        return settings.group();
    }

    /** {@return how old an event may be} */
    Duration oldest() {
        Duration kept = settings.retention().map(Duration::ofDays).orElse(OLDEST);
        Duration shorter = kept.compareTo(OLDEST) < 0 ? kept : OLDEST;
        return shorter.minusMinutes(30);
    }

    /** Writes the events that the stream does not have yet; it is made if there is none. */
    void write(String stream, List<LogEvent> events) {
        boolean fresh = make(stream);
        List<LogEvent> missing = fresh ? events : missing(stream, events);
        for (int attempt = 1; !missing.isEmpty(); attempt++) {
            Optional<SdkException> failure = put(stream, missing);
            if (failure.isEmpty()) {
                return;
            }
            if (attempt == TRIES || !passes(failure.get())) {
                throw AwsFailure.of(where(stream), "logs:PutLogEvents", failure.get());
            }
            pause(stream, attempt);
            missing = missing(stream, events);
        }
    }

    private static boolean passes(SdkException e) {
        return !(e instanceof AwsServiceException answered)
                || answered.statusCode() >= 500
                || answered.isThrottlingException();
    }

    private void pause(String stream, int attempt) {
        try {
            Thread.sleep(settings.pause().toMillis() << (attempt - 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BackendFailure.retryable(
                    new Problem(Code.CANCELLED, where(stream), "was not told all", "Write the reports again"), null, e);
        }
    }

    private String where(String stream) {
        return "log stream " + settings.group() + " " + stream;
    }

    private List<LogEvent> missing(String stream, List<LogEvent> events) {
        Set<String> there = ids(stream);
        return events.stream().filter(e -> !there.contains(e.id())).toList();
    }

    private Set<String> ids(String stream) {
        Set<String> ids = new HashSet<>();
        String token = null;
        while (true) {
            GetLogEventsResponse page = page(stream, token);
            page.events().forEach(e -> LogEvent.id(e.message()).ifPresent(ids::add));
            if (page.nextForwardToken() == null || page.nextForwardToken().equals(token)) {
                return ids;
            }
            token = page.nextForwardToken();
        }
    }

    private GetLogEventsResponse page(String stream, @Nullable String token) {
        return AwsFailure.call(
                where(stream),
                "logs:GetLogEvents",
                () -> logs.getLogEvents(r -> r.logGroupName(settings.group())
                        .logStreamName(stream)
                        .startFromHead(true)
                        .nextToken(token)));
    }

    /** Writes in batches that CloudWatch Logs takes. {@return what went wrong} */
    private Optional<SdkException> put(String stream, List<LogEvent> events) {
        for (List<LogEvent> batch : batches(events)) {
            List<InputLogEvent> inputs = batch.stream()
                    .map(e -> InputLogEvent.builder()
                            .timestamp(e.at())
                            .message(e.line())
                            .build())
                    .toList();
            try {
                PutLogEventsResponse answer = once.putLogEvents(r ->
                        r.logGroupName(settings.group()).logStreamName(stream).logEvents(inputs));
                if (answer.rejectedLogEventsInfo() != null) {
                    throw rejected(stream, answer);
                }
            } catch (SdkException e) {
                return Optional.of(e);
            }
        }
        return Optional.empty();
    }

    private BackendFailure rejected(String stream, PutLogEventsResponse answer) {
        return BackendFailure.permanent(
                new Problem(
                        Code.REMOTE_FAILED,
                        where(stream),
                        "left entries out: " + answer.rejectedLogEventsInfo(),
                        "See that the clock of this machine is right, then write the reports again"),
                null);
    }

    /** In order of time, within a day, and not larger than allowed. */
    static List<List<LogEvent>> batches(List<LogEvent> events) {
        List<List<LogEvent>> batches = new ArrayList<>();
        List<LogEvent> batch = new ArrayList<>();
        long bytes = 0;
        long last = 0;
        for (LogEvent event : events) {
            LogEvent next = event.at(Math.max(last, event.at()));
            int size = next.bytes() + OVERHEAD;
            boolean full = batch.size() == MOST_EVENTS || bytes + size > MOST_BYTES;
            if (!batch.isEmpty() && (full || next.at() - batch.get(0).at() > DAY)) {
                batches.add(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(next);
            bytes += size;
            last = next.at();
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }

    /** {@return the streams that begin so and have events} */
    List<String> written(String prefix) {
        List<String> written = new ArrayList<>();
        String token = null;
        try {
            do {
                String from = token;
                var page = logs.describeLogStreams(r -> r.logGroupName(settings.group())
                        .logStreamNamePrefix(prefix)
                        .limit(PAGE)
                        .nextToken(from));
                for (LogStream stream : page.logStreams()) {
                    // The times are brought up to date late: what seems to be empty is looked into before it is written
                    // to.
                    if (stream.lastEventTimestamp() != null) {
                        written.add(stream.logStreamName());
                    }
                }
                token = page.nextToken();
            } while (token != null);
        } catch (SdkException e) {
            if (!isMissing(e)) {
                throw AwsFailure.of(where(prefix + "*"), "logs:DescribeLogStreams", e);
            }
        }
        return written;
    }

    /** {@return whether the stream was made now} */
    private boolean make(String stream) {
        if (!groupIsRight
                && (settings.retention().isPresent() || settings.kmsKey().isPresent())) {
            group(find());
        }
        groupIsRight = true;
        try {
            return create(stream);
        } catch (SdkException e) {
            if (!isMissing(e)) {
                throw AwsFailure.of(where(stream), "logs:CreateLogStream", e);
            }
        }
        group(Optional.empty());
        try {
            return create(stream);
        } catch (SdkException e) {
            throw AwsFailure.of(where(stream), "logs:CreateLogStream", e);
        }
    }

    private boolean create(String stream) {
        try {
            logs.createLogStream(r -> r.logGroupName(settings.group()).logStreamName(stream));
            return true;
        } catch (SdkException e) {
            if (isThere(e)) {
                return false;
            }
            throw e;
        }
    }

    private Optional<LogGroup> find() {
        return AwsFailure.call(
                        where("*"),
                        "logs:DescribeLogGroups",
                        () -> logs.describeLogGroups(
                                r -> r.logGroupNamePrefix(settings.group()).limit(PAGE)))
                .logGroups()
                .stream()
                .filter(g -> g.logGroupName().equals(settings.group()))
                .findFirst();
    }

    /** Makes the group, or brings it to what is wanted. */
    private void group(Optional<LogGroup> there) {
        Optional<String> key = there.flatMap(g -> Optional.ofNullable(g.kmsKeyId()));
        Optional<Integer> days = there.flatMap(g -> Optional.ofNullable(g.retentionInDays()));
        if (there.isEmpty()) {
            createGroup();
        } else if (settings.kmsKey().isPresent() && !settings.kmsKey().equals(key)) {
            AwsFailure.call(
                    where("*"),
                    "logs:AssociateKmsKey",
                    () -> logs.associateKmsKey(r -> r.logGroupName(settings.group())
                            .kmsKeyId(settings.kmsKey().get())));
        }
        if (settings.retention().isPresent() && !settings.retention().equals(days)) {
            AwsFailure.call(
                    where("*"),
                    "logs:PutRetentionPolicy",
                    () -> logs.putRetentionPolicy(r -> r.logGroupName(settings.group())
                            .retentionInDays(settings.retention().get())));
        }
    }

    private void createGroup() {
        try {
            logs.createLogGroup(r -> r.logGroupName(settings.group())
                    .kmsKeyId(settings.kmsKey().orElse(null))
                    .tags(settings.tags().isEmpty() ? null : settings.tags()));
        } catch (SdkException e) {
            if (!isThere(e)) {
                throw AwsFailure.of(where("*"), "logs:CreateLogGroup", e);
            }
        }
    }

    private static boolean isThere(SdkException e) {
        return AwsFailure.code(e).equals("ResourceAlreadyExistsException");
    }

    private static boolean isMissing(SdkException e) {
        return AwsFailure.code(e).equals("ResourceNotFoundException");
    }
}
