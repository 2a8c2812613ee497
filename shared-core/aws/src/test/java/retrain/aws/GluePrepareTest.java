package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.aws.AwsServer.Fault;
import retrain.data.Part;
import retrain.local.Embedded;
import retrain.run.Usage;

/** Rows made by Glue, through the commands of Retrain. */
class GluePrepareTest {
    private static final String DATA = """
            sources: {rows: 's3://data/rows/*.csv', more: more.csv}
            prepare: {glue: {sql: prepare.sql%s}}
            """;
    private static final String AWS =
            "aws: {work: 's3://work/retrain', role: 'arn:aws:iam::123456789012:role/r', poll: 0.01}";

    @TempDir
    private Path folder;

    private AwsServer aws;
    private FakeGlue glue;
    private S3Project project;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        glue = new FakeGlue(aws);
        project = new S3Project(folder);
        aws.s3.put("data", "rows/1.csv", S3Project.rows(0, 300).getBytes(StandardCharsets.UTF_8));
        aws.s3.put("data", "rows/2.csv", S3Project.rows(300, 300).getBytes(StandardCharsets.UTF_8));
        Files.writeString(folder.resolve("more.csv"), S3Project.rows(600, 300));
        Files.writeString(folder.resolve("prepare.sql"), "SELECT * FROM rows UNION ALL SELECT * FROM more");
        spec("");
    }

    private void spec(String glue) throws IOException {
        project.spec(DATA.formatted(glue), AWS);
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private long asked(String name) {
        return aws.asked().stream().filter(a -> a.equals(name)).count();
    }

    @Test
    void shouldTrainOnRowsThatGlueMadeOfObjectsWhereTheyAreAndOfFilesHere() throws IOException {
        assertThat(project.execute(Command.RUN).kind()).isEqualTo(Outcome.Kind.PROMOTED);

        assertThat(glue.runs()).hasSize(1);
        assertThat(project.snapshots()).hasSize(1);
        assertThat(project.snapshots().get(0).rows()).isEqualTo(900);
        assertThat(project.snapshots().get(0).parts())
                .extracting(Part::name)
                .containsExactly("s3://data/rows/1.csv", "s3://data/rows/2.csv", "more.csv");
        assertThat(project.copies()).isEmpty();
        assertThat(aws.asked()).noneMatch(a -> a.startsWith("S3 GET data/rows/"));
        assertThat(Usage.of(Embedded.store(folder.resolve(".retrain")), YearMonth.of(2023, 11), java.util.Set.of()))
                .singleElement()
                .satisfies(u -> {
                    assertThat(u.service()).isEqualTo("glue");
                    assertThat(u.unit()).isEqualTo("G.1X");
                    assertThat(u.count()).isEqualTo(2);
                    assertThat(u.billed()).isEqualTo(90);
                });
    }

    @Test
    void shouldAskForAListOnlyWhenNothingChanged() {
        project.execute(Command.RUN);
        int before = aws.calls().size();

        assertThat(project.execute(Command.RUN).kind()).isEqualTo(Outcome.Kind.UNCHANGED);

        assertThat(aws.asked().subList(before, aws.calls().size()))
                .singleElement()
                .asString()
                .contains("list-type=2");
    }

    @Test
    void shouldPrepareAgainWhenAnObjectOrTheQueryChangesAndNotForMoreWorkers() throws IOException {
        project.execute(Command.PREPARE);
        spec(", workers: 10, timeout: 30, flex: true");
        project.execute(Command.PREPARE);
        assertThat(glue.runs()).hasSize(1);

        aws.s3.put("data", "rows/2.csv", S3Project.rows(300, 299).getBytes(StandardCharsets.UTF_8));
        project.execute(Command.PREPARE);
        assertThat(glue.runs()).hasSize(2);

        Files.writeString(folder.resolve("prepare.sql"), "SELECT * FROM rows");
        project.execute(Command.PREPARE);
        assertThat(glue.runs()).hasSize(3);
        assertThat(glue.runs().get(2).asked).containsEntry("ExecutionClass", "FLEX");
        assertThat(glue.jobs()).hasSize(1);
    }

    @Test
    void shouldRefuseRowsOfAnObjectThatWasReplacedMeanwhile() {
        glue.looks = 1;
        aws.faults(call -> {
            if (call.name().equals("AWSGlue.GetJobRun")) {
                aws.s3.put("data", "rows/2.csv", S3Project.rows(300, 290).getBytes(StandardCharsets.UTF_8));
            }
            return Fault.NONE;
        });

        assertThatThrownBy(() -> project.execute(Command.PREPARE)).hasMessageContaining("changed while it was read");
    }

    @Test
    void shouldTellWhereTheQueryIsWrong() {
        glue.end = "FAILED";
        glue.message = "AnalysisException: [UNRESOLVED_COLUMN] A column with name `z` cannot be resolved; line 3 pos 7";

        assertThatThrownBy(() -> project.execute(Command.PREPARE))
                .hasMessageContaining("prepare.sql:3:8")
                .hasMessageContaining("`z` cannot be resolved");
        assertThat(asked("AWSGlue.StartJobRun")).isEqualTo(1);
    }

    @Test
    void shouldRefuseAQueryThatReadsSomethingElseBeforeAnythingIsStarted() throws IOException {
        Files.writeString(folder.resolve("prepare.sql"), "SELECT * FROM other");

        assertThatThrownBy(() -> project.execute(Command.PREPARE)).hasMessageContaining("'other'");
        assertThat(aws.asked()).noneMatch(a -> a.startsWith("AWSGlue"));
    }

    @Test
    void shouldStartOneRunWhenTheAnswerToTheStartIsLost() {
        aws.faults(call -> call.name().equals("AWSGlue.StartJobRun") && asked("AWSGlue.StartJobRun") == 1
                ? Fault.RESET_AFTER
                : Fault.NONE);

        project.execute(Command.PREPARE);

        assertThat(glue.runs()).hasSize(1);
    }

    private String run() {
        return String.valueOf(folder.resolve(".retrain/runs").toFile().list()[0]);
    }

    @Test
    void shouldStopTheRunWhenInterrupted() {
        Thread run = Thread.currentThread();
        glue.looks = Integer.MAX_VALUE;
        aws.faults(call -> {
            if (call.name().equals("AWSGlue.GetJobRun")) {
                run.interrupt();
            }
            return Fault.NONE;
        });

        assertThatThrownBy(() -> project.execute(Command.PREPARE)).hasMessageContaining("so was run jr_1 of Glue job");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(glue.runs())
                .singleElement()
                .satisfies(r -> assertThat(r.state).isEqualTo("STOPPING"));
    }

    @Test
    void shouldStartAnewWhenTheRunFailedAndIsGoneOnWith() {
        glue.end = "TIMEOUT";
        assertThatThrownBy(() -> project.execute(Command.PREPARE)).hasMessageContaining("was ended after 120 minutes");
        glue.end = "SUCCEEDED";

        project.execute(Command.PREPARE, Map.of(Option.RUN, run()));

        assertThat(glue.runs()).hasSize(2);
    }

    @Test
    void shouldTellTheEndOfTheLogOfARunThatFailed() {
        glue.end = "FAILED";
        glue.message = "Command failed with exit code 10";
        aws.on("Logs_20140328.GetLogEvents", r -> {
            assertThat(FakeGlue.text(r, "logGroupName")).isEqualTo("/aws-glue/jobs/error");
            return Map.of("events", List.of(Map.of("message", "no space left", "timestamp", 1)));
        });

        assertThatThrownBy(() -> project.execute(Command.PREPARE))
                .hasMessageContaining("failed: Command failed with exit code 10; its last lines: no space left");
    }

    private void ownJob() throws IOException {
        aws.s3.put("code", "clean.py", "print(1)".getBytes(StandardCharsets.UTF_8));
        glue.define("clean", "s3://code/clean.py", Map.of("--year", "2012"));
        project.spec("""
                sources: {rows: 's3://data/rows/*.csv'}
                prepare: {glue: {job: clean, arguments: {--year: 2013}}}
                """, "aws: {work: 's3://work/retrain', poll: 0.01}");
    }

    @Test
    void shouldRunAJobOfTheUsersOwnAgainWhenItsScriptOrDefinitionChanges() throws IOException {
        ownJob();
        project.execute(Command.PREPARE);
        project.execute(Command.PREPARE);
        assertThat(glue.runs())
                .singleElement()
                .satisfies(r -> assertThat(r.arguments)
                        .containsEntry("--year", "2013")
                        .containsKeys("--retrain-plan", "--retrain-output", "--retrain-job"));

        aws.s3.put("code", "clean.py", "print(2)".getBytes(StandardCharsets.UTF_8));
        project.execute(Command.PREPARE);
        assertThat(glue.runs()).hasSize(2);

        glue.define("clean", "s3://code/clean.py", Map.of("--year", "2011"));
        project.execute(Command.PREPARE);
        assertThat(glue.runs()).hasSize(3);
    }

    @Test
    void shouldWaitWhileTheJobRunsAsOftenAsItMay() throws IOException {
        ownJob();
        project.execute(Command.PREPARE);
        aws.s3.put("data", "rows/2.csv", S3Project.rows(300, 200).getBytes(StandardCharsets.UTF_8));
        FakeGlue.Run other = glue.runs().get(0);
        other.state = "RUNNING";
        aws.faults(call -> {
            if (asked("AWSGlue.StartJobRun") == 4) {
                other.state = "SUCCEEDED";
            }
            return Fault.NONE;
        });

        project.execute(Command.PREPARE);

        assertThat(asked("AWSGlue.StartJobRun")).isEqualTo(4);
        assertThat(glue.runs()).hasSize(2);
    }

    @Test
    void shouldSayThatAJobWroteNothing() throws IOException {
        ownJob();
        glue.own = (plan, arguments) -> {};

        assertThatThrownBy(() -> project.execute(Command.PREPARE))
                .hasMessageContaining("data.prepare.glue: wrote no csv or parquet file to s3://work/retrain/prepare/");
    }

    @Test
    void shouldSayWhatIsMissingInTheSpec() throws IOException {
        project.spec(DATA.formatted(", job: own, arguments: {year: 2013, --retrain-job: x}"), "");

        assertThatThrownBy(() -> project.execute(Command.VALIDATE))
                .hasMessageContaining("Add 'aws: {work: s3://bucket/prefix}'")
                .hasMessageContaining("has sql and job")
                .hasMessageContaining("'year' is no name of an argument")
                .hasMessageContaining("'--retrain-job' is set by Retrain itself");
        assertThat(List.copyOf(aws.asked())).isEmpty();
    }
}
