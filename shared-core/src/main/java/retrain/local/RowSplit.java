package retrain.local;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import retrain.data.Column;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.Spec;
import retrain.spec.SplitSpec;
import retrain.spec.SqlText;
import retrain.spec.Task;

/**
 * Which rows are held out, which validate, which train: SQL conditions that are true or false, never null, so that each row is on
 * exactly one side.
 *
 * <ul>
 *   <li>latest: those later than the latest row minus the interval. Months and years are of the calendar, in UTC: 1 month before
 *       March 31 is February 28.
 *   <li>from: those at that time or later.
 *   <li>fraction: those whose MD5 of the group (without one, of the key; without a key, of the whole row) is in the lowest part of its range.
 *       Another row coming or going moves no row to another side, and no version of the engine does.
 * </ul>
 */
record RowSplit(String holdout, Optional<String> validation, String text) {
    static RowSplit of(PreparedRows rows, Spec spec) throws SQLException {
        List<Problem> problems = new ArrayList<>();
        Side holdout = side(rows, spec, "data.holdout", spec.data().holdout(), "true", problems);
        Optional<Side> validation = Optional.empty();
        if (spec.data().validation().isPresent() && problems.isEmpty()) {
            String rest = "NOT (" + holdout.condition() + ")";
            Side side =
                    side(rows, spec, "data.validation", spec.data().validation().get(), rest, problems);
            validation = Optional.of(new Side(rest + " AND (" + side.condition() + ")", side.text()));
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        String text = "holdout: " + holdout.text()
                + validation.map(v -> "; validation: " + v.text()).orElse("");
        RowSplit split = new RowSplit(holdout.condition(), validation.map(Side::condition), text);
        split.check(rows, spec);
        return split;
    }

    /** {@return the split of rows that carry their side, checked as any other} */
    static RowSplit given(PreparedRows rows, Spec spec, String text) throws SQLException {
        RowSplit split = new RowSplit(
                is(SparkTask.Prepare.HOLDOUT),
                spec.data().validation().map(v -> is(SparkTask.Prepare.VALIDATION)),
                text);
        split.check(rows, spec);
        return split;
    }

    private static String is(String side) {
        return SparkTask.Prepare.SIDE + " = " + SqlText.literal(side);
    }

    private record Side(String condition, String text) {}

    /** {@return the condition of the rows that train} */
    String train() {
        return "NOT (" + holdout + ")"
                + validation.map(v -> " AND NOT (" + v + ")").orElse("");
    }

    private static Side side(
            PreparedRows rows, Spec spec, String key, SplitSpec split, String among, List<Problem> problems)
            throws SQLException {
        if (split.fraction().isPresent()) {
            return fraction(rows, spec, key, split.fraction().get());
        }
        Optional<String> time = rows.time();
        if (time.isEmpty()) {
            problems.add(new Problem(
                    Code.SPEC_CONTRADICTION,
                    key,
                    "splits by time, but no column is the time",
                    "Name the column under data.time, or write {fraction: 0.2}"));
            return new Side("false", "");
        }
        return split.latest().isPresent()
                ? latest(rows, time.get(), split.latest().get(), among)
                : from(rows, key, time.get(), split.from().orElse(""), problems);
    }

    private static Side latest(PreparedRows rows, String time, String interval, String among) throws SQLException {
        String instant = PreparedRows.instant(time);
        String boundary = rows.texts("SELECT CAST(max(" + instant + ") - INTERVAL " + SqlText.literal(interval)
                        + " AS VARCHAR) FROM " + PreparedRows.TABLE + " WHERE " + among)
                .get(0);
        return new Side(instant + " > " + zoned(boundary), time + " > " + iso(boundary));
    }

    private static Side from(PreparedRows rows, String key, String time, String from, List<Problem> problems)
            throws SQLException {
        String boundary = rows.texts("SELECT CAST(TRY_CAST(" + SqlText.literal(from) + " AS TIMESTAMPTZ) AS VARCHAR)")
                .get(0);
        if (boundary.equals("null")) {
            problems.add(new Problem(
                    Code.SPEC_WRONG_VALUE,
                    key + ".from",
                    "'" + from + "' is not a time",
                    "Write it as 2013-09-01 or 2013-09-01T00:00:00Z"));
            return new Side("false", "");
        }
        return new Side(PreparedRows.instant(time) + " >= " + zoned(boundary), time + " >= " + iso(boundary));
    }

    private static String zoned(String boundary) {
        return "CAST(" + SqlText.literal(boundary) + " AS TIMESTAMPTZ)";
    }

    /** {@code 2013-09-01 03:00:00+00} as {@code 2013-09-01T03:00:00Z}. */
    private static String iso(String boundary) {
        return boundary.replace(' ', 'T').replaceFirst("\\+00$", "Z");
    }

    private static Side fraction(PreparedRows rows, Spec spec, String key, double fraction) {
        List<String> named =
                spec.data().group().map(List::of).orElse(spec.data().key());
        List<String> columns = named.isEmpty() ? rows.schema().names() : named;
        // The lengths keep ('a', 'bc') and ('ab', 'c') apart; the key of the split keeps validation from following the
        // holdout.
        String text = columns.stream()
                .map(c -> "CAST(" + SqlText.name(c) + " AS VARCHAR)")
                .map(c -> "coalesce(length(" + c + ") || ':' || " + c + ", '-')")
                .collect(Collectors.joining(" || ", SqlText.literal(key) + " || ", ""));
        String hash = "CAST('0x' || substr(md5(" + text + "), 1, 8) AS BIGINT)";
        return new Side(
                hash + " < " + (long) (fraction * (1L << 32)),
                fraction + " of the rows by MD5 of " + (named.isEmpty() ? "the row" : String.join(", ", columns)));
    }

    private void check(PreparedRows rows, Spec spec) throws SQLException {
        long all = rows.count("SELECT count(*) FROM " + PreparedRows.TABLE);
        long held = rows(rows, holdout);
        long validating = validation.isPresent() ? rows(rows, validation.get()) : 0;
        if (held == 0 || held == all) {
            throw new InvalidInput(
                    Code.DATA_SPLIT,
                    "data.holdout",
                    "takes " + (held == 0 ? "none" : "all") + " of the " + all + " rows (" + text + ")",
                    held == 0 ? "Make it larger, or add rows" : "Make it smaller, or add older rows");
        }
        if (validation.isPresent() && (validating == 0 || validating + held == all)) {
            throw new InvalidInput(
                    Code.DATA_SPLIT,
                    "data.validation",
                    "takes " + (validating == 0 ? "none" : "all") + " of the " + (all - held)
                            + " rows that are not held out (" + text + ")",
                    validating == 0 ? "Make it larger" : "Make it smaller");
        }
        if (spec.task() != Task.REGRESSION) {
            classes(rows, spec);
        }
    }

    private static long rows(PreparedRows rows, String condition) throws SQLException {
        return rows.count("SELECT count(*) FROM " + PreparedRows.TABLE + " WHERE " + condition);
    }

    private void classes(PreparedRows rows, Spec spec) throws SQLException {
        Column target = rows.schema().find(spec.target()).orElseThrow();
        List<String> trained = values(rows, target, train());
        List<Problem> problems = new ArrayList<>();
        if (trained.size() == 1) {
            problems.add(new Problem(
                    Code.DATA_UNUSABLE,
                    "column '" + target.name() + "'",
                    "is the target, and is " + trained.get(0) + " in all rows that train (" + text + ")",
                    "Choose another holdout or validation, so that every class is trained on"));
        }
        unseen(rows, target, trained, "data.holdout", holdout).ifPresent(problems::add);
        if (validation.isPresent()) {
            unseen(rows, target, trained, "data.validation", validation.get()).ifPresent(problems::add);
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }

    private Optional<Problem> unseen(
            PreparedRows rows, Column target, List<String> trained, String key, String condition) throws SQLException {
        List<String> unseen = new ArrayList<>(values(rows, target, condition));
        unseen.removeAll(trained);
        return unseen.isEmpty() || trained.size() == 1
                ? Optional.empty()
                : Optional.of(new Problem(
                        Code.DATA_UNUSABLE,
                        key,
                        "has the classes " + unseen + " of '" + target.name() + "', which no row that trains has ("
                                + text + ")",
                        "Choose another split, or leave such rows out in the prepare query"));
    }

    private static List<String> values(PreparedRows rows, Column target, String condition) throws SQLException {
        return rows.texts("SELECT DISTINCT CAST(" + SqlText.name(target.name()) + " AS VARCHAR) FROM "
                + PreparedRows.TABLE + " WHERE " + condition + " ORDER BY 1");
    }
}
