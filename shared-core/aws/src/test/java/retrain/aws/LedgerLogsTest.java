package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.aws.AwsServer.Fault;
import retrain.gate.Verdict;
import retrain.local.Embedded;
import retrain.problem.BackendFailure;
import retrain.problem.InvalidInput;
import retrain.registry.Alias;
import retrain.registry.ModelVersion;
import retrain.registry.Move;
import retrain.registry.Registry;
import retrain.report.TrackedLook;
import retrain.report.TrackedRun;
import retrain.report.Tracker;
import retrain.run.Digest;
import retrain.run.RunId;
import retrain.run.Store;
import retrain.spec.AwsSpec;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;

class LedgerLogsTest {
    private static final Instant NOW = Instant.parse("2026-11-26T09:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final String GROUP = "/retrain/flights";
    private static final String OTHER = "20261125T090000Z-abcdef";
    private static final String KEY = "arn:aws:kms:us-east-1:123456789012:key/k";

    @TempDir
    private Path folder;

    private AwsServer aws;
    private FakeLogs logs;
    private ToldRuns runs;
    private Registry registry;
    private Optional<Integer> retention = Optional.empty();
    private Optional<String> kmsKey = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        fresh();
        runs = new ToldRuns(folder, NOW.minusSeconds(60));
        Store store = Embedded.store(folder.resolve("store"));
        registry = new Registry(store, ToldRuns.MODEL, CLOCK);
    }

