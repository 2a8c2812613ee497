package retrain.aws;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import retrain.event.Observer;
import retrain.local.RemoteTraining;
import retrain.run.Inputs;
import retrain.run.JobHandle;
import retrain.run.JobStatus;
import retrain.spec.SageMakerTrainSpec;
import retrain.spec.Spec;
import retrain.train.TrainedModel;
import retrain.train.Trainer;
import retrain.train.Tuner;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/**
 * Trains on SageMaker: by its built-in XGBoost, or by the user's program in a container. A job goes by its name, so that a process that
 * comes after a kill finds it. The rows go to S3 under a name that is made from their content, and once.
 */
final class SageMakerTrainer implements Trainer {
    /** A job is looked at whenever it has worked for so much longer. */
    private static final int PATIENCE = 20;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Spec spec;
    private final SageMakerTrainSpec sagemaker;
    private final Map<String, SageMakerTraining> trainings = new ConcurrentHashMap<>();
    private Optional<Services> services = Optional.empty();

    SageMakerTrainer(Spec spec) {
        this.spec = spec;
        this.sagemaker = spec.train().sagemaker().orElseThrow();
    }

    /** What is asked. */
    record Services(SageMakerClient sagemaker, CloudWatchLogsClient logs, S3Transfer transfer) {
        private static Services open(Spec spec) {
            AwsClients clients = new AwsClients(spec.aws());
            return new Services(
                    AwsFailure.call("SageMaker", "", () -> clients.of(SageMakerClient.builder())),
                    AwsFailure.call("CloudWatch Logs", "", () -> clients.of(CloudWatchLogsClient.builder())),
                    new S3Transfer(clients.s3(), spec.aws().kmsKey()));
        }

        String region() {
            return sagemaker.serviceClientConfiguration().region().id();
        }
    }

    /** The type of the machines decides about nothing but time and money; how many they are decides which rows each one sees. */
    @Override
    public void describe(Spec spec, Path base, Inputs.Builder inputs) {
        String image = sagemaker.image().orElse(XgboostImage.REPOSITORY + ":" + XgboostImage.VERSION);
        inputs.add("trainer", "SageMaker", image + (sagemaker.instances() > 1 ? " on " + sagemaker.instances() : ""));
        RemoteTraining.describe(spec, base, inputs);
    }

    @Override
    public JobHandle submit(TrainingJob job, Observer observer) {
        Prepared prepared = prepared(job, observer);
        SageMakerTraining training = new SageMakerTraining(
                job, prepared.remote(), prepared.request(), prepared.places(), services(), observer);
        training.begin();
        trainings.put(job.name(), training);
        return new JobHandle(job.name(), training.location());
    }

    /** What is asked for, its inputs uploaded. */
    private record Prepared(RemoteTraining remote, TrainingPlaces places, TrainingRequest request) {}

    private Prepared prepared(TrainingJob job, Observer observer) {
        Services open = services();
        RemoteTraining remote = RemoteTraining.of(job, sagemaker.instances(), observer);
        TrainingPlaces places = new TrainingPlaces(spec, open.region(), open.transfer());
        String image = sagemaker
                .image()
                .orElseGet(() -> XgboostImage.of(
                        open.sagemaker().serviceClientConfiguration().region(), "train.sagemaker.image"));
        places.upload(remote, job.scratch());
        return new Prepared(remote, places, new TrainingRequest(job, remote, image, places));
    }

    @Override
    public boolean isHere() {
        return false;
    }

    @Override
    public Optional<Tuner> tuner() {
        boolean own = spec.train().tune().isPresent() && sagemaker.tuner() == SageMakerTrainSpec.Tuner.SAGEMAKER;
        return own ? Optional.of(new SageMakerTuner(this::setting, this::pause)) : Optional.empty();
    }

    private SageMakerSearch.Setting setting(TrainingJob job, Observer observer) {
        return new SageMakerSearch.Setting(job, prepared(job, observer).request(), services(), observer);
    }

    private synchronized Services services() {
        if (services.isEmpty()) {
            services = Optional.of(Services.open(spec));
        }
        return services.get();
    }

    @Override
    public JobStatus poll(JobHandle handle) {
        return training(handle).poll(pause(Duration.ZERO));
    }

    @Override
    public Duration pause(Duration waited) {
        Duration first = Duration.ofNanos((long) (spec.aws().poll() * 1e9));
        Duration pause = waited.dividedBy(PATIENCE);
        return pause.compareTo(first) < 0 ? first : pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    @Override
    public void stop(JobHandle handle) {
        training(handle).stop();
    }

    @Override
    public TrainedModel collect(JobHandle handle, TrainingJob job) {
        TrainedModel model = training(handle).collect();
        trainings.remove(handle.name());
        return model;
    }

    @Override
    public List<TrainedModel.Point> curve(JobHandle handle, TrainingJob job) {
        List<TrainedModel.Point> curve = training(handle).curve();
        trainings.remove(handle.name());
        return curve;
    }

    private SageMakerTraining training(JobHandle handle) {
        return Optional.ofNullable(trainings.get(handle.name()))
                .orElseThrow(() -> new IllegalStateException(handle.name() + " was not submitted"));
    }
}
