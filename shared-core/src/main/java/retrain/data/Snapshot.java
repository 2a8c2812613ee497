package retrain.data;

import java.util.List;
import java.util.Optional;
import retrain.run.Digest;
import retrain.run.Json;

/**
 * The result of prepare: which files went in, and the rows that came out, split. Its digest is that of its JSON, which also is the
 * manifest {@code datasets/<name>/<digest>.json}.
 *
 * @param name the model's name
 * @param parts the source files, by source and name
 * @param features the columns to train on, in order
 * @param profile of the training rows, a profile a column, in the schema's order
 * @param split how the rows were split, for people: {@code holdout: time_hour > 2013-09-01T03:00:00Z}
 */
public record Snapshot(
        String name,
        List<Part> parts,
        Schema schema,
        List<String> features,
        Table train,
        Optional<Table> validation,
        Table holdout,
        List<ColumnProfile> profile,
        String split) {
    public Snapshot {
        parts = List.copyOf(parts);
        features = List.copyOf(features);
        profile = List.copyOf(profile);
    }

    public Digest digest() {
        return Digest.of(Json.write(this));
    }

    /** {@return all rows, on whatever side of the split} */
    public long rows() {
        return train.rows() + (validation.isPresent() ? validation.get().rows() : 0) + holdout.rows();
    }

    public ColumnProfile profile(String column) {
        return profile.stream()
                .filter(p -> p.column().equals(column))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no column " + column));
    }
}
