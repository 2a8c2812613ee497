package retrain.aws;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import retrain.spec.GlueSpec;
import software.amazon.awssdk.services.glue.model.JobRun;

/** Why a run of a job of Glue ended without rows, in Retrain's words. */
final class GlueFailure {
    private static final Pattern OF_QUERY = Pattern.compile(
            "(AnalysisException|ParseException|ArithmeticException|NumberFormatException|DateTimeException|Spark\\w*Exception: \\[[A-Z_.]+\\]|ValueError): (?<what>.*)",
            Pattern.DOTALL);
    private static final Pattern PLACE = Pattern.compile("line (?<line>\\d+),? pos(?:ition)? (?<at>\\d+)");
    private static final Pattern TRANSIENT = Pattern.compile("(?i)resource unavailable|launch error|internal service");

    private final AwsClients clients;
    private final GlueJob job;
    private final GlueSpec spec;

    GlueFailure(AwsClients clients, GlueJob job, GlueSpec spec) {
        this.clients = clients;
        this.job = job;
        this.spec = spec;
    }

    /** {@return what to throw} */
    RetrainException of(JobRun run) {
        String message =
                Optional.ofNullable(run.errorMessage()).orElse("").strip().replaceAll("\\s+", " ");
        String which = "run " + run.id() + " of Glue job " + job.name();
        return switch (run.jobRunState()) {
            case TIMEOUT ->
                BackendFailure.permanent(
                        new Problem(
                                Code.REMOTE_FAILED,
                                GlueRows.WHERE,
                                which + " was ended after " + spec.timeout() + " minutes",
                                "Allow more 'timeout' or more 'workers', then go on with the run"),
                        null);
            case STOPPED ->
                BackendFailure.retryable(
                        new Problem(
                                Code.REMOTE_FAILED,
                                GlueRows.WHERE,
                                which + " was stopped by somebody",
                                "Go on with the run: it starts anew"),
                        null,
                        null);
            case FAILED -> failed(run, which, message);
            default -> retryable(which + " ended as " + run.jobRunStateAsString() + " (" + message + ")");
        };
    }

    private RetrainException failed(JobRun run, String which, String message) {
        if (TRANSIENT.matcher(message).find()) {
            return retryable(which + " failed: " + message);
        }
        Matcher query = OF_QUERY.matcher(message);
        if (job.isGenerated() && query.find()) {
            return ofQuery(query.group("what"));
        }
        String lines = LastLines.of(clients, group(run), run.id());
        return BackendFailure.permanent(
                new Problem(
                        Code.DATA_SQL,
                        GlueRows.WHERE,
                        which + " failed: " + (message.isEmpty() ? "Glue tells no reason" : message) + lines,
                        "Mend what the message is about, then go on with the run"),
                null);
    }

    private InvalidInput ofQuery(String what) {
        String file = spec.sql().orElseThrow();
        Matcher place = PLACE.matcher(what);
        String where = place.find()
                ? file + ":" + place.group("line") + ":" + (Integer.parseInt(place.group("at")) + 1)
                : file;
        return new InvalidInput(
                Code.DATA_SQL,
                where,
                what.replaceFirst("[.;]* line \\d+,? pos.*$", "").replaceFirst("[. ]+$", ""),
                "Correct the query, or the values it reads");
    }

    private static String group(JobRun run) {
        return Optional.ofNullable(run.logGroupName()).orElse("/aws-glue/jobs").replaceFirst("/+$", "") + "/error";
    }

    private static BackendFailure retryable(String what) {
        return BackendFailure.retryable(
                new Problem(Code.REMOTE_FAILED, GlueRows.WHERE, what, "Go on with the run later: it starts anew"),
                null,
                null);
    }
}
