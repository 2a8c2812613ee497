package retrain.jenkins.page;

import hudson.Extension;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.listeners.RunListener;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import retrain.jenkins.result.RunResult;

/**
 * Looks through the builds of a job, newest first and no more than a bounded number, since each may have to be loaded. What was seen is
 * remembered until a build gets a result or is deleted, so that a view of many jobs loads no builds when it is looked at again.
 */
final class Histories {
    /** How many builds are looked at. */
    static final int MOST = 100;

    private static final Map<Job<?, ?>, SoftReference<ModelHistory>> SEEN = new WeakHashMap<>();

    /** How often something was forgotten; what was read meanwhile may be old already and is not kept. */
    private static long forgotten;

    private Histories() {}

    static ModelHistory of(Job<?, ?> job) {
        SoftReference<ModelHistory> kept;
        long before;
        synchronized (SEEN) {
            kept = SEEN.get(job);
            before = forgotten;
        }
        ModelHistory seen = kept == null ? null : kept.get();
        return seen == null ? read(job, before) : seen;
    }

    private static ModelHistory read(Job<?, ?> job, long before) {
        ModelHistory history = from(Marked.is(job) ? job.getLastBuild() : null);
        synchronized (SEEN) {
            if (forgotten == before) {
                SEEN.put(job, new SoftReference<>(history));
            }
        }
        return history;
    }

    static void forget(Job<?, ?> job) {
        synchronized (SEEN) {
            forgotten++;
            SEEN.remove(job);
        }
    }

    /** {@return the newest result of a model in a build before this one whose gates passed} */
    static Optional<Entry> reference(Run<?, ?> build, String model) {
        ModelHistory history = of(build.getParent());
        Optional<Entry> seen = history.reference(model, build.getNumber());
        return seen.isPresent() || history.isWhole()
                ? seen
                : from(build.getPreviousBuild()).reference(model, build.getNumber());
    }

    private static ModelHistory from(@Nullable Run<?, ?> newest) {
        List<Entry> entries = new ArrayList<>();
        Run<?, ?> build = newest;
        for (int i = 0; build != null && i < MOST; i++) {
            entries.addAll(entries(build));
            build = build.getPreviousBuild();
        }
        return new ModelHistory(entries, build == null);
    }

    private static List<Entry> entries(Run<?, ?> build) {
        RetrainAction action = build.getAction(RetrainAction.class);
        List<Entry> entries = new ArrayList<>();
        for (RunResult result : action == null ? List.<RunResult>of() : action.getResults()) {
            entries.add(
                    0,
                    new Entry(
                            build.getNumber(),
                            build.getDisplayName(),
                            build.getUrl(),
                            build.getTimeInMillis(),
                            result));
        }
        return entries;
    }

    /** Forgets what was seen of a job that loses a build. */
    @Extension
    @SuppressWarnings("rawtypes")
    public static final class Forgetter extends RunListener<Run> {
        @Override
        public void onDeleted(Run run) {
            forget(run.getParent());
        }
    }
}
