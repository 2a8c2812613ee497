package retrain.aws;

import retrain.run.Digest;

/** Names of jobs: letters, digits and hyphens, at most 63. */
final class JobNames {
    private static final int LONGEST = 63;
    private static final int MARK = 8;

    private JobNames() {}

    /** {@return the name with what follows it; if that is too long, a digest stands for the rest} */
    static String of(String name, String suffix) {
        String whole = (name + suffix).replaceAll("[^a-zA-Z0-9]+", "-");
        if (whole.length() <= LONGEST) {
            return whole;
        }
        String end = "-" + Digest.of(whole).hex().substring(0, MARK) + suffix;
        return whole.substring(0, LONGEST - end.length()).replaceAll("-+$", "") + end;
    }
}
