package retrain.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import retrain.event.Observer;
import retrain.run.Store;
import retrain.spec.Spec;

/** Port: makes the rows. Embedded it is DuckDB. */
public interface Preparer {
    /** {@return the engine and its version, on which the bytes of the rows depend; asked at every run, so it must be quick} */
    String engine();

    /**
     * {@return what else the rows depend on that is neither in the spec nor in its folder, by its name: the code of a function; asked at
     * every run, so it must be quick}
     */
    default Map<String, String> facts() {
        return Map.of();
    }

    /** {@return whether files that are elsewhere are read where they are, instead of being brought here first} */
    default boolean readsElsewhere() {
        return false;
    }

    /**
     * Runs the prepare query (or command) over the files, splits the rows and keeps them in the store.
     *
     * @throws retrain.problem.InvalidInput with all that is wrong with the files, the query, the target, the time or the split
     */
    Snapshot prepare(Work work, Observer observer);

    /**
     * Prepares rows that are not split, those of a stream's batch: all of them are in {@code train} as well as in {@code holdout}, as each is
     * scored and then learned. A batch may be of one class; a column in which it has no value at all gets the type that it has in the base.
     *
     * @param base whose columns the rows must have, and whose validation rows stay those of the batch
     * @throws retrain.problem.InvalidInput as {@link #prepare}, and if a column is missing, new, or of another kind
     */
    Snapshot prepareBatch(Work work, Snapshot base, Observer observer);

    /**
     * What is prepared.
     *
     * @param job the job's name, the same after a resume
     * @param base the folder of the spec, that its paths are relative to
     * @param files the files of each source, in order, without those that were left elsewhere
     * @param elsewhere the addresses of these, of each source, in order
     * @param partitions the columns that the paths of a source's files tell, as {@code year=2013/}: texts
     * @param parts their digests, in the order of the snapshot
     * @param scratch an empty folder of this job's own, on the store's disk if there is one; removed afterwards
     */
    record Work(
            String job,
            Spec spec,
            Path base,
            Map<String, List<Path>> files,
            Map<String, List<String>> elsewhere,
            Map<String, List<String>> partitions,
            List<Part> parts,
            Store store,
            Path scratch) {
        /** Whose files are all here. */
        public Work(Spec spec, Path base, Map<String, List<Path>> files, List<Part> parts, Store store, Path scratch) {
            this("prepare", spec, base, files, Map.of(), Map.of(), parts, store, scratch);
        }
    }
}
