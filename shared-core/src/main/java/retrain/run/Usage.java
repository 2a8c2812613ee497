package retrain.run;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a job elsewhere used, as the service that it ran on tells: entered once a job in the store, under its month, and priced later.
 *
 * @param job the job's name
 * @param service what it used: {@code sagemaker-training}, {@code sagemaker-processing}, {@code sagemaker-transform}, {@code glue}, {@code lambda}
 * @param unit the type of instance or worker, such as {@code ml.m5.xlarge} or {@code G.1X}
 * @param count how many of them
 * @param seconds how long they worked
 * @param billed the seconds of each that are billed; fewer than {@code seconds} on Spot
 * @param spot whether they were spare ones, at a lower price
 * @param at when it ended
 */
public record Usage(
        String job, String service, String unit, int count, double seconds, double billed, boolean spot, Instant at) {
    private static final String FOLDER = "usage/";

    /** Enters it; does nothing if the job's usage was entered before. */
    public void enter(Store store) {
        store.create(FOLDER + month(at) + "/" + job + ".json", Json.write(this));
    }

    /**
     * {@return what the jobs that ended in a month (UTC) used}
     *
     * @param known names of jobs that are left out
     */
    public static List<Usage> of(Store store, YearMonth month, Set<String> known) {
        return of(store, month, job -> !known.contains(job));
    }

    /** {@return what the jobs of a run used that ended in the months from its begin to its end} */
    public static List<Usage> of(Store store, RunId run, Instant began, Instant ended) {
        List<Usage> found = new ArrayList<>();
        YearMonth last = month(ended);
        for (YearMonth month = month(began); !month.isAfter(last); month = month.plusMonths(1)) {
            found.addAll(of(store, month, run::hasJob));
        }
        return found;
    }

    private static YearMonth month(Instant time) {
        return YearMonth.from(time.atOffset(ZoneOffset.UTC));
    }

    private static List<Usage> of(Store store, YearMonth month, Predicate<String> wanted) {
        String folder = FOLDER + month + "/";
        List<Usage> found = new ArrayList<>();
        for (String key : store.list(folder)) {
            if (wanted.test(key.substring(folder.length(), key.length() - ".json".length()))) {
                store.read(key).ifPresent(d -> found.add(Json.read(d.content(), Usage.class, key)));
            }
        }
        return found;
    }
}
