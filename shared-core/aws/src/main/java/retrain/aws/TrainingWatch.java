package retrain.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import retrain.event.Allocation;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.local.RemoteTraining;
import retrain.problem.BackendFailure;
import retrain.problem.RetrainException;
import retrain.run.Usage;
import retrain.spec.Hyperparameters;
import retrain.train.TrainedModel.Point;
import retrain.train.Trainer.TrainingJob;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeTrainingJobResponse;
import software.amazon.awssdk.services.sagemaker.model.MetricData;
import software.amazon.awssdk.services.sagemaker.model.SecondaryStatus;
import software.amazon.awssdk.services.sagemaker.model.SecondaryStatusTransition;

/** One training job as it is looked at: tells its states and its lines as they come, and keeps the metrics in them. */
final class TrainingWatch {
    private static final String STAGE = "train";
    private static final String GROUP = "/aws/sagemaker/TrainingJobs";

    /** The machine whose lines tell the metrics; the others tell the same ones. */
    private static final String FIRST = "algo-1";

    /** Lines may arrive some seconds after the end. */
    private static final int LAST_LOOKS = 3;

    private static final Duration LONGEST_LAST_PAUSE = Duration.ofSeconds(5);
    private static final int TAIL = 20;

    private final String name;
    private final TrainingJob job;
    private final Observer observer;
    private final JobLogs logs;
    private final Function<String, List<Point>> metrics;
    private final boolean ownProgram;
    private final boolean spot;
    private final int rounds;
    private final List<Point> points = new ArrayList<>();
    private final Deque<String> tail = new ArrayDeque<>();
    private int told;
    private boolean logsUnreadable;

    TrainingWatch(
            String name,
            boolean spot,
            TrainingJob job,
            RemoteTraining remote,
            CloudWatchLogsClient logs,
            Observer observer) {
        this.name = name;
        this.spot = spot;
        this.job = job;
        this.observer = observer;
        this.logs = new JobLogs(
                logs, GROUP, name, job.spec().train().sagemaker().orElseThrow().instances());
        this.metrics = remote.metrics();
        this.ownProgram = job.spec().train().script().isPresent();
        this.rounds = ownProgram ? 0 : Hyperparameters.rounds(job.spec());
    }

    /** {@return the job's name in SageMaker} */
    String name() {
        return name;
    }

    /** {@return whether it runs on spare instances} */
    boolean spot() {
        return spot;
    }

    /** {@return the last lines that were printed} */
    List<String> tail() {
        return List.copyOf(tail);
    }

    /** Tells what is new. */
    void look(DescribeTrainingJobResponse is) {
        List<SecondaryStatusTransition> states = is.secondaryStatusTransitions();
        boolean began = false;
        for (int i = 0; i < states.size(); i++) {
            SecondaryStatusTransition state = states.get(i);
            began |= state.status() == SecondaryStatus.TRAINING;
            if (i >= told) {
                String more = state.statusMessage() == null ? "" : ": " + state.statusMessage();
                observer.on(new Event.Noticed("training job " + name + ": " + state.statusAsString() + more));
            }
        }
        told = Math.max(told, states.size());
        if (began) {
            read();
        }
    }

    private boolean read() {
        if (logsUnreadable) {
            return false;
        }
        try {
            return logs.read(this::printed);
        } catch (SdkException e) {
            RetrainException failure = AwsFailure.of("log group " + GROUP, "logs:GetLogEvents", e);
            if (!(failure instanceof BackendFailure passing && passing.isRetryable())) {
                logsUnreadable = true;
                observer.on(new Event.Noticed(
                        "the lines of training job " + name + " are not shown: " + failure.getMessage()));
            }
            return false;
        }
    }

    private void printed(String machine, String raw) {
        String line = raw.replace("#011", "\t").stripTrailing();
        boolean first = machine.equals(FIRST);
        List<Point> found = first ? metrics.apply(line) : List.of();
        points.addAll(found);
        if (found.isEmpty() || ownProgram) {
            keep(line);
            observer.on(new Event.Printed(STAGE, first ? line : machine + ": " + line));
        }
        if (!found.isEmpty()) {
            observer.on(progress(found));
        }
    }

    private void keep(String line) {
        tail.add(line);
        if (tail.size() > TAIL) {
            tail.remove();
        }
    }

    private Event progress(List<Point> found) {
        List<String> notes = new ArrayList<>();
        found.forEach(p -> notes.add(String.format(Locale.ROOT, "%s %.4f", p.metric(), p.value())));
        int round = found.get(found.size() - 1).round();
        return new Event.Progressed(
                Allocation.of(STAGE, ownProgram ? "own program" : "boosting", "rounds", rounds),
                rounds == 0 ? round : Math.min(round, rounds),
                String.join(", ", notes));
    }

    /** Reads what is still to come of the lines of a job that has ended, and tells what it has used. */
    void end(DescribeTrainingJobResponse is, Duration pause) throws InterruptedException {
        for (int look = 0; look < LAST_LOOKS && !logsUnreadable && is.trainingTimeInSeconds() != null; look++) {
            boolean some = read();
            if (isWhole() || (look > 0 && logs.found() && !some)) {
                break;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(LONGEST_LAST_PAUSE.toNanos(), pause.toNanos()));
        }
        used(is);
    }

    private boolean isWhole() {
        return rounds > 0 && points.stream().anyMatch(p -> p.round() == rounds);
    }

    /** Tells what a job that has ended has used. */
    void used(DescribeTrainingJobResponse is) {
        if (is.trainingTimeInSeconds() == null) {
            return;
        }
        int seconds = is.trainingTimeInSeconds();
        int billed = Optional.ofNullable(is.billableTimeInSeconds()).orElse(seconds);
        Instant at = Optional.ofNullable(is.trainingEndTime()).orElse(is.creationTime());
        String instance = is.resourceConfig().instanceTypeAsString();
        int count = is.resourceConfig().instanceCount();
        new Usage(name, "sagemaker-training", instance, count, seconds, billed, spot, at).enter(job.store());
        String saved = spot && seconds > 0
                ? String.format(Locale.ROOT, ", %d%% saved by spare instances", 100L * (seconds - billed) / seconds)
                : "";
        observer.on(new Event.Noticed("training job " + name + ": " + seconds + " s on " + count + " " + instance + ", "
                + billed + " s billed" + saved));
    }

    /**
     * {@return the metrics by round; those that no line has told as the job tells their last values}
     *
     * @param is how the job has ended
     */
    List<Point> curve(DescribeTrainingJobResponse is) {
        List<Point> all = new ArrayList<>(points);
        for (MetricData last : is.finalMetricDataList()) {
            String metric = ownProgram ? last.metricName() : last.metricName().replace(':', '-');
            boolean known = points.stream().anyMatch(p -> p.metric().equals(metric));
            boolean ofRounds = ownProgram || metric.startsWith("train-") || metric.startsWith("validation-");
            if (!known && ofRounds) {
                all.add(new Point(Math.max(1, rounds), metric, last.value()));
            }
        }
        return all;
    }
}
