package retrain.aws;

import retrain.run.Digest;

/** Names of jobs: letters, digits and hyphens, at most 63. */
final class JobNames {
    private static final int LONGEST = 63;
    private static final int MARK = 8;

    private JobNames() {}

    /** {@return the name with what follows it; if that is too long, a digest stands for the rest} */
    static String of(String name, String suffix) {
        return of(name, suffix, LONGEST);
    }

    /** {@return the same of at most so many characters} */
    static String of(String name, String suffix, int longest) {
        String whole = (name + suffix).replaceAll("[^a-zA-Z0-9]+", "-");
        if (whole.length() <= longest) {
            return whole;
        }
        String end = "-" + Digest.of(whole).hex().substring(0, MARK) + suffix;
        return whole.substring(0, longest - end.length()).replaceAll("-+$", "") + end;
    }
}
