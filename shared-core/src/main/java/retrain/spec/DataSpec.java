package retrain.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the rows come from and how they are prepared and split. */
public record DataSpec(
        @Key(
                doc =
                        "Name of a view -> files: globs or folders, relative to this file or as s3://bucket/prefix; csv, csv.gz, parquet or json; or a .dvc"
                                + " file; or a table of the Glue Data Catalog: glue://database/table.")
        Map<String, List<String>> sources,

        @Key(
                doc =
                        "The unique id of the data to take: it stands for {version} in the sources' paths, as in exports/{version}/*.parquet.",
                pattern = "[A-Za-z0-9][A-Za-z0-9._@+=-]*")
        Optional<String> version,

        @Key(
                doc =
                        "Of sources with a time in their path, as in flights/{yyyy-MM-dd}/*.csv.gz, only what lies so long before the newest:"
                                + " '12 months'. Absent: all.",
                pattern = Span.PATTERN)
        Optional<String> window,

        @Key(
                doc =
                        "How long 'clean' keeps the rows of versions that never were champion: '12 months'. Absent: for ever.",
                pattern = Span.PATTERN)
        Optional<String> keep,

        @Key(doc = "Where 'clean' moves the rows of older versions, the champion's left out. Absent: nowhere.")
        Optional<ColdSpec> cold,

        @Key(
                doc =
                        "One SELECT over the sources (a .sql file), or a command that writes the rows. Absent: all rows of the only source.")
        Optional<PrepareSpec> prepare,

        @Key(doc = "The column with the time of the event; not a feature.")
        Optional<String> time,

        @Key(doc = "The columns that identify a row; features only if they are named in 'features'.", orElse = "[]")
        List<String> key,

        @Key(
                doc =
                        "The only columns to train on. Absent: every column but the target, the time, the key, the group and those ignored.")
        Optional<List<String>> features,

        @Key(doc = "Columns that are kept in the snapshot (for slices, say) but not trained on.", orElse = "[]")
        List<String> ignore,

        @Key(
                doc =
                        "The column whose rows belong together, such as customer_id: a fraction never parts them, and they are resampled together. A feature only if it is named in 'features'.")
        Optional<String> group,

        @Key(
                doc = "What happens when the rows differ in form from those that the champion was trained on.",
                orElse = "{}")
        SchemaSpec schema,

        @Key(doc = "Rules that the prepared rows must keep.", orElse = "[]")
        List<QualitySpec> quality,

        @Key(doc = "Rules from a constraints.json of SageMaker Model Monitor, or learned from the champion's rows.")
        Optional<ConstraintsSpec> constraints,

        @Key(
                doc = "The rows that candidate and champion are compared on; never trained on.",
                orElse = "{fraction: 0.2}")
        SplitSpec holdout,

        @Key(doc = "The rows that stop the training early; taken from those that are not held out.")
        Optional<SplitSpec> validation,

        @Key(
                doc = "The most memory that the query engine takes before it spills to disk.",
                orElse = "4GB",
                pattern = "[0-9]+ ?[KMGT]i?B")
        String memory) {
    /** Stands for {@link #version} in a source's path. */
    public static final String VERSION = "{version}";

    public DataSpec {
        sources = Ordered.copy(sources);
        key = List.copyOf(key);
        features = features.isPresent() ? Optional.of(List.copyOf(features.get())) : features;
        ignore = List.copyOf(ignore);
        quality = List.copyOf(quality);
    }

    /** {@return the same with more files in a source} */
    DataSpec with(String source, String files) {
        Map<String, List<String>> all = new LinkedHashMap<>(sources);
        all.computeIfPresent(
                source,
                (name, some) -> Stream.concat(some.stream(), Stream.of(files)).toList());
        return new DataSpec(
                all,
                version,
                window,
                keep,
                cold,
                prepare,
                time,
                key,
                features,
                ignore,
                group,
                schema,
                quality,
                constraints,
                holdout,
                validation,
                memory);
    }
}
