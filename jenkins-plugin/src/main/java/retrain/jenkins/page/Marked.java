package retrain.jenkins.page;

import hudson.model.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Which jobs ever had a result, told by an empty file in the job's folder: most jobs of a Jenkins have nothing to do with models, and no
 * build of theirs is to be loaded to find that out.
 */
final class Marked {
    private static final String MARK = "retrain-results";
    private static final Map<Job<?, ?>, Boolean> KNOWN = Collections.synchronizedMap(new WeakHashMap<>());

    private Marked() {}

    static boolean is(Job<?, ?> job) {
        return KNOWN.computeIfAbsent(job, j -> isIn(j.getRootDir().toPath()));
    }

    static void mark(Job<?, ?> job) throws IOException {
        markIn(job.getRootDir().toPath());
        KNOWN.put(job, true);
    }

    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(MARK));
    }

    static void markIn(Path folder) throws IOException {
        Files.write(folder.resolve(MARK), new byte[0], StandardOpenOption.CREATE);
    }
}
