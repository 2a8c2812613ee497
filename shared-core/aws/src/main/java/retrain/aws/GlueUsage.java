package retrain.aws;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import retrain.run.Store;
import retrain.run.Usage;
import software.amazon.awssdk.services.glue.model.ExecutionClass;
import software.amazon.awssdk.services.glue.model.JobRun;

/** What a run of a job of Glue used, by the seconds that it worked. */
final class GlueUsage {
    /** Glue bills a minute at the least. */
    private static final double LEAST = 60;

    private GlueUsage() {}

    static void enter(JobRun run, String name, Store store) {
        double seconds = run.executionTime() == null ? 0 : run.executionTime();
        if (seconds == 0 && run.dpuSeconds() == null) {
            return;
        }
        String worker = Optional.ofNullable(run.workerTypeAsString()).orElse("Standard");
        int count = Optional.ofNullable(run.numberOfWorkers()).orElseGet(() ->
                (int) Math.ceil(Optional.ofNullable(run.maxCapacity()).orElse(1.0)));
        double billed =
                run.dpuSeconds() == null ? Math.max(LEAST, seconds) : run.dpuSeconds() / (count * units(worker));
        Instant end = Optional.ofNullable(run.completedOn())
                .or(() -> Optional.ofNullable(run.lastModifiedOn()))
                .orElse(Instant.EPOCH);
        new Usage(name, "glue", worker, count, seconds, billed, run.executionClass() == ExecutionClass.FLEX, end)
                .enter(store);
    }

    /** {@return the DPUs of a worker: 1 of G.1X, 8 of G.8X} */
    private static double units(String worker) {
        String number = worker.toUpperCase(Locale.ROOT).replaceFirst("^[A-Z]\\.(\\d+)X$", "$1");
        return number.matches("\\d+") ? Math.max(0.25, Double.parseDouble(number)) : 1;
    }
}
