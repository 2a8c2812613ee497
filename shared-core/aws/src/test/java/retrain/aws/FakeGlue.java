package retrain.aws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.aws.AwsServer.Refused;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * As much of Glue's jobs and catalog as Retrain uses. A run gets on with each look at it; it really prepares: a generated job's query runs in
 * DuckDB over the objects of {@link FakeS3}, and its rows are left there as Parquet.
 */
public final class FakeGlue {
    private static final List<String> OVER = List.of("STOPPED", "SUCCEEDED", "FAILED", "TIMEOUT", "ERROR");

    /** No client waits longer for an answer than this and more. */
    private static final long LOOK_MILLIS = 10_000;

    private final AwsServer server;
    private final Map<String, Map<String, Object>> jobs = new LinkedHashMap<>();
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> tables = new LinkedHashMap<>();
    private final Map<String, List<Map<String, Object>>> partitions = new LinkedHashMap<>();

    /** How many looks a run is in each of its states for. */
    volatile int looks = 1;

    /** What a run ends as; a failure's message is {@link #message}. */
    volatile String end = "SUCCEEDED";

    volatile String message = "";

    /** The most runs of a job at once; 0: as its definition says. */
    volatile int atOnce;

    /** What a generated job does with its plan. */
    volatile Work generated = (plan, arguments) -> prepare(plan);

    /** What a job of the user's own does with its plan. */
    volatile Work own = (plan, arguments) -> prepare(plan);

    interface Work {
        void of(JsonNode plan, Map<String, String> arguments) throws Exception;
    }

    static final class Run {
        final String id;
        final String job;
        final Map<String, String> arguments;
        final Map<String, Object> asked;
        String state = "STARTING";
        String message = "";
        int looked;
        private @Nullable Thread worker;

        Run(String id, String job, Map<String, String> arguments, Map<String, Object> asked) {
            this.id = id;
            this.job = job;
            this.arguments = arguments;
            this.asked = asked;
        }

        boolean isOver() {
            return OVER.contains(state);
        }
    }

    public FakeGlue(AwsServer server) {
        this.server = server;
        server.on("AWSGlue.CreateJob", this::create)
                .on("AWSGlue.GetJob", r -> Map.of("Job", job(text(r, "JobName"))))
                .on("AWSGlue.UpdateJob", this::update)
                .on("AWSGlue.DeleteJob", this::delete)
                .on("AWSGlue.StartJobRun", this::start)
                .on("AWSGlue.GetJobRun", this::look)
                .on("AWSGlue.GetJobRuns", this::list)
                .on("AWSGlue.BatchStopJobRun", this::stop)
                .on("AWSGlue.GetTable", this::table)
                .on("AWSGlue.GetPartitions", this::partitions);
    }

    /** A job of the user's own, without a request. */
    synchronized void define(String name, String script, Map<String, String> arguments) {
        Map<String, Object> job = new LinkedHashMap<>();
        job.put("Name", name);
        job.put("Role", "arn:aws:iam::123456789012:role/own");
        job.put("Command", Map.of("Name", "glueetl", "ScriptLocation", script, "PythonVersion", "3"));
        job.put("DefaultArguments", arguments);
        job.put("GlueVersion", "5.0");
        jobs.put(name, job);
    }

    /** A table of the catalog, without a request. */
    synchronized void table(String database, Map<String, Object> table, List<Map<String, Object>> its) {
        String name = database + "/" + table.get("Name");
        tables.put(name, table);
        partitions.put(name, its);
    }

    synchronized List<Run> runs() {
        return List.copyOf(runs.values());
    }

    synchronized Map<String, Map<String, Object>> jobs() {
        return Map.copyOf(jobs);
    }

    private synchronized Object create(JsonNode r) {
        String name = text(r, "Name");
        for (String required : List.of("Role", "Command")) {
            if (r.field(required).isEmpty()) {
                throw new Refused(400, "InvalidInputException", "Missing " + required);
            }
        }
        if (jobs.containsKey(name)) {
            throw new Refused(400, "AlreadyExistsException", "Job already submitted with name " + name);
        }
        jobs.put(name, plain(r));
        return Map.of("Name", name);
    }

    private synchronized Object update(JsonNode r) {
        String name = text(r, "JobName");
        job(name);
        jobs.put(name, plain(r.field("JobUpdate").orElseThrow()));
        return Map.of("JobName", name);
    }

