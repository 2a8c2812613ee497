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

/** The files that commands write beside each other, and which of them are kept with a build. */
final class ReportFiles {
    /** The gates as tests. */
    static final String TESTS = "gates.xml";

    private static final List<String> MARKDOWN = List.of("report.md", "check.md", "monitor.md");
    private static final Set<String> KEPT = Set.of(
            "report.html",
            "report.md",
            TESTS,
            "result.json",
            "check.json",
            "check.md",
            "monitor.html",
            "monitor.json",
            "monitor.md",
            "metrics.txt");

    /** More than any check can show; a longer report is not read whole into the controller. */
    private static final int MOST_BYTES = 4 * CheckFacts.LIMIT;

    private ReportFiles() {}

    static boolean isKept(String name) {
        return KEPT.contains(name);
    }

    /** {@return what is in the folder, by name; nothing if it does not exist} */
    static Map<String, FilePath> in(@Nullable FilePath out) throws IOException, InterruptedException {
        Map<String, FilePath> files = new TreeMap<>();
        if (out != null && out.exists()) {
            for (FilePath file : out.list()) {
                if (isKept(file.getName())) {
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
