package retrain.monitor;

import java.nio.file.Path;
import java.util.List;

/**
 * What will be read to measure drift. It depends on nothing that is found, so that an engine to which each question is costly reads
 * everything at once.
 *
 * @param tables that have rows
 * @param samples of each table
 * @param counted columns whose values are counted in all rows of each table
 */
public record SamplePlan(List<Table> tables, List<Sample> samples, List<String> counted) {
    public SamplePlan {
        tables = List.copyOf(tables);
        samples = List.copyOf(samples);
        counted = List.copyOf(counted);
    }

    /**
     * A prepared table.
     *
     * @param file Parquet
     * @param rows that it has
     */
    public record Table(Path file, long rows) {}

    /** Some columns of some rows: no more than so many of a table. */
    public record Sample(List<String> columns, long most) {
        public Sample {
            columns = List.copyOf(columns);
        }

        /** {@return which rows of a table} */
        public Stride of(Table table) {
            return Stride.of(table.rows(), most);
        }
    }
}
