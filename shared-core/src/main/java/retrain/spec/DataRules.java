package retrain.spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must be true of the rules for schema and quality. */
final class DataRules {
    private static final String SCHEMA = "data.schema";
    private static final Set<String> NOT_NUMBERS = Set.of("VARCHAR", "DATE", "TIMESTAMP", "TIMESTAMPTZ", "BOOLEAN");

    private final Spec spec;
    private final Binder binder;
    private final SpecRules rules;

    DataRules(Spec spec, Binder binder, SpecRules rules) {
        this.spec = spec;
        this.binder = binder;
        this.rules = rules;
    }

    void check() {
        for (Map.Entry<String, AdaptSpec> column :
                spec.data().schema().columns().entrySet()) {
            adapt(SCHEMA + ".columns." + column.getKey(), column.getKey(), column.getValue());
        }
        List<QualitySpec> quality = spec.data().quality();
        for (int i = 0; i < quality.size(); i++) {
            if (binder.sound("data.quality[" + i + "].check")) {
                quality("data.quality[" + i + "]", quality.get(i));
            }
        }
        version();
        spec.data().cold().ifPresent(this::cold);
        if (spec.data().constraints().isPresent()) {
            ConstraintsSpec constraints = spec.data().constraints().get();
            rules.exactlyOne(
                    "data.constraints",
                    List.of("file", "baseline"),
                    constraints.file().isPresent(),
                    constraints.baseline().isPresent());
            if (constraints.statistics().isPresent() && constraints.file().isEmpty()) {
                rules.wrong(
                        "data.constraints.statistics",
                        "needs 'file', which says how distributions are compared",
                        "Name the constraints.json that belongs to it under 'file'");
            }
        }
    }

    private void version() {
        boolean named = false;
        for (Map.Entry<String, List<String>> source : spec.data().sources().entrySet()) {
            boolean placed = source.getValue().stream().anyMatch(p -> p.contains(DataSpec.VERSION));
            named |= placed;
            if (placed && spec.data().version().isEmpty()) {
                rules.wrong(
                        "data.sources." + source.getKey(),
                        "has a place for " + DataSpec.VERSION + ", but 'data.version' is absent",
                        "Add 'version: <id>' to 'data', or say -Dretrain.set=data.version=<id>");
            }
        }
        if (spec.data().version().isPresent() && !named) {
            rules.wrong(
                    "data.version",
                    "stands in no source",
                    "Write " + DataSpec.VERSION + " where it stands in a source's path, or remove the key");
        }
    }

    private void cold(ColdSpec cold) {
        if (spec.storesInS3()) {
            rules.wrong(
                    "data.cold",
                    "moves tables to another disk, but the store is in S3",
                    "Remove the key, and let a lifecycle rule of the bucket move what is old");
            return;
        }
        Path folder = Path.of(cold.folder()).normalize();
        if (folder.startsWith(Path.of(spec.store()).normalize())) {
            rules.wrong(
                    "data.cold.folder",
                    "is within the store, so that nothing would be moved anywhere",
                    "Name a folder on another disk");
        }
    }

    private void adapt(String path, String name, AdaptSpec column) {
        boolean nothing = column.from().isEmpty()
                && column.map().isEmpty()
                && column.cast().isEmpty()
                && column.times().isEmpty()
                && column.plus().isEmpty()
                && column.fill().isEmpty();
        if (nothing) {
            rules.wrong(path, "states no rule", "Write one of from, map, cast, times, plus, fill, or remove it");
        }
        if (column.from().equals(Optional.of(name))) {
            rules.wrong(path + ".from", "names the column itself", "Name the column that it is made from");
        }
        boolean counts = column.times().isPresent() || column.plus().isPresent();
        if (counts
                && column.cast().isPresent()
                && NOT_NUMBERS.contains(column.cast().get())) {
            rules.wrong(
                    path,
                    "counts with what is cast to " + column.cast().get(),
                    "Cast it to DOUBLE, or remove 'times' and 'plus'");
        }
    }

