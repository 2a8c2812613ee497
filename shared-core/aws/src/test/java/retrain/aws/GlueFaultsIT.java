package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrain.Command;
import retrain.Option;
import retrain.aws.AwsServer.Fault;
import retrain.problem.RetrainException;
import retrain.run.FileTree;

/** Each call of a preparation with Glue fails in each way: the rows are the same, and of one run of the job. */
class GlueFaultsIT {
    @TempDir
    private Path folder;

    private AwsServer aws;
    private FakeGlue glue;
    private S3Project project;

    @BeforeEach
    void start() throws IOException {
        aws = AwsServer.start();
        // The SDK repeats nothing: each fault is met.
        System.setProperty("aws.maxAttempts", "1");
        glue = new FakeGlue(aws);
        aws.s3.put("data", "rows/1.csv", S3Project.rows(0, 300).getBytes(StandardCharsets.UTF_8));
        Files.writeString(folder.resolve("more.csv"), S3Project.rows(600, 300));
        Files.writeString(folder.resolve("prepare.sql"), "SELECT * FROM rows UNION ALL SELECT * FROM more");
        project = new S3Project(folder)
                .spec("""
                sources: {rows: 's3://data/rows/*.csv', more: more.csv}
                prepare: {glue: {sql: prepare.sql}}
                """, "aws: {work: 's3://work/retrain', role: 'arn:aws:iam::123456789012:role/r', poll: 0.01}");
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    /** Each call in turn ends without an answer, before and after it worked; the run is gone on with until it is there. */
    @ParameterizedTest
    @EnumSource(names = {"RESET_BEFORE", "RESET_AFTER", "ERROR_AFTER", "DENIED", "THROTTLED"})
    void shouldReachTheSameRowsByOneRunWhereverACallFails(Fault fault) throws IOException {
        project.execute(Command.PREPARE);
        long calls = aws.calls().size();
        String rows = project.snapshots().get(0).train().digest().toString();
        for (int fails = 1; fails <= calls; fails++) {
            FileTree.remove(folder.resolve(".retrain"));
            int before = glue.runs().size();
            int from = aws.calls().size() + fails;
            aws.faults(call -> call.number() == from ? fault : Fault.NONE);
            for (int tries = 0; tries < 3 && !isPrepared(); tries++) {
                boolean begun = Files.exists(folder.resolve(".retrain/runs"));
                try {
                    project.execute(Command.PREPARE, begun ? Map.of(Option.RUN, run()) : Map.of());
                } catch (RetrainException told) {
                    assertThat(told.problems()).isNotEmpty();
                }
                aws.faults(call -> Fault.NONE);
            }
            assertThat(project.snapshots()).hasSize(1);
            assertThat(project.snapshots().get(0).train().digest()).hasToString(rows);
            assertThat(glue.runs().size() - before).as("call %d", fails).isEqualTo(1);
        }
    }

    private boolean isPrepared() throws IOException {
        return Files.exists(folder.resolve(".retrain/datasets/small"))
                && !project.snapshots().isEmpty();
    }

    private String run() {
        return String.valueOf(folder.resolve(".retrain/runs").toFile().list()[0]);
    }
}
