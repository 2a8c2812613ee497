package retrain.cost;

import java.time.Instant;

/**
 * Something in AWS that costs, and is not used or not needed any more.
 *
 * @param name it is, for people and for AWS
 * @param since when nobody has used it, at the least
 * @param bytes of it; 0 if it is no file
 * @param service that it costs by its time, such as {@code sagemaker-endpoint}; empty if it does not
 * @param unit the type of instance
 * @param count how many of them
 */
public record Left(Kind kind, String name, Instant since, long bytes, String service, String unit, int count) {
    /** {@return files that cost by their bytes} */
    public static Left files(Kind kind, String name, Instant since, long bytes) {
        return new Left(kind, name, since, bytes, "", "", 0);
    }

    /** {@return something that costs nothing by itself} */
    public static Left free(Kind kind, String name, Instant since) {
        return files(kind, name, since, 0);
    }

    /** What it is. */
    public enum Kind {
        /** The model's endpoint, which nobody calls. It serves, so that it is named and never removed. */
        IDLE_ENDPOINT("endpoint", false),
        /** Parts of a file whose upload did not end. */
        UPLOAD("unfinished upload", true),
        /** What jobs read and wrote. */
        FILES("files of jobs", true);

        private final String words;
        private final boolean removable;

        Kind(String words, boolean removable) {
            this.words = words;
            this.removable = removable;
        }

        /** {@return it for people} */
        public String words() {
            return words;
        }

        /** {@return whether cleaning up removes it} */
        public boolean isRemovable() {
            return removable;
        }
    }
}
