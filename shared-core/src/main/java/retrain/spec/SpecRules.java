package retrain.spec;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import retrain.problem.Code;
import retrain.problem.Problem;

/** What must be true of a spec beyond the types of its values. */
final class SpecRules implements Hyperparameters.Wrong {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final int MOST_NAME = 63;

    private final Spec spec;
    private final Binder binder;
    private final List<Problem> problems;

    private SpecRules(Spec spec, Binder binder, List<Problem> problems) {
        this.spec = spec;
        this.binder = binder;
        this.problems = problems;
    }

    /** Adds every contradiction to the problems; those that rest on a value that is wrong by itself are left out. */
    static void check(Spec spec, Binder binder, List<Problem> problems) {
        SpecRules rules = new SpecRules(spec, binder, problems);
        rules.store();
        rules.sources();
        SourceRules.check(spec.data(), rules);
        PrepareRules.check(spec, rules);
        rules.columns();
        rules.split("data.holdout", Optional.of(spec.data().holdout()));
        rules.split("data.validation", spec.data().validation());
        new DataRules(spec, binder, rules).check();
        rules.train();
        rules.metrics();
        new StatisticRules(spec, binder, rules).check();
        HistoryRules.check(spec, rules);
        new TriggerRules(spec, binder, rules).check();
        new MonitorRules(spec, binder, rules).check();
        LiveRules.check(spec, binder, rules);
        StreamRules.check(spec, rules);
        SparkRules.check(spec, rules);
        SageMakerTrainRules.check(spec, binder, rules);
        AbRules.check(spec, binder, rules);
        CostRules.check(spec.cost(), binder, rules);
        EndpointRules.check(spec, binder, rules);
        InfraRules.check(spec, binder, rules);
        for (int i = 0; i < spec.gates().size(); i++) {
            rules.gate("gates[" + i + "]", spec.gates().get(i));
        }
    }

    private void store() {
        if (spec.store().contains("://") && !spec.store().matches("s3://[^/*?\\[{]+(/.*)?")) {
            wrong(
                    "store",
                    "'" + spec.store() + "' is neither a folder of this machine nor a place in S3",
                    "Name a folder, or write s3://bucket/prefix");
        }
    }

    private void sources() {
        if (spec.data().sources().isEmpty()) {
            wrong("data.sources", "names no source", "Name at least one: 'rows: data/*.csv'");
        }
        Set<String> names = new HashSet<>();
        for (Map.Entry<String, List<String>> source : spec.data().sources().entrySet()) {
            String path = "data.sources." + source.getKey();
            if (!NAME.matcher(source.getKey()).matches()) {
                wrong(
                        path,
                        "the source's name '" + source.getKey() + "' cannot be used as the name of a view",
                        "Use letters, digits and underscores only");
            }
            // a view's name and SM_CHANNEL_<NAME> take no notice of case, nor do some file systems
            if (!names.add(source.getKey().toUpperCase(Locale.ROOT))) {
                wrong(
                        path,
                        "the source '" + source.getKey() + "' differs from another one in case only",
                        "Give it another name");
            }
            if (source.getValue().isEmpty()) {
                wrong(path, "names no file", "Name a file, a folder or a glob");
            }
            readable(path, source.getValue());
        }
    }

    /** Where files are read from. */
    void readable(String path, List<String> files) {
        for (String file : files) {
            if (file.startsWith("glue://")) {
                if (!file.matches("glue://[^/?]+/[^/?]+(\\?.+)?")) {
                    wrong(
                            path,
                            "'" + file + "' names no table",
                            "Write glue://database/table, or glue://database/table?year='2013' for some of its partitions");
                }
            } else if (file.contains("://") && !file.matches("s3://[^/*?\\[{]+(/.*)?")) {
                boolean s3 = file.startsWith("s3://");
                wrong(
                        path,
                        "'" + file + "' " + (s3 ? "names no bucket" : "is neither on this machine nor in S3"),
                        s3
                                ? "Write s3://bucket/key, s3://bucket/folder/ or s3://bucket/*.csv.gz"
                                : "Copy the files here, or to S3, and name them by a path, an address or a glob");
            }
        }
    }

