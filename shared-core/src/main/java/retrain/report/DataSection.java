package retrain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.data.Column;
import retrain.data.ColumnProfile;
import retrain.data.Part;
import retrain.data.Snapshot;
import retrain.data.Table;

/** What the model learned from: rows by side, columns with their profile, source files. */
final class DataSection implements Section<RunRecord> {
    private static final int MOST_COLUMNS = 500;
    private static final int MOST_FILES = 200;
    private static final int MOST_VALUES = 4;

    @Override
    public String id() {
        return "data";
    }

    @Override
    public String title() {
        return "Data";
    }

    @Override
    public boolean applies(RunRecord run) {
        return run.snapshot().isPresent();
    }

    @Override
    public void write(Markup html, RunRecord run) {
        Snapshot snapshot = run.snapshot().orElseThrow();
        html.element("p", Figures.count(snapshot.rows()).concat(" rows; ").concat(snapshot.split()))
                .line();
        sides(html, snapshot);
        profile(html, snapshot);
        files(html, snapshot.parts());
    }

    private static void sides(Markup html, Snapshot snapshot) {
        Grid grid = Grid.begin(html, "Rows by side of the split")
                .head("Side")
                .numberHead("Rows")
                .numberHead("Share")
                .numberHead("Size")
                .head("SHA-256");
        side(grid, "train", snapshot.train(), snapshot.rows());
        if (snapshot.validation().isPresent()) {
            side(grid, "validation", snapshot.validation().get(), snapshot.rows());
        }
        side(grid, "holdout", snapshot.holdout(), snapshot.rows());
        grid.end();
    }

    private static void side(Grid grid, String name, Table table, long all) {
        grid.row(name)
                .number(Figures.count(table.rows()))
                .number(Figures.share(table.rows(), all))
                .number(Figures.bytes(table.bytes()))
                .code(table.digest().hex());
    }

    private static void profile(Markup html, Snapshot snapshot) {
        int shown = Math.min(snapshot.profile().size(), MOST_COLUMNS);
        String caption = shown < snapshot.profile().size()
                ? Texts.join(
                        "Training rows, the first ",
                        Figures.count(shown),
                        " of ",
                        Figures.count(snapshot.profile().size()),
                        " columns")
                : "Training rows, column by column";
        Grid grid = Grid.begin(html, caption)
                .head("Column")
                .head("Type")
                .head("Use")
                .numberHead("Missing")
                .numberHead("Distinct")
                .numberHead("Mean")
                .numberHead("Deviation")
                .numberHead("Least")
                .numberHead("Median")
                .numberHead("Greatest")
                .head("Most frequent");
        for (ColumnProfile column : snapshot.profile().subList(0, shown)) {
            String use = snapshot.features().contains(column.column()) ? "feature" : "–";
            grid.row(column.column())
                    .cell(type(snapshot, column))
                    .cell(use)
                    .number(Figures.share(column.missing(), snapshot.train().rows()))
                    .number(Figures.count(column.distinct()))
                    .number(number(column.mean()))
                    .number(number(column.deviation()))
                    .number(quantile(column, 0))
                    .number(quantile(column, 4))
                    .number(quantile(column, 8))
                    .cell(frequent(column, snapshot.train().rows()));
        }
        grid.end();
    }

    private static String type(Snapshot snapshot, ColumnProfile column) {
        return snapshot.schema().find(column.column()).map(Column::sqlType).orElse("–");
    }

    private static String number(Optional<Double> value) {
        return value.isPresent() ? Figures.plain(value.get()) : "–";
    }

    private static String quantile(ColumnProfile column, int index) {
        return column.quantiles().size() > index
                ? Figures.plain(column.quantiles().get(index))
                : "–";
    }

    private static String frequent(ColumnProfile column, long rows) {
        if (column.categories().isEmpty()) {
            return "–";
        }
        StringBuilder text = new StringBuilder();
        List<ColumnProfile.Category> values = new ArrayList<>(column.categories());
        values.sort((a, b) -> Long.compare(b.rows(), a.rows()));
        for (ColumnProfile.Category value : values.subList(0, Math.min(MOST_VALUES, values.size()))) {
            text.append(text.length() == 0 ? "" : ", ")
                    .append(Texts.brief(value.value(), 40))
                    .append(' ')
                    .append(Figures.share(value.rows(), rows));
        }
        return text.append(column.categories().size() > MOST_VALUES ? ", …" : "")
                .toString();
    }

    private static void files(Markup html, List<Part> parts) {
        int shown = Math.min(parts.size(), MOST_FILES);
        String caption = shown < parts.size()
                ? Texts.join("Source files, the first ", Figures.count(shown), " of ", Figures.count(parts.size()))
                : "Source files";
        Grid grid = Grid.begin(html, caption)
                .head("File")
                .head("Source")
                .numberHead("Size")
                .head("SHA-256");
        for (Part part : parts.subList(0, shown)) {
            grid.row(part.name())
                    .cell(Texts.brief(part.source(), 80))
                    .number(Figures.bytes(part.bytes()))
                    .code(part.digest().hex());
        }
        grid.end();
    }
}
