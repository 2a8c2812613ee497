package retrain.aws;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.event.Allocation;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.JobStatus;
import retrain.run.Usage;
import retrain.spec.Hyperparameters;
import retrain.spec.Spec;
import retrain.spec.TuneGoal;
import retrain.train.Trainer.TrainingJob;
import retrain.train.Tuning;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.model.CreateHyperParameterTuningJobRequest;
import software.amazon.awssdk.services.sagemaker.model.DescribeHyperParameterTuningJobResponse;
import software.amazon.awssdk.services.sagemaker.model.DescribeTrainingJobResponse;
import software.amazon.awssdk.services.sagemaker.model.HyperParameterTrainingJobSummary;
import software.amazon.awssdk.services.sagemaker.model.HyperParameterTuningJobStatus;
import software.amazon.awssdk.services.sagemaker.model.SortOrder;
import software.amazon.awssdk.services.sagemaker.model.TrainingJobSortByOptions;
import software.amazon.awssdk.services.sagemaker.model.TrainingJobStatus;
import software.amazon.awssdk.services.sagemaker.model.TrainingJobStatusCounters;

/** One tuning job; after a failure the run that goes on begins one under the next name. */
final class SageMakerSearch extends SageMakerJob<DescribeHyperParameterTuningJobResponse> {
    /** As long as names of tuning jobs may be. */
    private static final int LONGEST_NAME = 32;

    private static final int MOST_TRIES = 20;
    private static final int PAGE = 100;

    private final Setting setting;
    private final TuneGoal goal;
    private final TuningRequest request;
    private final Allocation allocation;
    private int number = 1;

    SageMakerSearch(Setting setting, TuneGoal goal) {
        super("HyperParameterTuningJob", setting.job().spec().aws(), setting.observer());
        this.setting = setting;
        this.goal = goal;
        Spec spec = setting.job().spec();
        this.request = new TuningRequest(spec, goal, setting.trial());
        this.allocation = Allocation.of(
                "tune", "trials", "trials", spec.train().tune().orElseThrow().trials());
    }

    /**
     * What a search works with.
     *
     * @param trial what each trial asks for
     */
    record Setting(TrainingJob job, TrainingRequest trial, SageMakerTrainer.Services services, Observer observer) {}

    /** {@return the name of the job in SageMaker} */
    String location() {
        return begunAs(JobNames.of(setting.job().name(), number > 1 ? "-" + number : "", LONGEST_NAME));
    }

    @Override
    String where() {
        return "tuning job " + location();
    }

    @Override
    void beginUnderSomeName() {
        while (!isBegun()) {
            if (++number > MOST_TRIES) {
                throw BackendFailure.permanent(
                        new Problem(
                                Code.TRAINING_FAILED,
                                where(),
                                "the " + MOST_TRIES + " before it have failed",
                                "Mend what made them fail, then begin a new run"),
                        null);
            }
        }
    }

    private boolean isBegun() {
        anew();
        CreateHyperParameterTuningJobRequest asked = request.under(location());
        if (!isHandedOver() && isCreated(asked)) {
            setting.observer().on(new Event.Noticed(where() + " is begun"));
            return true;
        }
        DescribeHyperParameterTuningJobResponse there = isHandedOver()
                ? begunElsewhere("sagemaker:createHyperParameterTuningJob", location(), asked)
                : describedAtLast();
        if (!request.isFor(
                location(),
                there.trainingJobDefinition(),
                there.hyperParameterTuningJobConfig().parameterRanges())) {
            throw new InvalidInput(
                    Code.CONFLICT,
                    where(),
                    "is there, and searches something else",
                    "Begin a new run, whose job has another name");
        }
        return switch (there.hyperParameterTuningJobStatus()) {
            case COMPLETED, IN_PROGRESS -> {
                setting.observer().on(new Event.Noticed(where() + " is there already"));
                refuseToWait(there.hyperParameterTuningJobStatus() == HyperParameterTuningJobStatus.COMPLETED);
                yield true;
            }
            default -> false;
        };
    }

    /** {@return false if there is a job of that name} */
    private boolean isCreated(CreateHyperParameterTuningJobRequest asked) {
        try {
            setting.services().sagemaker().createHyperParameterTuningJob(asked);
            return true;
        } catch (SdkException e) {
            if (AwsFailure.code(e).equals("ResourceInUse")) {
                return false;
            }
            throw AwsFailure.of(where(), "sagemaker:CreateHyperParameterTuningJob", e);
        }
    }

    @Override
    DescribeHyperParameterTuningJobResponse describe() {
        return setting.services()
                .sagemaker()
                .describeHyperParameterTuningJob(r -> r.hyperParameterTuningJobName(location()));
    }

    @Override
    boolean isUnseen(SdkException e) {
        return AwsFailure.code(e).equals("ResourceNotFound");
    }

    JobStatus poll() {
        return look(this::told);
    }

    private JobStatus told(DescribeHyperParameterTuningJobResponse is) {
        progress(is);
        JobStatus status = status(is);
        if (!(status instanceof JobStatus.Running)) {
            over();
        }
        return status;
    }

    private JobStatus status(DescribeHyperParameterTuningJobResponse is) {
        return switch (is.hyperParameterTuningJobStatus()) {
            case COMPLETED -> new JobStatus.Succeeded();
            case FAILED -> new JobStatus.Failed(where() + " failed: " + is.failureReason());
            case STOPPED ->
                new JobStatus.Stopped(isStopped() ? "it was told to stop" : "somebody stopped it in SageMaker");
            default -> new JobStatus.Running(is.hyperParameterTuningJobStatusAsString());
        };
    }

