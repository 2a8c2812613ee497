package retrain.spec;

import java.util.List;
import java.util.Map;

/** What must be true of the times in the sources' paths. */
final class SourceRules {
    private SourceRules() {}

    static void check(DataSpec data, SpecRules rules) {
        boolean timed = false;
        for (Map.Entry<String, List<String>> source : data.sources().entrySet()) {
            for (String pattern : source.getValue()) {
                // Without a brace the class of times is not even loaded: most have none, and every build comes by here.
                if (pattern.indexOf('{') >= 0 && TimedPath.isTimed(pattern)) {
                    timed = true;
                    time("data.sources." + source.getKey(), pattern, rules);
                }
            }
        }
        if (data.window().isPresent() && !timed) {
            rules.wrong(
                    "data.window",
                    "chooses files by their time, but no source has a time in its path",
                    "Write the time into a source's path, as in flights/{yyyy-MM-dd}/*.csv.gz, or remove 'window'");
        }
    }

    private static void time(String path, String pattern, SpecRules rules) {
        try {
            TimedPath.of(pattern);
        } catch (IllegalArgumentException e) {
            rules.wrong(
                    path,
                    "'" + pattern + "' " + e.getMessage(),
                    "Write a time with a year, such as {yyyy-MM-dd} or {yyyy/MM}");
        }
    }
}
