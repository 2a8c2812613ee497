package retrain.aws;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import retrain.data.Preparer;
import retrain.data.RowMaker;
import retrain.event.Observer;
import retrain.local.Embedded;
import retrain.run.Json;
import retrain.spec.GlueSpec;
import retrain.spec.Spec;

/** Makes the rows with a job of AWS Glue. */
final class GlueRows implements RowMaker {
    static final String WHERE = "data.prepare.glue";

    /** Changes whenever the generated job would make other rows of the same query. */
    private static final int RULES = 1;

    private final Spec spec;
    private final GlueSpec glue;
    private final AwsClients clients;
    private final GlueJob job;

    GlueRows(Spec spec, GlueSpec glue) {
        this.spec = spec;
        this.glue = glue;
        this.clients = new AwsClients(spec.aws());
        this.job = new GlueJob(spec, glue);
    }

    @Override
    public String engine() {
        return job.isGenerated() ? "glue " + glue.version() + ", rules " + RULES : "glue";
    }

    @Override
    public Map<String, String> facts() {
        return job.isGenerated()
                ? Map.of()
                : Map.of("glue job " + job.name(), job.fact(GlueRuns.client(clients), new S3Files(clients.s3(), 1000)));
    }

    @Override
    public List<Path> make(Preparer.Work work, Observer observer) {
        PrepareFiles files = new PrepareFiles(
                work, WHERE, new S3Transfer(clients.s3(), spec.aws().kmsKey()));
        String sql = job.isGenerated() ? query(work) : "";
        GlueRuns runs = new GlueRuns(clients, spec, glue, job, files, work, observer);
        return files.rowsBelow(runs.output(sql));
    }

    private String query(Preparer.Work work) {
        try {
            return Embedded.sparkQuery(
                    work.base(), glue.sql().orElseThrow(), work.files().keySet());
        } catch (IOException e) {
            throw S3Failure.disk(work.base(), e);
        }
    }

    /** {@return the plan of a job, as a file in S3} */
    static String plan(PrepareFiles files, GluePlan plan) {
        return files.keep("plans", "plan.json", Json.write(plan));
    }
}
