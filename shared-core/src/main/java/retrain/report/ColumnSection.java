package retrain.report;

import java.util.ArrayList;
import java.util.List;
import retrain.monitor.ColumnDrift;
import retrain.monitor.Drift;

/** The columns of the newest window against the reference, a picture each: those that drifted, then the others, folded away. */
final class ColumnSection implements Section<MonitorRecord> {
    /** More pictures nobody looks at; the tests have all columns. */
    static final int MOST = 200;

    @Override
    public String id() {
        return "columns";
    }

    @Override
    public String title() {
        return "Columns";
    }

    @Override
    public boolean applies(MonitorRecord record) {
        return !columns(record).isEmpty();
    }

    static List<ColumnDrift> columns(MonitorRecord record) {
        return record.drift().map(Drift::columns).orElse(List.of());
    }

    /** {@return the columns that raise an alarm, or those that do not} */
    static List<ColumnDrift> columns(MonitorRecord record, boolean alarm) {
        List<ColumnDrift> columns = new ArrayList<>();
        for (ColumnDrift column : columns(record)) {
            if (column.alarm() == alarm) {
                columns.add(column);
            }
        }
        return columns;
    }

    @Override
    public void write(Markup html, MonitorRecord record) {
        List<ColumnDrift> drifted = columns(record, true);
        List<ColumnDrift> others = columns(record, false);
        String window = record.newest().orElseThrow().name();
        html.element(
                        "p",
                        Texts.join(
                                "The newest window (filled) and the reference (broken line), over the same bins. ",
                                drifted.isEmpty() ? "No column drifted." : ""))
                .line();
        List<ColumnDrift> first = drifted.subList(0, Math.min(MOST, drifted.size()));
        pictures(html, first, 0, window);
        List<ColumnDrift> rest = others.subList(0, Math.min(MOST - first.size(), others.size()));
        if (!rest.isEmpty()) {
            html.open("details")
                    .element(
                            "summary",
                            Texts.join(
                                    Figures.count(rest.size()),
                                    rest.size() == 1 ? " column that shows" : " columns that show",
                                    " no drift"));
            pictures(html, rest, first.size(), window);
            html.closeLine();
        }
        int left = columns(record).size() - first.size() - rest.size();
        if (left > 0) {
            html.element(
                            "p",
                            Texts.join(Figures.count(left), " more columns have no picture here; the tests have them."))
                    .line();
        }
    }

    private static void pictures(Markup html, List<ColumnDrift> columns, int from, String window) {
        if (columns.isEmpty()) {
            return;
        }
        html.open("div", "class", "charts tall").line();
        for (int i = 0; i < columns.size(); i++) {
            ColumnPicture.write(html, "column-".concat(Integer.toString(from + i)), columns.get(i), window);
        }
        html.closeLine();
    }
}
