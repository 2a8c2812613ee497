package retrain.aws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import retrain.data.Preparer;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import retrain.run.HandedOver;
import retrain.run.Handover;
import retrain.spec.GlueSpec;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.ExecutionClass;
import software.amazon.awssdk.services.glue.model.GetJobRunsResponse;
import software.amazon.awssdk.services.glue.model.JobRun;
import software.amazon.awssdk.services.glue.model.JobRunState;
import software.amazon.awssdk.services.glue.model.StartJobRunRequest;

/**
 * The run of a job of Glue that makes the rows of one preparation. Glue takes any number of runs of the same arguments, so ours is known by
 * an argument: a run is only started when none of ours is there, and never again without having looked. Each has an output of its own, so that even
 * two would not write into each other's.
 */
final class GlueRuns {
    private static final String JOB = "--retrain-job";
    private static final String PLAN = "--retrain-plan";
    private static final String OUTPUT = "--retrain-output";

    /** How often a start that was not answered is made again, or one that the job's definition is not known for yet. */
    private static final int TRIES = 5;

    private final AwsClients clients;
    private final GlueClient glue;
    private final GlueSpec spec;
    private final GlueJob job;
    private final PrepareFiles files;
    private final Preparer.Work work;
    private final Observer observer;
    private boolean absent;
    private List<JobRun> failed = List.of();

    GlueRuns(
            AwsClients clients,
            retrain.spec.Spec spec,
            GlueSpec glue,
            GlueJob job,
            PrepareFiles files,
            Preparer.Work work,
            Observer observer) {
        this.clients = clients;
        this.glue = client(clients);
        this.spec = glue;
        this.job = job;
        this.files = files;
        this.work = work;
        this.observer = observer;
    }

    static GlueClient client(AwsClients clients) {
        return clients.of(GlueClient.builder());
    }

    /** {@return the address below which a run of ours, found or started, wrote its rows} */
    String output(String sql) {
        try {
            Optional<JobRun> ours = found();
            JobRun ended = watched(ours.isPresent() ? ours.get() : begun(request(sql)));
            GlueUsage.enter(ended, attempt(ended), work.store());
            if (ended.jobRunState() != JobRunState.SUCCEEDED) {
                throw failure(ended);
            }
            return String.valueOf(ended.arguments().get(OUTPUT));
        } catch (InterruptedException e) {
            throw stopped(e);
        } catch (RetrainException e) {
            throw isCancelled(e) ? stopped(e) : e;
        }
    }

    private RetrainException failure(JobRun run) {
        return new GlueFailure(clients, job, spec).of(run);
    }

    private String attempt(JobRun run) {
        String output = String.valueOf(run.arguments().get(OUTPUT)).replaceFirst("/$", "");
        return work.job() + "-" + output.substring(output.lastIndexOf('/') + 1);
    }

    private static boolean isOver(JobRun run) {
        return switch (run.jobRunState()) {
            case STARTING, RUNNING, STOPPING, WAITING, UNKNOWN_TO_SDK_VERSION -> false;
            case STOPPED, SUCCEEDED, FAILED, TIMEOUT, ERROR, EXPIRED -> true;
        };
    }

    /** {@return a run of ours that works or has succeeded; one that failed was told of, and is not gone on with} */
    private Optional<JobRun> found() {
        List<JobRun> ours = ours();
        failed = ours.stream()
                .filter(r -> isOver(r) && r.jobRunState() != JobRunState.SUCCEEDED)
                .toList();
        Optional<JobRun> done = ours.stream()
                .filter(r -> r.jobRunState() == JobRunState.SUCCEEDED)
                .findFirst();
        return done.isPresent()
                ? done
                : ours.stream()
                        .filter(r -> !isOver(r) && r.jobRunState() != JobRunState.STOPPING)
                        .findFirst();
    }

    private List<JobRun> ours() {
        List<JobRun> ours = new ArrayList<>();
        @Nullable String next = null;
        do {
            String token = next;
            GetJobRunsResponse page;
            try {
                page = glue.getJobRuns(r -> r.jobName(job.name()).nextToken(token));
            } catch (EntityNotFoundException e) {
                if (job.isGenerated()) {
                    absent = true;
                    return ours;
                }
                throw AwsFailure.of("Glue job " + job.name(), "glue:GetJobRuns", e);
            } catch (SdkException e) {
                throw AwsFailure.of("Glue job " + job.name(), "glue:GetJobRuns", e);
            }
            page.jobRuns().stream()
                    .filter(r -> work.job().equals(r.arguments().get(JOB)))
                    .forEach(ours::add);
            next = page.nextToken();
        } while (next != null && !next.isEmpty());
        return ours;
    }

    private StartJobRunRequest request(String sql) {
        String attempt = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        String output = files.folder() + attempt + "/";
        Map<String, String> arguments = new HashMap<>();
        spec.arguments().forEach((name, value) -> arguments.put(name, String.valueOf(value)));
        arguments.put(JOB, work.job());
        arguments.put(
                PLAN, GlueRows.plan(files, new GluePlan(work.job(), files.sources(), work.partitions(), sql, output)));
        arguments.put(OUTPUT, output);
        StartJobRunRequest.Builder request = StartJobRunRequest.builder()
                .jobName(job.name())
                .arguments(arguments)
                .timeout(spec.timeout())
                .executionClass(spec.flex() ? ExecutionClass.FLEX : ExecutionClass.STANDARD);
        if (job.isGenerated() || spec.worker().isPresent() || spec.workers().isPresent()) {
            request.workerType(job.worker()).numberOfWorkers(job.workers());
        }
        return request.build();
    }