    private void columns() {
        DataSpec data = spec.data();
        if (data.time().equals(Optional.of(spec.target()))) {
            wrong("data.time", "the target '" + spec.target() + "' cannot also be the time", "Name another column");
        }
        notTheTarget("data.key", data.key(), "be part of the key");
        notTheTarget("data.features", data.features().orElse(List.of()), "also be a feature");
        notTheTarget("data.ignore", data.ignore(), "be ignored");
        notTheTarget("evaluate.slices", spec.evaluate().slices(), "be sliced by");
        twice("data.key", data.key());
        twice("data.features", data.features().orElse(List.of()));
        twice("evaluate.slices", spec.evaluate().slices());
        if (data.features().equals(Optional.of(List.of()))) {
            wrong("data.features", "names no column", "Name the columns to train on, or remove the key");
        }
        for (String feature : data.features().orElse(List.of())) {
            if (data.ignore().contains(feature)) {
                wrong("data.ignore", "'" + feature + "' is among the features and ignored", "Remove one of both");
            }
        }
    }

    void notTheTarget(String path, List<String> columns, String what) {
        if (binder.sound("target") && columns.contains(spec.target())) {
            wrong(path, "the target '" + spec.target() + "' cannot " + what, "Remove it there");
        }
    }

    void twice(String path, List<String> columns) {
        List<String> seen = new ArrayList<>();
        for (String column : columns) {
            if (seen.contains(column)) {
                wrong(path, "'" + column + "' stands there twice", "Remove one of both");
            }
            seen.add(column);
        }
    }

    /** A name that SageMaker takes only up to a length, which a pattern with hyphens in any number does not hold. */
    void named(String path, String name) {
        if (name.length() > MOST_NAME) {
            wrong(
                    path,
                    "is a name of " + name.length() + " characters, and SageMaker takes " + MOST_NAME,
                    "Shorten it");
        }
    }

    private void split(String path, Optional<SplitSpec> split) {
        if (split.isEmpty()) {
            return;
        }
        SplitSpec by = split.get();
        exactlyOne(
                path,
                List.of("latest", "from", "fraction"),
                by.latest().isPresent(),
                by.from().isPresent(),
                by.fraction().isPresent());
        boolean byTime = by.latest().isPresent() || by.from().isPresent();
        if (byTime && spec.data().time().isEmpty() && binder.sound("data.time")) {
            wrong(
                    path,
                    "splits by time, but no column is named as the time",
                    "Add 'time: <column>' to 'data', or use fraction");
        }
        if (by.from().isPresent() && !isTime(by.from().get())) {
            wrong(
                    path + ".from",
                    "'" + by.from().get() + "' is neither a date nor a time",
                    "Write it like 2013-09-01 or 2013-09-01T00:00:00Z");
        }
    }

    void zone(String path, String zone) {
        if (!zone.equals("UTC") && !ZoneId.getAvailableZoneIds().contains(zone)) {
            wrong(path, "'" + zone + "' is no time zone", "Name a place of the IANA database: Europe/Berlin, or UTC");
        }
    }

