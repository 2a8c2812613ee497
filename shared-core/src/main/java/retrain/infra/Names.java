package retrain.infra;

import retrain.run.Digest;

/** Names that a service takes only up to a length. */
final class Names {
    private static final int MARK = 8;

    private Names() {}

    /** {@return the name; if it is too long, a digest of it stands for its end} */
    static String of(String name, int longest) {
        return name.length() <= longest
                ? name
                : name.substring(0, longest - MARK - 1) + "-"
                        + Digest.of(name).hex().substring(0, MARK);
    }
}
