package retrain.jenkins.page;

import hudson.FilePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import retrain.jenkins.result.RunResult;

/** The files that commands write beside each other, and which of them are kept with a build. */
final class ReportFiles {
    /** The gates as tests. */
    static final String TESTS = "gates.xml";

    private static final List<String> MARKDOWN = List.of("report.md", "check.md", "monitor.md", "ab.md");
    private static final Set<String> OF_CHECK = Set.of("check.json", "check.md");
    private static final Set<String> OF_MONITOR = Set.of("monitor.html", "monitor.json", "monitor.md", "metrics.txt");
    private static final Set<String> OF_AB = Set.of("ab.html", "ab.json", "ab.md");
    private static final Set<String> OF_HISTORY = Set.of("history.json", "history.csv");
    private static final Set<String> OF_RUN = Set.of("report.html", "report.md", TESTS, "result.json");

    /** More than any check can show; a longer report is not read whole into the controller. */
    private static final int MOST_BYTES = 4 * CheckFacts.LIMIT;

    private ReportFiles() {}

    /** {@return the names of what the command wrote; what others left in the same folder is not of its result} */
    static Set<String> of(RunResult result) {
        return switch (result.getCommand()) {
            case "check" -> OF_CHECK;
            case "monitor" -> OF_MONITOR;
            case "ab" -> OF_AB;
            case "history" -> OF_HISTORY;
            case "run" -> result.getOutcome().equals("NOT_DUE") ? OF_CHECK : OF_RUN;
            case "prepare", "train", "evaluate", "promote", "report" -> OF_RUN;
            default -> Set.of();
        };
    }

    /** {@return what the command wrote into a folder, by name; nothing if it does not exist} */
    static Map<String, FilePath> in(@Nullable FilePath out, RunResult result) throws IOException, InterruptedException {
        Map<String, FilePath> files = new TreeMap<>();
        if (out != null && out.exists()) {
            for (FilePath file : out.list()) {
                if (of(result).contains(file.getName())) {
                    files.put(file.getName(), file);
                }
            }
        }
        return files;
    }

    /** {@return the report for comments; empty if there is none} */
    static String markdown(Map<String, FilePath> files) throws IOException, InterruptedException {
        for (String name : MARKDOWN) {
            FilePath file = files.get(name);
            if (file != null) {
                try (InputStream in = file.read()) {
                    return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
                }
            }
        }
        return "";
    }
}