    static boolean isTime(String text) {
        try {
            if (text.length() == "2013-09-01".length()) {
                LocalDate.parse(text);
            } else {
                OffsetDateTime.parse(text);
            }
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private void train() {
        TrainSpec train = spec.train();
        exactlyOne(
                "train",
                List.of("xgboost", "script"),
                train.xgboost().isPresent(),
                train.script().isPresent());
        if (train.xgboost().isPresent()) {
            Hyperparameters.check(spec, train.xgboost().get(), this);
        }
        if (train.script().isPresent()) {
            script(train.script().get());
        }
    }

    private void script(ScriptSpec script) {
        String path = "train.script";
        exactlyOne(
                path,
                List.of("serve", "onnx"),
                script.serve().isPresent(),
                script.onnx().isPresent());
        if (script.command().isEmpty()) {
            wrong(path + ".command", "names no program", "Write the program and its arguments: [java, Train.java]");
        }
        if (script.serve().equals(Optional.of(List.of()))) {
            wrong(path + ".serve", "names no program", "Write the program and its arguments: [java, Serve.java]");
        }
        script.metrics().forEach((name, regex) -> {
            String at = path + ".metrics." + name;
            try {
                if (Pattern.compile(regex).matcher("").groupCount() < 1) {
                    wrong(
                            at,
                            "'" + regex + "' has no group for the value",
                            "Put the number into parentheses: auc=([0-9.]+)");
                }
            } catch (IllegalArgumentException e) {
                wrong(at, "'" + regex + "' is no regular expression: " + firstLine(e), "Mend it");
            }
        });
    }

    private static String firstLine(IllegalArgumentException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private void metrics() {
        for (int i = 0; i < spec.evaluate().metrics().size(); i++) {
            suits("evaluate.metrics[" + i + "]", spec.evaluate().metrics().get(i));
        }
    }

    void suits(String path, Metric metric) {
        if (!metric.suits(spec.task()) && binder.sound("task") && binder.sound(path)) {
            List<String> right =
                    Metric.of(spec.task()).stream().map(Metric::word).toList();
            wrong(
                    path,
                    "'" + metric + "' is no metric of a " + spec.task().name().toLowerCase(Locale.ROOT) + " task",
                    "Use one of " + String.join(", ", right));
        }
    }

    private void gate(String path, GateSpec gate) {
        suits(path + ".metric", gate.metric());
        exactlyOne(
                path,
                List.of("at-least", "at-most", "not-worse-than", "better-than"),
                gate.atLeast().isPresent(),
                gate.atMost().isPresent(),
                gate.notWorseThan().isPresent(),
                gate.betterThan().isPresent());
        if (gate.notWorseThan().isPresent() && gate.by().isEmpty() && binder.sound(path + ".by")) {
            wrong(path, "says 'not-worse-than' without a margin", "Add 'by: 0.005', or 'by: 0' for none at all");
        }
        if (gate.by().isPresent()
                && gate.notWorseThan().isEmpty()
                && gate.betterThan().isEmpty()) {
            wrong(path + ".by", "'by' is the margin of a comparison with the champion, and there is none", "Remove it");
        }
        direction(path, gate.metric(), gate.atLeast(), gate.atMost());
    }

    void direction(String path, Metric metric, Optional<Double> atLeast, Optional<Double> atMost) {
        if (!binder.sound(path + ".metric")) {
            return;
        }
        boolean higher = metric.higherIsBetter();
        if (atLeast.isPresent() && !higher) {
            wrong(
                    path + ".at-least",
                    "lower is better for '" + metric + "', so it has no least value",
                    "Use 'at-most'");
        }
        if (atMost.isPresent() && higher) {
            wrong(
                    path + ".at-most",
                    "higher is better for '" + metric + "', so it has no greatest value",
                    "Use 'at-least'");
        }
    }

    @Override
    public void add(String hyperparameter, String what, String cure) {
        wrong("train.xgboost." + hyperparameter, what, cure);
    }

    void exactlyOne(String path, List<String> keys, boolean... given) {
        List<String> there = new ArrayList<>();
        for (int i = 0; i < given.length; i++) {
            if (given[i]) {
                there.add(keys.get(i));
            }
        }
        if (there.size() == 1 || !binder.sound(path)) {
            return;
        }
        String all = String.join(", ", keys);
        if (there.isEmpty()) {
            wrong(path, "has none of the keys " + all, "Add one of them");
        } else {
            wrong(path, "has " + String.join(" and ", there) + ", which exclude each other", "Keep one of " + all);
        }
    }

    void wrong(String path, String what, String cure) {
        if (binder.sound(path)) {
            problems.add(new Problem(
                    Code.SPEC_CONTRADICTION,
                    binder.place(path).toString(),
                    what.startsWith("'")
                                    || what.startsWith("the ")
                                    || what.startsWith("there ")
                                    || what.startsWith("lower ")
                                    || what.startsWith("higher ")
                            ? what
                            : "'" + path + "' " + what,
                    cure));
        }
    }
}
