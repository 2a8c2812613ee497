package retrain.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import retrain.cost.Money;
import retrain.evaluate.Evaluation.Interval;
import retrain.run.Json;

/**
 * The runs of a model: the content of {@code history.json}.
 *
 * @param format the version of this format; later versions may add keys and take none away
 * @param runs newest first
 */
public record RunHistory(int format, String model, List<PastRun> runs) {
    public static final int FORMAT = 1;

    private static final int SENTENCE = 150;
    private static final String RUN = "20131001T040506Z-a1b2c3";

    public RunHistory {
        runs = List.copyOf(runs);
    }

    /**
     * {@return the newest runs as a table of two lines each, fit for a terminal of 120 columns}
     *
     * @param last how many
     * @param champion the number of the version that is champion now
     */
    public List<String> table(int last, Optional<Integer> champion) {
        List<String> lines = new ArrayList<>();
        if (runs.isEmpty()) {
            return lines;
        }
        int shown = Math.min(last, runs.size());
        lines.add("Runs, newest first"
                + (shown < runs.size()
                        ? ": the last " + shown + " of " + runs.size() + " (-Dretrain.last=" + runs.size()
                                + " shows all, history.csv has them)"
                        : ""));
        lines.add("  " + row("run", "outcome", "version", "candidate's metric", "champion", "rows", "data"));
        for (PastRun run : runs.subList(0, shown)) {
            lines.add(Texts.visible("  " + row(run, champion)));
            lines.add(Texts.visible("      " + why(run)));
        }
        return lines;
    }

    private static String row(PastRun run, Optional<Integer> champion) {
        Optional<PastRun.Measured> metric = run.metrics().stream().findFirst();
        return row(
                run.run(),
                run.outcome(),
                run.version()
                        .map(v -> v + (champion.equals(Optional.of(v)) ? " *" : ""))
                        .orElse("–"),
                metric.map(RunHistory::figure).orElse("–"),
                metric.map(m -> Marks.value(m.champion())).orElse("–"),
                run.data().map(d -> Figures.count(d.rows())).orElse("–"),
                run.data().map(d -> d.snapshot().brief()).orElse("–"));
    }

    private static String figure(PastRun.Measured metric) {
        String interval = metric.interval()
                .map(i -> " [" + Figures.value(i.low()) + ", " + Figures.value(i.high()) + "]")
                .orElse("");
        return metric.metric() + " " + metric.value().map(Figures::value).orElse("undefined") + interval;
    }

    private static String why(PastRun run) {
        String who = run.command() + " for " + run.intent() + ", by " + run.by()
                + run.commit().map(c -> ", commit " + Texts.brief(c, 12)).orElse("");
        String due = run.because().stream()
                .filter(b -> b.startsWith(PastRun.DUE))
                .findFirst()
                .map(b -> ", " + Texts.brief(b, 60))
                .orElse("");
        String cost = run.cost().map(c -> ", cost " + Money.text(c)).orElse("");
        return Texts.brief(who + cost + due + ": " + run.reason(), SENTENCE + due.length());
    }

    private static String row(
            String run, String outcome, String version, String metric, String champion, String rows, String data) {
        StringBuilder line = new StringBuilder();
        cell(line, run, RUN.length());
        cell(line, outcome, "INCONCLUSIVE".length());
        cell(line, version, "version".length());
        cell(line, metric, 30);
        cell(line, champion, "champion".length());
        cell(line, rows, "10,000,000".length());
        return line.append(data).toString();
    }

    private static void cell(StringBuilder line, String text, int width) {
        line.append(text).append(" ".repeat(Math.max(0, width - text.length()) + 2));
    }

    /** {@return the runs as a table for spreadsheets (RFC 4180): a row a run, three columns and the champion's a metric} */
    public String csv() {
        Set<String> metrics = new LinkedHashSet<>();
        Set<String> parameters = new TreeSet<>();
        for (PastRun run : runs) {
            run.metrics().forEach(m -> metrics.add(m.metric()));
            parameters.addAll(run.parameters().keySet());
        }
        StringBuilder csv = new StringBuilder();
        header(csv, metrics, parameters);
        for (PastRun run : runs) {
            Row row = new Row(csv);
            facts(row, run);
            for (String metric : metrics) {
                figures(row, run, metric);
            }
            for (String parameter : parameters) {
                row.text(run.parameters().getOrDefault(parameter, ""));
            }
            row.end();
        }
        return csv.toString();
    }

    private static void header(StringBuilder csv, Set<String> metrics, Set<String> parameters) {
        Row row = new Row(csv);
        for (String name : List.of(
                "run",
                "began",
                "ended",
                "command",
                "intent",
                "by",
                "commit",
                "outcome",
                "verdict",
                "version",
                "champion",
                "snapshot",
                "files",
                "train_rows",
                "validation_rows",
                "holdout_rows",
                "holdout_digest",
                "threshold",
                "reason",
                "because",
                "cost_usd")) {
            row.text(name);
        }
        for (String metric : metrics) {
            row.text(metric).text(metric + ".lower").text(metric + ".upper").text(metric + ".champion");
        }
        for (String parameter : parameters) {
            row.text("param." + parameter);
        }
        row.end();
    }

    private static void facts(Row row, PastRun run) {
        Optional<PastRun.Data> data = run.data();
        row.text(run.run())
                .text(run.began().toString())
                .value(run.ended())
                .text(run.command())
                .text(run.intent())
                .text(run.by())
                .text(run.commit().orElse(""))
                .text(run.outcome())
                .text(run.verdict().orElse(""))
                .value(run.version())
                .text(run.champion().orElse(""))
                .value(data.map(PastRun.Data::snapshot))
                .value(data.map(PastRun.Data::files))
                .value(data.map(PastRun.Data::train))
                .value(data.map(PastRun.Data::validation))
                .value(data.map(PastRun.Data::holdout))
                .value(data.map(PastRun.Data::holdoutRows))
                .value(run.threshold())
                .text(run.reason())
                .text(String.join("; ", run.because()))
                .value(run.cost());
    }

    private static void figures(Row row, PastRun run, String metric) {
        Optional<PastRun.Measured> found =
                run.metrics().stream().filter(m -> m.metric().equals(metric)).findFirst();
        Optional<Interval> interval = found.flatMap(PastRun.Measured::interval);
        row.value(found.flatMap(PastRun.Measured::value))
                .value(interval.map(i -> i.low()))
                .value(interval.map(i -> i.high()))
                .value(found.flatMap(PastRun.Measured::champion));
    }

    /** {@return the history as JSON, for programs} */
    public byte[] json() {
        return Json.pretty(this);
    }

    /** A line of a CSV file. */
    private static final class Row {
        private final StringBuilder csv;
        private boolean first = true;

        Row(StringBuilder csv) {
            this.csv = csv;
        }

        /** Texts come from anywhere; one that a spreadsheet would take for a formula is made a text by an apostrophe. */
        Row text(String text) {
            boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 && !isNumber(text);
            return cell(formula ? "'" + text : text);
        }

        private static boolean isNumber(String text) {
            return text.matches("[+-]?[0-9.]+([eE][+-]?[0-9]+)?");
        }

        Row value(Optional<?> value) {
            return cell(value.map(Object::toString).orElse(""));
        }

        private Row cell(String text) {
            csv.append(first ? "" : ",");
            first = false;
            boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
            csv.append(plain ? text : '"' + text.replace("\"", "\"\"") + '"');
            return this;
        }

        void end() {
            csv.append("\r\n");
        }
    }
}
