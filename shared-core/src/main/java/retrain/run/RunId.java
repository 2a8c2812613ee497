package retrain.run;

import java.time.Instant;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * The name of a run; sorts by the time the run began.
 *
 * @param text {@code 20260131T235959Z-1a2b3c}
 */
public record RunId(String text) implements Inline {
    private static final Pattern FORM = Pattern.compile("[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}");
    private static final int SALT_BITS = 14;

    public RunId {
        if (!isValid(text)) {
            throw new IllegalArgumentException("not a run id: " + text);
        }
    }

    /** {@return whether the text has the form of a run id} */
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    /** {@return a new id; two of the same second differ, and sort by the millisecond they began} */
    public static RunId next(Instant now) {
        // Only to tell runs of one millisecond apart; a secure generator would take a third of the time of opening a
        // spec.
        long salt =
                new SplittableRandom(System.nanoTime() ^ ProcessHandle.current().pid() << 40).nextLong();
        String second =
                now.truncatedTo(ChronoUnit.SECONDS).toString().replace("-", "").replace(":", "");
        long millis = now.get(ChronoField.MILLI_OF_SECOND);
        return new RunId(second + "-" + HexFormat.of().toHexDigits(millis << SALT_BITS | salt >>> 64 - SALT_BITS, 6));
    }

    /** {@return the id as it stands in the names of the run's jobs} */
    String inJobs() {
        return text.replace("T", "-").replace("Z", "");
    }

    /** {@return whether a job of this name is one of the run's} */
    public boolean hasJob(String job) {
        return job.contains(inJobs());
    }

    @Override
    public String toString() {
        return text;
    }
}
