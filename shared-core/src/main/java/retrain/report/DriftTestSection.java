package retrain.report;

import java.util.ArrayList;
import java.util.List;
import retrain.monitor.ColumnDrift;
import retrain.report.Sheet.Kind;

/** The tests of each column of the newest window. */
final class DriftTestSection implements Section<MonitorRecord> {
    @Override
    public String id() {
        return "tests";
    }

    @Override
    public String title() {
        return "Tests";
    }

    @Override
    public boolean applies(MonitorRecord record) {
        return !ColumnSection.columns(record).isEmpty();
    }

    @Override
    public void write(Markup html, MonitorRecord record) {
        html.element("p", rule()).line();
        List<ColumnDrift> drifted = ColumnSection.columns(record, true);
        List<ColumnDrift> others = ColumnSection.columns(record, false);
        if (!drifted.isEmpty()) {
            sheet("Columns that drifted", drifted).write(html);
        }
        if (!others.isEmpty()) {
            html.open("details").element("summary", "Tests of the others");
            sheet("Columns that show no drift", others).write(html);
            html.closeLine();
        }
    }

    /** {@return what an alarm needs} */
    static String rule() {
        return "An alarm needs both: a p-value that is small after adjustment for all tests of the window (Benjamini and Hochberg), and an effect that reaches its bound.";
    }

    /** {@return a row a test} */
    static Sheet sheet(String caption, List<ColumnDrift> columns) {
        Sheet sheet = new Sheet(caption)
                .column("Column", Kind.NAME)
                .column("Verdict", Kind.VERDICT)
                .column("Test", Kind.WORD)
                .column("Statistic", Kind.NUMBER)
                .column("p", Kind.NUMBER)
                .column("Adjusted p", Kind.NUMBER)
                .column("Effect", Kind.VALUE)
                .column("Bound", Kind.NUMBER)
                .column("Why", Kind.PROSE);
        for (ColumnDrift column : columns) {
            rows(sheet, column);
        }
        return sheet;
    }

    private static void rows(Sheet sheet, ColumnDrift column) {
        String name = column.column().concat(ColumnPicture.role(column));
        String verdict = Marks.ofAlarm(column.alarm(), !column.tests().isEmpty());
        if (column.tests().isEmpty()) {
            sheet.row(List.of(name, verdict, "–", "–", "–", "–", "–", "–", why(column)));
        }
        for (int i = 0; i < column.tests().size(); i++) {
            ColumnDrift.Test test = column.tests().get(i);
            sheet.row(List.of(
                    name,
                    i == 0 ? verdict : "",
                    test.name(),
                    figure(test.statistic()),
                    probability(test.pValue()),
                    probability(test.adjusted()),
                    measure(test.effect()),
                    test.effect().bound().map(Figures::plain).orElse("–"),
                    i == 0 ? why(column) : ""));
        }
    }

    private static String figure(double value) {
        return Double.isNaN(value) ? "–" : Figures.value(value);
    }

    private static String probability(double p) {
        return Double.isNaN(p) ? "–" : Figures.probability(p);
    }

    private static String measure(ColumnDrift.Measure measure) {
        return Texts.join(figure(measure.value()), ", ", measure.name());
    }

    private static String why(ColumnDrift column) {
        List<String> parts = new ArrayList<>(List.of(Texts.brief(column.reason(), 600)));
        for (ColumnDrift.Measure measure : column.measures()) {
            String bound = measure.bound().isEmpty()
                    ? ""
                    : Texts.join(" (bound ", Figures.plain(measure.bound().get()), ")");
            parts.add(Texts.join(measure.name(), " ", figure(measure.value()), bound));
        }
        if (!column.newCategories().isEmpty()) {
            parts.add(ColumnPicture.newCategories(column));
        }
        return String.join("; ", parts);
    }
}