    private void quality(String path, QualitySpec rule) {
        switch (rule.check()) {
            case COMPLETENESS, UNIQUENESS -> needs(path, rule, !rule.columns().isEmpty(), "columns");
            case RANGE -> {
                needs(path, rule, !rule.columns().isEmpty(), "columns");
                bounds(path, rule);
            }
            case SET -> {
                needs(path, rule, !rule.columns().isEmpty(), "columns");
                needs(path, rule, !rule.values().isEmpty(), "values");
            }
            case PATTERN -> {
                needs(path, rule, !rule.columns().isEmpty(), "columns");
                needs(path, rule, rule.regex().isPresent(), "regex");
            }
            case ROWS -> bounds(path, rule);
            case FRESHNESS -> freshness(path, rule);
            case CONDITION -> needs(path, rule, rule.sql().isPresent(), "sql");
        }
        unused(path, rule);
        rules.twice(path + ".columns", rule.columns());
    }

    private void bounds(String path, QualitySpec rule) {
        needs(path, rule, rule.min().isPresent() || rule.max().isPresent(), "min or max");
        if (rule.min().isPresent()
                && rule.max().isPresent()
                && rule.min().get() > rule.max().get()) {
            rules.wrong(path, "has a 'min' above its 'max'", "Exchange them");
        }
    }

    private void freshness(String path, QualitySpec rule) {
        needs(path, rule, rule.within().isPresent(), "within");
        if (spec.data().time().isEmpty() && binder.sound("data.time")) {
            rules.wrong(path, "asks how new the rows are, but no column is the time", "Add 'time: <column>' to 'data'");
        }
        if (rule.asOf().isPresent() && !SpecRules.isTime(rule.asOf().get())) {
            rules.wrong(
                    path + ".as-of",
                    "'" + rule.asOf().get() + "' is neither a date nor a time",
                    "Write it like 2013-09-01 or 2013-09-01T00:00:00Z");
        }
    }

    private void needs(String path, QualitySpec rule, boolean there, String key) {
        if (!there) {
            rules.wrong(
                    path,
                    "checks " + Words.word(rule.check()) + " without '" + key.replace(" or ", "' or '") + "'",
                    "Add it");
        }
    }

    /** A key that does nothing is a rule that somebody believes in and nobody checks. */
    private void unused(String path, QualitySpec rule) {
        QualitySpec.Check check = rule.check();
        boolean bounded = check == QualitySpec.Check.RANGE || check == QualitySpec.Check.ROWS;
        boolean whole = check == QualitySpec.Check.ROWS || check == QualitySpec.Check.FRESHNESS;
        unused(path, rule, "min", rule.min().isPresent() && !bounded);
        unused(path, rule, "max", rule.max().isPresent() && !bounded);
        unused(path, rule, "values", !rule.values().isEmpty() && check != QualitySpec.Check.SET);
        unused(path, rule, "regex", rule.regex().isPresent() && check != QualitySpec.Check.PATTERN);
        unused(path, rule, "within", rule.within().isPresent() && check != QualitySpec.Check.FRESHNESS);
        unused(path, rule, "as-of", rule.asOf().isPresent() && check != QualitySpec.Check.FRESHNESS);
        unused(path, rule, "sql", rule.sql().isPresent() && check != QualitySpec.Check.CONDITION);
        unused(path, rule, "columns", !rule.columns().isEmpty() && (whole || check == QualitySpec.Check.CONDITION));
        unused(path, rule, "tolerate", rule.tolerate() > 0 && whole);
    }

    private void unused(String path, QualitySpec rule, String key, boolean unused) {
        if (unused) {
            rules.wrong(
                    path,
                    "has '" + key + "', which means nothing to a check of " + Words.word(rule.check()),
                    "Remove it, or make it a rule of its own");
        }
    }
}