    private void fresh() throws IOException {
        aws = AwsServer.start();
        logs = new FakeLogs(aws).at(CLOCK);
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private Tracker tracker() {
        AwsClients clients = new AwsClients(AwsSpec.usual());
        LogStreams streams = new LogStreams(
                clients.of(CloudWatchLogsClient.builder()),
                clients.of(CloudWatchLogsClient.builder()
                        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))),
                new LogStreams.Settings(GROUP, retention, kmsKey, Map.of("team", "flights"), Duration.ofMillis(1)));
        return new LedgerLogs(streams, registry, CLOCK);
    }

    private static String stream(TrackedRun run) {
        return ToldRuns.MODEL + "/" + run.run();
    }

    private List<String> ids(String stream) {
        return logs.events(GROUP, stream).stream()
                .map(e -> LogEvent.id(e.message()).orElseThrow())
                .toList();
    }

    @Test
    void shouldTellTheLedgerInOrder() {
        TrackedRun run = runs.of(1, "passed");

        assertThat(tracker().log(run)).contains("group " + GROUP + ", stream " + stream(run));

        assertThat(ids(stream(run)))
                .containsExactly(
                        run.run() + "/1", run.run() + "/2", run.run() + "/3", run.run() + "/4", run.run() + "/5");
        assertThat(logs.events(GROUP, stream(run)))
                .extracting(FakeLogs.Event::timestamp)
                .isSorted()
                .startsWith(NOW.minusSeconds(60).toEpochMilli())
                .endsWith(NOW.minusSeconds(30).toEpochMilli());
        RequestShapes.check(aws.calls());
    }

    @Test
    void shouldWriteLinesAsPublished() throws IOException {
        TrackedRun run = runs.of(1, "passed");
        move(1, Optional.of(run.run()), "promote");
        tracker().log(run);

        Path golden = Path.of("src/test/resources/golden/ledger-events.jsonl");
        String lines = String.join(
                "\n",
                logs.events(GROUP, stream(run)).stream()
                        .map(FakeLogs.Event::message)
                        .toList());
        if ("update".equals(System.getProperty("retrain.golden"))) {
            Files.writeString(golden, lines);
        }
        assertThat(lines).isEqualTo(Files.readString(golden));
    }

    @Test
    void shouldTellTheAuditEntriesThatTheRunMade() {
        TrackedRun run = runs.of(1, "passed");
        move(1, Optional.of(run.run()), "promote");
        move(1, Optional.of(OTHER), "promote");

        tracker().log(run);

        assertThat(ids(stream(run))).contains("audit/1").doesNotContain("audit/2");
    }

    @Test
    void shouldTellARollbackInAStreamOfItsOwnOnce() {
        move(1, Optional.of(OTHER), "promote");
        move(2, Optional.empty(), "rollback");

        tracker().alias(ToldRuns.MODEL, Map.of());
        tracker().alias(ToldRuns.MODEL, Map.of());

        assertThat(logs.streams(GROUP)).containsExactly(ToldRuns.MODEL + "/audit/2");
        assertThat(ids(ToldRuns.MODEL + "/audit/2")).containsExactly("audit/2");
        RequestShapes.check(aws.calls());
    }

    @Test
    void shouldAskNothingWhereNothingWasRolledBack() {
        move(1, Optional.of(OTHER), "promote");

        tracker().alias(ToldRuns.MODEL, Map.of());

        assertThat(aws.asked()).isEmpty();
    }

    @Test
    void shouldTellARunOfMonitorAndNothingOfACheck() {
        TrackedRun run = runs.without(7);

        tracker().look(new TrackedLook(ToldRuns.MODEL, Optional.of(run.run()), run.ledger(), List.of()));
        tracker().look(new TrackedLook(ToldRuns.MODEL, Optional.empty(), List.of(), List.of()));

        assertThat(logs.streams(GROUP)).containsExactly(stream(run));
        assertThat(ids(stream(run))).hasSize(5);
    }

    @Test
    void shouldNeedTwoRequestsARunOnceTheGroupIsThere() {
        tracker().log(runs.of(1, "passed"));
        int before = aws.asked().size();

        tracker().log(runs.of(2, "passed"));

        assertThat(aws.asked().subList(before, aws.asked().size()))
                .containsExactly("Logs_20140328.CreateLogStream", "Logs_20140328.PutLogEvents");
    }

    @Test
    void shouldTellEachEntryOnceWhateverCallFailedAndWhateverItWasKilledAt() throws IOException {
        TrackedRun run = runs.of(1, "passed");
        move(1, Optional.of(run.run()), "promote");
        move(2, Optional.empty(), "rollback");
        tell(run);
        int calls = aws.asked().size();
        for (int at = 1; at <= calls; at++) {
            for (Fault fault : Fault.atOnce()) {
                for (boolean killed : new boolean[] {false, true}) {
                    aws.close();
                    fresh();
                    failing(at, fault, killed, run);
                    aws.faults(c -> Fault.NONE);

                    tell(run);

                    assertThat(ids(stream(run)))
                            .as("%s at %d, killed %s", fault, at, killed)
                            .hasSize(6)
                            .doesNotHaveDuplicates();
                    assertThat(ids(ToldRuns.MODEL + "/audit/2")).containsExactly("audit/2");
                }
            }
        }
        assertThat(calls).isLessThan(12);
    }

    private void tell(TrackedRun run) {
        Tracker tracker = tracker();
        tracker.log(run);
        tracker.alias(ToldRuns.MODEL, Map.of());
    }

    private void failing(int call, Fault fault, boolean killed, TrackedRun run) {
        aws.faults(c -> c.number() == call ? fault : killed && c.number() > call ? Fault.DENIED : Fault.NONE);
        try {
            tell(run);
        } catch (BackendFailure | InvalidInput e) {
            // the next telling makes up for it
        }
    }

    @Test
    void shouldLookThroughAllPagesForWhatIsThere() {
        TrackedRun run = runs.of(1, "passed");
        tracker().log(run);
        logs.pages(2).withEmptyPages();

        tracker().log(run);

        assertThat(ids(stream(run))).hasSize(5);
    }

    @Test
    void shouldMakeTheGroupAsTheSpecSays() {
        retention = Optional.of(365);
        kmsKey = Optional.of(KEY);

        tracker().log(runs.of(1, "passed"));

        assertThat(logs.settings(GROUP))
                .containsEntry("retentionInDays", 365L)
                .containsEntry("kmsKeyId", KEY)
                .containsEntry("tags", "{team=flights}");
        RequestShapes.check(aws.calls());
    }

    @Test
    void shouldBringAGroupThatIsThereToWhatTheSpecSays() {
        tracker().log(runs.of(1, "passed"));
        retention = Optional.of(30);
        kmsKey = Optional.of(KEY);

        tracker().log(runs.of(2, "passed"));
        int before = aws.asked().size();
        tracker().log(runs.of(3, "passed"));

        assertThat(logs.settings(GROUP)).containsEntry("retentionInDays", 30L).containsEntry("kmsKeyId", KEY);
        assertThat(aws.asked().subList(before, aws.asked().size()))
                .containsExactly(
                        "Logs_20140328.DescribeLogGroups",
                        "Logs_20140328.CreateLogStream",
                        "Logs_20140328.PutLogEvents");
    }

    @Test
    void shouldTellARunThatIsOlderThanCloudWatchLogsTakes() {
        TrackedRun old = new ToldRuns(folder, NOW.minus(Duration.ofDays(100))).of(1, "passed");

        tracker().log(old);

        assertThat(ids(stream(old))).hasSize(5);
        assertThat(logs.events(GROUP, stream(old)).get(0).message()).contains("\"at\":\"2026-08-18T09:00:00Z\"");
    }

    @Test
    void shouldCutBatchesAtADayAtAMegabyteAndAtTenThousand() {
        long day = Duration.ofDays(1).toMillis();
        assertThat(sizes(List.of(event(0, 10), event(day, 10), event(day + 1, 10))))
                .containsExactly(2, 1);
        assertThat(sizes(List.of(event(0, 500_000), event(0, 500_000), event(0, 48_525))))
                .containsExactly(2, 1);
        assertThat(sizes(List.of(event(0, 500_000), event(0, 500_000), event(0, 48_498))))
                .containsExactly(3);
        List<LogEvent> many = new ArrayList<>();
        for (int i = 0; i < 10_001; i++) {
            many.add(event(i, 1));
        }
        assertThat(sizes(many)).containsExactly(10_000, 1);
    }

    @Test
    void shouldKeepTheOrderWhereAClockWentBack() {
        assertThat(LogStreams.batches(List.of(event(5, 1), event(3, 1), event(6, 1)))
                        .get(0))
                .extracting(LogEvent::at)
                .containsExactly(5L, 5L, 6L);
    }

    private static List<Integer> sizes(List<LogEvent> events) {
        return LogStreams.batches(events).stream().map(List::size).toList();
    }

    private static LogEvent event(long at, int bytes) {
        return new LogEvent("id", at, "x".repeat(bytes));
    }

    @Test
    void shouldSayThatEntriesWereLeftOutIfTheClockIsWrong() {
        logs.at(Clock.offset(CLOCK, Duration.ofHours(-5)));

        assertThatThrownBy(() -> tracker().log(runs.of(1, "passed")))
                .isInstanceOf(BackendFailure.class)
                .hasMessageContaining("left entries out");
    }

    @Test
    void shouldNameThePermissionThatIsMissing() {
        aws.faults(call -> call.name().endsWith("CreateLogGroup") ? Fault.DENIED : Fault.NONE);

        assertThatThrownBy(() -> tracker().log(runs.of(1, "passed")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("\"Action\": \"logs:CreateLogGroup\"");
    }

    /** A version becomes champion. */
    private void move(int number, Optional<String> run, String action) {
        while (registry.versions().size() < number) {
            int next = registry.versions().size() + 1;
            registry.register(version(next));
        }
        Move move = new Move(
                action,
                Alias.CHAMPION,
                registry.version(number).orElseThrow(),
                registry.champion().map(ModelVersion::number),
                run.map(RunId::new),
                "ann",
                "because");
        assertThat(registry.move(move)).isPresent();
    }

    private static ModelVersion version(int number) {
        return new ModelVersion(
                ToldRuns.MODEL,
                0,
                new RunId("20261126T090000Z-abcdef"),
                "candidate",
                ToldRuns.artifact(number),
                Digest.of("snapshot"),
                Digest.of("trained"),
                Digest.of("evaluation " + number),
                Digest.of("decision"),
                Verdict.PASSED,
                NOW,
                "ci");
    }
}
