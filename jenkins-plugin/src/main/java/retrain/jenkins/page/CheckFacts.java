package retrain.jenkins.page;

import retrain.jenkins.result.RunResult;

/**
 * What a check at the forge says of a result.
 *
 * @param name by which the forge knows it again
 * @param conclusion SUCCESS, NEUTRAL or FAILURE, words of checks-api
 * @param title a line
 * @param summary Markdown, short enough for every forge
 */
record CheckFacts(String name, String conclusion, String title, String summary) {
    /** What GitHub takes, of each text; characters there, bytes here to be safe with whoever counts those. */
    static final int LIMIT = 65_535;

    private static final int LONGEST_TITLE = 200;

    /**
     * {@return the check of a result that names its model}
     *
     * @param markdown the report for comments; empty if there is none
     * @param notice says where the rest is, if it is cut
     */
    static CheckFacts of(RunResult result, String model, String markdown, String notice) {
        String text = markdown.isBlank() ? result.toString() : markdown;
        return new CheckFacts(
                name(result.getCommand()) + " / " + model,
                conclusion(result),
                brief(result.toString()),
                CutMarkdown.within(LIMIT, text, notice));
    }

    /** {@return one name for the commands that run stages, for they go on with each other's work} */
    private static String name(String command) {
        return switch (command) {
            case "check", "monitor" -> "retrain " + command;
            default -> "retrain";
        };
    }

    private static String conclusion(RunResult result) {
        if (result.getExit() != 0) {
            return "FAILURE";
        }
        return switch (Tone.ofOutcome(result.getOutcome())) {
            case BAD, UNSURE -> "NEUTRAL";
            case GOOD, NEUTRAL -> "SUCCESS";
        };
    }

    private static String brief(String title) {
        String line = title.replaceAll("\\s+", " ").strip();
        return line.codePointCount(0, line.length()) <= LONGEST_TITLE
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_TITLE - 1)) + "…";
    }
}