    /** Starts a run, or leaves that to others. */
    private JobRun begun(StartJobRunRequest request) throws InterruptedException {
        if (absent) {
            job.create(glue, files);
        }
        if (work.spec().aws().handOver().isEmpty()) {
            return start(request);
        }
        failed.forEach(run -> {
            GlueUsage.enter(run, attempt(run), work.store());
            observer.on(new Event.Noticed(
                    "another run is to follow: " + failure(run).getMessage()));
        });
        throw new HandedOver(Handover.job("glue:startJobRun", work.job(), SdkJson.of(request)));
    }

    /** The SDK must not repeat this call: it would start a second run when only the answer was lost. */
    private JobRun start(StartJobRunRequest request) throws InterruptedException {
        Backoff backoff = new Backoff(work.spec().aws());
        try (GlueClient once = clients.of(
                GlueClient.builder().overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry())))) {
            for (int tries = 1; ; tries++) {
                try {
                    String id = once.startJobRun(request).jobRunId();
                    return run(id, request);
                } catch (SdkException e) {
                    tries = again(e, tries, backoff);
                    backoff.pause();
                    Optional<JobRun> ours = found();
                    if (ours.isPresent()) {
                        return ours.get();
                    }
                }
            }
        }
    }

    private static JobRun run(String id, StartJobRunRequest request) {
        return JobRun.builder()
                .id(id)
                .jobRunState(JobRunState.STARTING)
                .arguments(request.arguments())
                .build();
    }

    /** {@return the number of tries so far; throws what is not to be tried again} */
    private int again(SdkException e, int tries, Backoff backoff) {
        String code = AwsFailure.code(e);
        if (code.equals("ConcurrentRunsExceededException")
                && backoff.passed() < TimeUnit.MINUTES.toSeconds(spec.timeout())) {
            observer.on(new Event.Noticed("Glue job " + job.name() + " runs as often at once as it may: waiting"));
            return tries - 1;
        }
        RetrainException failure = AwsFailure.of("Glue job " + job.name(), "glue:StartJobRun", e);
        // A job that has just been made may not be known everywhere.
        boolean later = (failure instanceof BackendFailure backend && backend.isRetryable())
                || (code.equals("EntityNotFoundException") && job.isGenerated());
        if (tries < TRIES && later && !isCancelled(failure)) {
            return tries;
        }
        throw failure;
    }

    private static boolean isCancelled(RetrainException e) {
        return e.problems().get(0).code() == Code.CANCELLED
                || Thread.currentThread().isInterrupted();
    }

    private JobRun watched(JobRun run) throws InterruptedException {
        String which = "Glue job " + job.name() + ", run " + run.id();
        observer.on(new Event.JobAwaited(which));
        try {
            return atItsEnd(run, which);
        } finally {
            observer.on(new Event.JobEnded(which));
        }
    }

    private JobRun atItsEnd(JobRun run, String which) throws InterruptedException {
        Backoff backoff = new Backoff(work.spec().aws());
        JobRun now = run;
        String told = "";
        while (!isOver(now)) {
            String state = now.jobRunStateAsString();
            if (!state.equals(told)) {
                observer.on(new Event.Noticed(which + ": " + state));
                told = state;
            }
            if (work.spec().aws().handOver().isPresent()) {
                throw new HandedOver(Handover.lookAgain(which));
            }
            backoff.pause();
            now = look(run);
        }
        return now;
    }

    /** A run that has just been started may not be known everywhere. */
    private JobRun look(JobRun run) {
        try {
            return glue.getJobRun(r -> r.jobName(job.name()).runId(run.id())).jobRun();
        } catch (EntityNotFoundException e) {
            if (run.startedOn() == null) {
                return run;
            }
            throw AwsFailure.of("Glue job " + job.name() + ", run " + run.id(), "glue:GetJobRun", e);
        } catch (SdkException e) {
            throw AwsFailure.of("Glue job " + job.name() + ", run " + run.id(), "glue:GetJobRun", e);
        }
    }

    /** Stops all that works for us: an interrupt may have come before the answer to a start. */
    private BackendFailure stopped(Exception cause) {
        Thread.interrupted();
        String what = "was told to stop";
        try {
            List<String> running =
                    ours().stream().filter(r -> !isOver(r)).map(JobRun::id).toList();
            if (!running.isEmpty()) {
                AwsFailure.call(
                        "Glue job " + job.name(),
                        "glue:BatchStopJobRun",
                        () -> glue.batchStopJobRun(r -> r.jobName(job.name()).jobRunIds(running)));
                what += "; so was run " + String.join(", ", running) + " of Glue job " + job.name();
            }
        } catch (RetrainException e) {
            what += "; its run in Glue job " + job.name() + " may still work ("
                    + e.problems().get(0).line() + ")";
        }
        Thread.currentThread().interrupt();
        return BackendFailure.retryable(
                new Problem(Code.CANCELLED, "prepare", what, "Go on with the same run, or run again"), null, cause);
    }
}
