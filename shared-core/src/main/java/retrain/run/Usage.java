package retrain.run;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        store.create(FOLDER + YearMonth.from(at.atOffset(ZoneOffset.UTC)) + "/" + job + ".json", Json.write(this));
    }

    /** {@return what the jobs that ended in a month (UTC) used, by their names} */
    public static List<Usage> of(Store store, YearMonth month) {
        List<Usage> found = new ArrayList<>();
        for (String key : store.list(FOLDER + month + "/")) {
            Optional<Store.Document> document = store.read(key);
            if (document.isPresent()) {
                found.add(Json.read(document.get().content(), Usage.class, key));
            }
        }
        return found;
    }
}
