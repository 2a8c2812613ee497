package retrain.aws;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import retrain.Option;
import retrain.Outcome;
import retrain.run.Handover;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * Plays the state machine: a process does what it can, each job that it hands over is begun by just the request that it gave, and awaited, and
 * then the process that does the next stage is called, until the run has come to its end.
 */
public final class HandOverDriver {
    private static final Set<String> OVER =
            Set.of("Completed", "Failed", "Stopped", "SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT", "ERROR");
    private static final int MOST_CALLS = 100;

    private final URI aws;
    private final Caller process;
    private final List<List<String>> stages;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<List<Handover>> handedOver = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private Consumer<Handover> afterEachJob = job -> {};
    private Optional<String> lastRun = Optional.empty();

    /** What is called: a command of a run, or one that goes on with it. */
    public interface Caller {
        Outcome call(Map<Option, String> options);
    }

    /** One process does all stages. */
    public HandOverDriver(URI aws, Caller process) {
        this(aws, process, List.of(List.of()));
    }

    /** @param stages the stages that each process does */
    public HandOverDriver(URI aws, Caller process, List<List<String>> stages) {
        this.aws = aws;
        this.process = process;
        this.stages = stages;
    }

    /** Is told of each job that has ended, before the next call. */
    public HandOverDriver afterEachJob(Consumer<Handover> told) {
        afterEachJob = told;
        return this;
    }

    /** {@return the run that was driven last} */
    public String lastRun() {
        return lastRun.orElseThrow();
    }

    /** {@return what each call so far handed over} */
    public List<List<Handover>> handedOver() {
        return List.copyOf(handedOver);
    }

    /** {@return how each job ended that was begun, in the order of their ends} */
    public List<String> ends() {
        return List.copyOf(ends);
    }

    /** {@return what a new run comes to} */
    public Outcome drive() {
        return drive(Optional.empty());
    }

    /** {@return what a run comes to that is gone on with, or that begins} */
    public Outcome drive(Optional<String> run) {
        int now = 0;
        Outcome outcome = call(now, run);
        for (int calls = 1; outcome.kind() == Outcome.Kind.HANDED_OVER; calls++) {
            if (calls == MOST_CALLS) {
                throw new AssertionError("it comes to no end: " + handedOver);
            }
            for (Handover what : outcome.handedOver()) {
                now = done(what, now);
            }
            outcome = call(now, outcome.run());
        }
        return outcome;
    }

    /** {@return what a process that does some of the stages comes to} */
    private Outcome call(int which, Optional<String> run) {
        Map<Option, String> options = new HashMap<>();
        options.put(Option.SET, "aws.hand-over.stages=" + stages.get(which));
        run.ifPresent(id -> options.put(Option.RUN, id));
        Outcome outcome = process.call(options);
        if (outcome.kind() == Outcome.Kind.HANDED_OVER) {
            handedOver.add(outcome.handedOver());
            lastRun = outcome.run();
        }
        return outcome;
    }

    /** {@return which process is called next} */
    private int done(Handover what, int now) {
        switch (what.kind()) {
            case JOB -> {
                ends.add(what.name() + " " + done(what));
                afterEachJob.accept(what);
                return now;
            }
            case LOOK_AGAIN -> {
                return now;
            }
            case STAGE -> {
                for (int i = 0; i < stages.size(); i++) {
                    if (stages.get(i).contains(what.stage())) {
                        return i;
                    }
                }
                throw new AssertionError("no process does " + what);
            }
        }
        throw new AssertionError(what);
    }

    /**
     * Begins a job. {@return the answer}
     *
     * @throws AwsServer.Refused if it cannot be begun
     */
    public JsonNode begun(Handover job) {
        return post(target(job.action()), job.request());
    }

    /** Begins a job and awaits it. {@return how it has ended} */
    String done(Handover job) {
        return status(job, ended(job));
    }

    /** Begins a job and awaits it. {@return what it is described as then} */
    public JsonNode ended(Handover job) {
        return awaited(job, begun(job));
    }

    /** {@return how far a job is by its description} */
    public static String status(Handover job, JsonNode described) {
        return text(described, isGlue(job) ? "JobRunState" : kind(job) + "Status");
    }

    /** {@return whether a job has done what it was to do} */
    public static boolean isWell(Handover job, JsonNode described) {
        return List.of("Completed", "SUCCEEDED").contains(status(job, described));
    }

    private static boolean isGlue(Handover job) {
        return job.action().startsWith("glue:");
    }

    private static String kind(Handover job) {
        return job.action().replaceFirst("^sagemaker:create", "");
    }

    private static String target(String action) {
        String name = action.substring(action.indexOf(':') + 1);
        return (action.startsWith("glue:") ? "AWSGlue." : "SageMaker.")
                + name.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                + name.substring(1);
    }

    private JsonNode awaited(Handover job, JsonNode begun) {
        JsonNode request = JsonNode.parser().parse(job.request());
        for (int looks = 0; looks < MOST_CALLS; looks++) {
            JsonNode described = isGlue(job)
                    ? post(
                                    "AWSGlue.GetJobRun",
                                    "{\"JobName\":\"" + text(request, "JobName") + "\",\"RunId\":\""
                                            + text(begun, "JobRunId") + "\"}")
                            .field("JobRun")
                            .orElseThrow()
                    : post(
                            "SageMaker.Describe" + kind(job),
                            "{\"" + kind(job) + "Name\":\"" + text(request, kind(job) + "Name") + "\"}");
            if (OVER.contains(status(job, described))) {
                return described;
            }
        }
        throw new AssertionError(job.name() + " does not end");
    }

    private static String text(JsonNode node, String... path) {
        JsonNode at = node;
        for (String name : path) {
            at = at.field(name).orElseThrow();
        }
        return at.text();
    }

    private JsonNode post(String target, String body) {
        HttpRequest request = HttpRequest.newBuilder(aws)
                .header("X-Amz-Target", target)
                .header("Content-Type", "application/x-amz-json-1.1")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw refused(target, response);
            }
            return JsonNode.parser().parse(response.body());
        } catch (IOException e) {
            throw AwsServer.unchecked(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AwsServer.Refused refused(String target, HttpResponse<String> response) {
        JsonNode error = JsonNode.parser().parse(response.body());
        return new AwsServer.Refused(
                response.statusCode(), text(error, "__type"), target + ": " + text(error, "message"));
    }
}
