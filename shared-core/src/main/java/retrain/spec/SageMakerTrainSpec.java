package retrain.spec;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Training on SageMaker, in the words of its CreateTrainingJob; what all of AWS shares is in {@link AwsSpec}. */
public record SageMakerTrainSpec(
        @Key(doc = "The type of instance: ml.m5.xlarge.", pattern = "ml\\..+")
        String instance,

        @Key(doc = "How many of them train together, each on its share of the rows.", orElse = "1", min = 1, max = 100)
        int instances,

        @Key(doc = "The disk of each, in GB.", orElse = "30", min = 1, max = 16384)
        int volumeSize,

        @Key(doc = "The job is stopped when it has run for so long.", orElse = "1 day", pattern = Span.SHORT_PATTERN)
        String maxTime,

        @Key(
                doc =
                        "Spare instances, at a lower price, that may be taken away; the job then goes on from its last checkpoint as soon as there are others.",
                orElse = "false")
        boolean spot,

        @Key(
                doc =
                        "How long a job on spare instances may take, waiting included; not less than 'max-time'. Absent: 'max-time' and an hour.",
                pattern = Span.SHORT_PATTERN)
        Optional<String> maxWait,

        @Key(
                doc =
                        "Whether a job that got no spare instances within 'max-wait', or lost them, is trained on demand from the checkpoint that is there.",
                orElse = "true")
        boolean fallBack,

        @Key(
                doc =
                        "Whether the container's checkpoints (/opt/ml/checkpoints) are kept in S3 while it trains. Absent: with 'spot'.")
        Optional<Boolean> checkpoints,

        @Key(
                doc =
                        "How the rows reach the container: file (copied before it begins), fastfile (read from S3 as they are needed), pipe (streamed;"
                                + " scripts only).",
                orElse = "file")
        InputMode inputMode,

        @Key(
                doc =
                        "How long the instances are kept for the next job (a warm pool), at their full price; an hour at most, and not with 'spot'.",
                pattern = Span.SHORT_PATTERN)
        Optional<String> keepAlive,

        @Key(
                doc =
                        "The container, in ECR: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/name:tag. Absent: SageMaker's XGBoost 3.0-5 of the region; a"
                                + " script needs one.",
                pattern = "[^\\s]{3,255}")
        Optional<String> image,

        @Key(
                doc = "How often SageMaker starts the job again after an error of its own.",
                orElse = "0",
                min = 0,
                max = 30)
        int retry,

        @Key(
                doc =
                        "Who chooses the trials of 'train.tune': sagemaker (its automatic model tuning, where tpe is bayesian), or retrain (a training"
                                + " job a trial).",
                orElse = "sagemaker")
        Tuner tuner,

        @Key(
                doc =
                        "Earlier tuning jobs of SageMaker, by their names, whose trials a search begins with: five at most.",
                orElse = "[]")
        List<String> warmStart,

        @Key(
                doc = "Variables of the container's environment. Never secrets: all who may see the job see them.",
                orElse = "{}")
        Map<String, String> environment) {
    private static final Duration WAIT = Duration.ofHours(1);

    public SageMakerTrainSpec {
        warmStart = List.copyOf(warmStart);
        environment = Ordered.copy(environment);
    }

    /** {@return how long the job may run} */
    public Duration maxTimeSpan() {
        return Span.of(maxTime).length();
    }

    /** {@return how long a job on spare instances may take, waiting included} */
    public Duration maxWaitSpan() {
        return maxWait.map(w -> Span.of(w).length())
                .orElseGet(() -> maxTimeSpan().plus(WAIT));
    }

    /** {@return whether checkpoints are kept in S3} */
    public boolean keepsCheckpoints() {
        return checkpoints.orElse(spot);
    }

    /** Who chooses the trials. */
    public enum Tuner {
        SAGEMAKER,
        RETRAIN
    }

    /** How the rows reach the container. */
    public enum InputMode {
        FILE,
        FASTFILE,
        PIPE
    }
}
