package retrain.lambda;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that may make a retrain due.
 *
 * @param what it was, in a sentence
 * @param at when it was, at the latest: events of EventBridge have a time of whole seconds
 * @param object the file in S3, if it is one
 */
record Arrival(Cause cause, String what, Instant at, Optional<Created> object) {
    /** What kind of thing it was. */
    enum Cause {
        DATA,
        SCHEDULE,
        ALARM,
        MANUAL
    }

    /**
     * A file that was written.
     *
     * @param address {@code s3://bucket/key}
     * @param sequencer orders what was written under one key; hexadecimal digits
     */
    record Created(String address, String sequencer) {
        /** {@return whether this came after another one under the same address: the shorter one has zeros at its end} */
        boolean isAfter(Created other) {
            int length = Math.max(sequencer.length(), other.sequencer.length());
            return padded(sequencer, length).compareTo(padded(other.sequencer, length)) > 0;
        }

        private static String padded(String digits, int length) {
            return digits + "0".repeat(length - digits.length());
        }
    }
}