    private void progress(DescribeHyperParameterTuningJobResponse is) {
        TrainingJobStatusCounters counters = is.trainingJobStatusCounters();
        int done = counters.completed() + counters.stopped() + counters.nonRetryableError();
        String best = Optional.ofNullable(is.bestTrainingJob())
                .flatMap(SageMakerSearch::value)
                .map(value -> "best " + goal.metric() + " " + value)
                .orElse("");
        setting.observer().on(new Event.Progressed(allocation, Math.min(done, allocation.total()), best));
    }

    /** With it all of its trials stop. */
    @Override
    void requestStop() {
        setting.services().sagemaker().stopHyperParameterTuningJob(r -> r.hyperParameterTuningJobName(location()));
    }

    Tuning collect() {
        List<HyperParameterTrainingJobSummary> jobs = AwsFailure.call(
                where(),
                "sagemaker:ListTrainingJobsForHyperParameterTuningJob",
                () -> setting
                        .services()
                        .sagemaker()
                        .listTrainingJobsForHyperParameterTuningJobPaginator(
                                r -> r.hyperParameterTuningJobName(location())
                                        .sortBy(TrainingJobSortByOptions.CREATION_TIME)
                                        .sortOrder(SortOrder.ASCENDING)
                                        .maxResults(PAGE))
                        .trainingJobSummaries()
                        .stream()
                        .toList());
        List<Tuning.Trial> trials = new ArrayList<>();
        for (HyperParameterTrainingJobSummary job : jobs) {
            trials.add(trial(trials.size() + 1, job));
            used(job);
        }
        return new Tuning(goal.metric(), goal.direction(), request.told(), trials, best(trials));
    }

    private int best(List<Tuning.Trial> trials) {
        return trials.stream()
                .filter(t -> t.value().isPresent())
                .min(Comparator.comparing((Tuning.Trial t) -> t.ended() != Tuning.Ended.COMPLETED)
                        .thenComparingDouble(t -> goal.loss(t.value().orElseThrow()))
                        .thenComparingInt(Tuning.Trial::number))
                .map(Tuning.Trial::number)
                .orElseThrow(() -> BackendFailure.permanent(
                        new Problem(
                                Code.TRAINING_FAILED,
                                where(),
                                "no trial told " + goal.metric() + ", the last one: "
                                        + (trials.isEmpty()
                                                ? ""
                                                : trials.get(trials.size() - 1).reason()),
                                "Mend what the message is about, or change 'train.tune.ranges', then run again"),
                        null));
    }

    private Tuning.Trial trial(int trial, HyperParameterTrainingJobSummary job) {
        Map<String, String> values = request.values(job.tunedHyperParameters());
        Optional<Double> value = value(job);
        boolean failed = job.trainingJobStatus() == TrainingJobStatus.FAILED || value.isEmpty();
        boolean early = job.trainingJobStatus() == TrainingJobStatus.STOPPED;
        String reason = failed
                ? Optional.ofNullable(job.failureReason()).orElse("it did not tell the metric " + goal.metric())
                : early ? "SageMaker ended it early" : "";
        Tuning.Ended ended = failed ? Tuning.Ended.FAILED : early ? Tuning.Ended.STOPPED_EARLY : Tuning.Ended.COMPLETED;
        return new Tuning.Trial(trial, values, ended, failed ? Optional.empty() : value, rounds(job), reason);
    }

    private static Optional<Double> value(HyperParameterTrainingJobSummary job) {
        return Optional.ofNullable(job.finalHyperParameterTuningJobObjectiveMetric())
                .map(metric -> Double.parseDouble(metric.value().toString()))
                .filter(Double::isFinite);
    }

    /** As many as it was asked for: how many it trained stands in its lines alone. */
    private int rounds(HyperParameterTrainingJobSummary job) {
        Spec spec = setting.job().spec();
        if (spec.train().xgboost().isEmpty()) {
            return 0;
        }
        return Optional.ofNullable(job.tunedHyperParameters().get("num_round"))
                .map(Integer::parseInt)
                .orElseGet(() -> Hyperparameters.rounds(spec));
    }

    /** Only the job itself knows what is billed. */
    private void used(HyperParameterTrainingJobSummary job) {
        if (job.trainingEndTime() == null) {
            return;
        }
        DescribeTrainingJobResponse is = AwsFailure.call(
                "training job " + job.trainingJobName(),
                "sagemaker:DescribeTrainingJob",
                () -> setting.services()
                        .sagemaker()
                        .describeTrainingJob(r -> r.trainingJobName(job.trainingJobName())));
        if (is.trainingTimeInSeconds() == null) {
            return;
        }
        Instant at = Optional.ofNullable(is.trainingEndTime()).orElse(job.trainingEndTime());
        new Usage(
                        job.trainingJobName(),
                        "sagemaker-training",
                        is.resourceConfig().instanceTypeAsString(),
                        is.resourceConfig().instanceCount(),
                        is.trainingTimeInSeconds(),
                        Optional.ofNullable(is.billableTimeInSeconds()).orElse(is.trainingTimeInSeconds()),
                        Boolean.TRUE.equals(is.enableManagedSpotTraining()),
                        at)
                .enter(setting.job().store());
    }
}
