package retrain.spec;

import java.util.Optional;

/** A log of records, of which a stream cuts its batches. What all logs have in common is said here once. */
public sealed interface LogSpec permits KafkaSpec, KinesisSpec {
    String BATCH = "How many records make a batch, at the most.";
    String WAIT = "A batch that is not full is taken when its oldest record has waited so long.";
    String FROM =
            "Where a stream without a checkpoint begins: earliest, with all records that are there, or latest, with those to come.";
    String MALFORMED =
            "What is done with a record that is no JSON object: stop, or skip, which tells of it and leaves it out.";
    String LOST =
            "What is done when records are gone that were not taken: stop, or skip, which tells of it and goes on after them.";
    String LAND =
            "A folder, relative to this file, that the batches are kept in as JSON lines; a full retrain takes them as well. Absent: a full retrain"
                    + " has the sources alone.";
    String SPAN = "[0-9]+ (millisecond|second|minute|hour)s?";

    /** {@return the most records of a batch} */
    int batch();

    /** {@return how long the oldest record of a batch that is not full waits} */
    String patience();

    /** {@return where a stream without a checkpoint begins} */
    Begin from();

    /** {@return what is done with a record that is no JSON object} */
    Trouble malformed();

    /** {@return what is done when records are gone that were not taken} */
    Trouble lost();

    /** {@return the folder that the batches are kept in} */
    Optional<String> land();

    /** Where a stream begins. */
    enum Begin {
        EARLIEST,
        LATEST
    }

    /** What is done in trouble. */
    enum Trouble {
        STOP,
        SKIP
    }
}
