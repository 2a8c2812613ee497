package retrain.spec;

import java.util.Optional;

/** The batches that update the model as they arrive. */
public record StreamSpec(
        @Key(
                doc =
                        "The folder that fills with batches, relative to this file; each file is a batch, in the order of names.")
        Optional<String> folder,

        @Key(doc = "A topic of Kafka instead of a folder; it needs the module retrain-kafka.")
        Optional<KafkaSpec> kafka,

        @Key(doc = "A stream of Kinesis instead of a folder; it needs the module retrain-aws.")
        Optional<KinesisSpec> kinesis,

        @Key(doc = "The name under 'data.sources' that a batch takes the place of. Absent: the only one.")
        Optional<String> source,

        @Key(
                doc = "Rounds that XGBoost adds for each batch. Absent: 10, if 'refresh' is not chosen.",
                min = 1,
                max = 10000)
        Optional<Integer> rounds,

        @Key(
                doc = "Gives the trees that there are new leaf values by each batch, instead of adding rounds.",
                orElse = "false")
        boolean refresh,

        @Key(
                doc = "The most rounds that the model may grow to; then it is trained anew by an ordinary run.",
                orElse = "1000",
                min = 1,
                max = 1000000)
        int maxRounds,

        @Key(
                doc =
                        "How many batches make up the rows by which a model of the stream is gated: those after it, which it has not learned.",
                orElse = "10",
                min = 1,
                max = 10000)
        int gateEvery,

        @Key(doc = "How many of the latest batches the running metrics are of.", orElse = "20", min = 2, max = 10000)
        int window,

        @Key(
                doc =
                        "What watches the errors and forces a full retrain when they have become larger: adwin or page_hinkley. Absent: nothing.")
        Optional<Detector> detector,

        @Key(
                doc = "How long to wait before the source is looked at again.",
                orElse = "1 second",
                pattern = "[0-9]+ (millisecond|second|minute|hour)s?")
        String poll,

        @Key(
                doc =
                        "Ends when no batch has come for so long; '0 seconds': as soon as none is waiting. Absent: goes on until it is stopped.",
                pattern = "[0-9]+ (second|minute|hour|day)s?")
        Optional<String> stopWhenIdle,

        @Key(doc = "Ends after so many batches.", min = 1, max = 2147483647)
        Optional<Integer> stopAfter) {
    private static final int ROUNDS = 10;

    /** {@return the rounds that are added for each batch} */
    public int roundsOfABatch() {
        return refresh ? 0 : rounds.orElse(ROUNDS);
    }

    /** {@return the view that a batch fills} */
    public String source(DataSpec data) {
        return source.orElseGet(() -> data.sources().keySet().iterator().next());
    }

    /** {@return the log that batches are cut from, if they are not files of a folder} */
    public Optional<LogSpec> log() {
        return kafka.<LogSpec>map(k -> k).or(() -> kinesis);
    }

    /** {@return where the files of batches are kept for a full retrain} */
    public Optional<String> kept() {
        return folder.or(() -> log().flatMap(LogSpec::land));
    }

    /** What watches the errors. */
    public enum Detector {
        ADWIN,
        PAGE_HINKLEY
    }
}