    private synchronized Object delete(JsonNode r) {
        jobs.remove(text(r, "JobName"));
        return Map.of("JobName", text(r, "JobName"));
    }

    private synchronized Map<String, Object> job(String name) {
        return Optional.ofNullable(jobs.get(name))
                .orElseThrow(
                        () -> new Refused(400, "EntityNotFoundException", "Job with name: " + name + " not found."));
    }

    private synchronized Object start(JsonNode r) {
        String name = text(r, "JobName");
        Map<String, Object> job = job(name);
        long running = runs.values().stream()
                .filter(x -> x.job.equals(name) && !x.isOver())
                .count();
        if (running >= most(job)) {
            throw new Refused(400, "ConcurrentRunsExceededException", "Concurrent runs exceeded for " + name);
        }
        String id = "jr_" + (runs.size() + 1);
        runs.put(id, new Run(id, name, texts(r.field("Arguments").orElse(null)), plain(r)));
        return Map.of("JobRunId", id);
    }

    private int most(Map<String, Object> job) {
        if (atOnce > 0) {
            return atOnce;
        }
        return job.get("ExecutionProperty") instanceof Map<?, ?> property
                ? ((Number) Objects.requireNonNull(property.get("MaxConcurrentRuns"))).intValue()
                : 1;
    }

    private Object look(JsonNode r) {
        Run run;
        synchronized (this) {
            run = Optional.ofNullable(runs.get(text(r, "RunId")))
                    .orElseThrow(() -> new Refused(400, "EntityNotFoundException", "Job Run not found."));
        }
        advance(run);
        return Map.of("JobRun", told(run));
    }

    /** One more look: from STARTING to RUNNING to its end, as soon as its work is done. */
    private void advance(Run run) {
        if (run.isOver() || ++run.looked % looks != 0) {
            return;
        }
        switch (run.state) {
            case "STARTING" -> run.state = "RUNNING";
            case "STOPPING" -> run.state = "STOPPED";
            default -> {
                if (!end.equals("SUCCEEDED")) {
                    run.message = message;
                    run.state = end;
                } else if (done(run)) {
                    run.state = run.message.isEmpty() ? end : "FAILED";
                }
            }
        }
    }

