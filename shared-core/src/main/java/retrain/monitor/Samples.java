package retrain.monitor;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import retrain.event.Observer;
import retrain.monitor.SamplePlan.Sample;
import retrain.monitor.SamplePlan.Table;

/**
 * Port: reads what drift is measured on, of the tables, samples and columns that were planned. A column that a table does not have is missing
 * in all of its rows. For one thread.
 */
public interface Samples extends AutoCloseable {
    /** {@return the numbers of the sample's rows in their order: an array for each column, booleans as 0 and 1, NaN where one is missing} */
    float[][] numbers(Table table, Sample sample, List<String> columns);

    /** {@return the values of the sample's rows in their order as texts: an array for each column, null where one is missing} */
    @Nullable
    String[][] texts(Table table, Sample sample, List<String> columns);

    /**
     * Counts the values of a column in all rows, as texts.
     *
     * @param most no more distinct values than so many are of interest
     */
    Frequencies frequencies(Table table, String column, int most);

    @Override
    void close();

    /** Reads in one way. */
    interface Engine {
        /**
         * Opens samples, or makes them.
         *
         * @param scratch a folder for files that are needed until they are closed
         */
        Samples open(SamplePlan plan, Path scratch, Observer observer);
    }

    /**
     * How often each value occurs.
     *
     * @param rows with each value; incomplete if {@code tooMany}
     * @param missing rows without a value
     * @param tooMany whether there are more distinct values than were of interest
     */
    record Frequencies(SortedMap<String, Long> rows, long missing, boolean tooMany) {
        public Frequencies {
            rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
        }
    }
}