    private boolean done(Run run) {
        Thread worker;
        synchronized (run) {
            worker = Optional.ofNullable(run.worker).orElseGet(() -> new Thread(() -> work(run)));
            if (run.worker == null) {
                run.worker = worker;
                worker.start();
            }
        }
        try {
            worker.join(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !worker.isAlive();
    }

    private void work(Run run) {
        try {
            JsonNode plan =
                    JsonNode.parser().parse(object(Objects.requireNonNull(run.arguments.get("--retrain-plan"))));
            (text(plan, "sql").isEmpty() ? own : generated).of(plan, run.arguments);
        } catch (Exception e) {
            run.message = "AnalysisException: " + e.getMessage();
        }
    }

    private String object(String address) {
        S3Address at = S3Address.of(address);
        return new String(
                server.s3.get(at.bucket(), at.key()).orElseThrow(() -> new IllegalStateException("no " + address)),
                java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Runs the plan's query in DuckDB. */
    void prepare(JsonNode plan) throws IOException, SQLException {
        Path folder = Files.createTempDirectory("fake-glue");
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement()) {
            for (Map.Entry<String, JsonNode> source :
                    plan.field("sources").orElseThrow().asObject().entrySet()) {
                List<String> files = new ArrayList<>();
                for (JsonNode address : source.getValue().asArray()) {
                    S3Address at = S3Address.of(address.text());
                    String name = files.size() + "-" + at.key().replaceAll(".*/", "");
                    Path file = folder.resolve(source.getKey() + "-" + name);
                    Files.write(file, server.s3.get(at.bucket(), at.key()).orElseThrow());
                    files.add("'" + file + "'");
                }
                statement.execute(
                        "CREATE VIEW " + source.getKey() + " AS SELECT * FROM " + reader(files) + "(" + files + ")");
            }
            String sql = text(plan, "sql").isEmpty() ? "SELECT * FROM rows" : duck(text(plan, "sql"));
            Path rows = folder.resolve("part-0.snappy.parquet");
            statement.execute("COPY (" + sql + "\n) TO '" + rows + "' (FORMAT parquet)");
            S3Address output = S3Address.of(text(plan, "output"));
            server.s3.put(output.bucket(), output.key() + "part-0.snappy.parquet", Files.readAllBytes(rows));
            server.s3.put(output.bucket(), output.key() + "_SUCCESS", new byte[0]);
        }
    }

    private static String reader(List<String> files) {
        String first = files.get(0);
        return first.contains(".parquet") ? "read_parquet" : first.contains(".csv") ? "read_csv" : "read_json";
    }

    /** {@return Spark's words in DuckDB's} */
    private static String duck(String sql) {
        return sql.replace('`', '"').replace("  div  ", " // ").replace("AS STRING)", "AS VARCHAR)");
    }

    private Map<String, Object> told(Run run) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("Id", run.id);
        told.put("JobName", run.job);
        told.put("JobRunState", run.state);
        told.put("Arguments", run.arguments);
        told.put("StartedOn", 1_700_000_000);
        told.put("LastModifiedOn", 1_700_000_090);
        told.put("ExecutionTime", run.isOver() ? 90 : 0);
        told.put("WorkerType", Optional.ofNullable(run.asked.get("WorkerType")).orElse("G.1X"));
        told.put(
                "NumberOfWorkers",
                Optional.ofNullable(run.asked.get("NumberOfWorkers")).orElse(10));
        told.put(
                "ExecutionClass",
                Optional.ofNullable(run.asked.get("ExecutionClass")).orElse("STANDARD"));
        told.put("LogGroupName", "/aws-glue/jobs");
        if (run.isOver()) {
            told.put("CompletedOn", 1_700_000_090);
        }
        if (!run.message.isEmpty()) {
            told.put("ErrorMessage", run.message);
        }
        return told;
    }

    private synchronized Object list(JsonNode r) {
        job(text(r, "JobName"));
        List<Map<String, Object>> found = new ArrayList<>();
        runs.values().stream().filter(x -> x.job.equals(text(r, "JobName"))).forEach(x -> found.add(0, told(x)));
        return Map.of("JobRuns", found);
    }

    private synchronized Object stop(JsonNode r) {
        List<Map<String, Object>> stopped = new ArrayList<>();
        for (JsonNode id : r.field("JobRunIds").orElseThrow().asArray()) {
            Run run = Objects.requireNonNull(runs.get(id.text()));
            run.state = run.isOver() ? run.state : "STOPPING";
            stopped.add(Map.of("JobName", run.job, "JobRunId", run.id));
        }
        return Map.of("SuccessfulSubmissions", stopped, "Errors", List.of());
    }

    private synchronized Object table(JsonNode r) {
        String name = text(r, "DatabaseName") + "/" + text(r, "Name");
        return Map.of(
                "Table",
                Optional.ofNullable(tables.get(name))
                        .orElseThrow(() -> new Refused(
                                400, "EntityNotFoundException", "Entity Not Found (" + text(r, "Name") + ")")));
    }

    /** Two at a time; of an expression, only {@code key='value'} is understood. */
    private synchronized Object partitions(JsonNode r) {
        String name = text(r, "DatabaseName") + "/" + text(r, "TableName");
        String expression = text(r, "Expression");
        List<Map<String, Object>> fit = partitions.getOrDefault(name, List.of()).stream()
                .filter(p -> expression.isEmpty()
                        || ((List<?>) Objects.requireNonNull(p.get("Values")))
                                .stream().anyMatch(v -> expression.contains("'" + v + "'")))
                .toList();
        int from = text(r, "NextToken").isEmpty() ? 0 : Integer.parseInt(text(r, "NextToken"));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("Partitions", fit.subList(from, Math.min(fit.size(), from + 2)));
        if (from + 2 < fit.size()) {
            answer.put("NextToken", String.valueOf(from + 2));
        }
        return answer;
    }

    static String text(JsonNode node, String field) {
        return node.field(field).map(JsonNode::text).orElse("");
    }

    static Map<String, String> texts(@Nullable JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (node != null) {
            node.asObject().forEach((k, v) -> texts.put(k, v.text()));
        }
        return texts;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> plain(JsonNode node) {
        return (Map<String, Object>) Objects.requireNonNull(AwsServer.plain(node));
    }
}
