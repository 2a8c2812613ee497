package retrain.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import retrain.data.Column;
import retrain.data.Rows;
import retrain.data.Snapshot;
import retrain.problem.Problem;
import retrain.spec.FindSlicesSpec;
import retrain.spec.Spec;

/** The columns that the search for slices looks at. */
final class SearchColumns {
    private static final String KEY = "evaluate.find-slices.columns";

    private final Spec spec;
    private final FindSlicesSpec find;
    private final Snapshot snapshot;

    SearchColumns(Spec spec, FindSlicesSpec find, Snapshot snapshot) {
        this.spec = spec;
        this.find = find;
        this.snapshot = snapshot;
    }

    /** {@return why named columns cannot be looked at} */
    static List<Problem> problems(Spec spec, Snapshot snapshot) {
        return spec.evaluate()
                .findSlices()
                .map(find -> new SearchColumns(spec, find, snapshot).problems())
                .orElse(List.of());
    }

    private List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < find.columns().size(); i++) {
            obstacle(KEY + "[" + i + "]", find.columns().get(i)).ifPresent(problems::add);
        }
        return problems;
    }

    /** {@return the search in words, for the stage's inputs} */
    String described() {
        return String.format(
                Locale.ROOT,
                "%s of %s, %d rows, %s false, %d",
                find.depth() == 1 ? "one" : "two",
                String.join(", ", names()),
                find.minRows(),
                Figure.exact(find.falseDiscoveries()),
                find.most());
    }

    private List<String> names() {
        return find.columns().isEmpty() ? snapshot.features() : find.columns();
    }

    /**
     * {@return the columns, cut into values}
     *
     * @param losses in whose order the rows are to be
     * @param notice told of what is left out
     */
    List<SearchColumn> read(RowLosses losses, Rows rows, Path holdout, Consumer<String> notice) {
        List<SearchColumn> columns = new ArrayList<>();
        for (String name : names()) {
            Optional<Problem> obstacle = obstacle(KEY, name);
            if (obstacle.isPresent()) {
                notice.accept("evaluate.find-slices leaves out a feature: "
                        + obstacle.get().what());
            } else {
                columns.add(losses.ordered(read(name, rows, holdout, notice)));
            }
        }
        return columns;
    }

    private SearchColumn read(String name, Rows rows, Path holdout, Consumer<String> notice) {
        boolean number = snapshot.schema().find(name).orElseThrow().kind() == Column.Kind.NUMBER;
        if (number) {
            float[] numbers = rows.numbers(holdout, name);
            if (!SearchColumn.fewNumbers(numbers)) {
                return SearchColumn.ofNumbers(name, numbers);
            }
        }
        SearchColumn column = SearchColumn.ofValues(name, rows.codes(holdout, name), find.minRows());
        if (column.slices().size() == SearchColumn.MOST_VALUES) {
            notice.accept(String.format(
                    Locale.ROOT,
                    "evaluate.find-slices looks at the %d values of '%s' that most rows have",
                    SearchColumn.MOST_VALUES,
                    name));
        }
        return column;
    }

    private Optional<Problem> obstacle(String where, String name) {
        Optional<Column> column = snapshot.schema().find(name);
        if (column.isEmpty()) {
            return Optional.of(SlicePlan.unknown(where, name, snapshot));
        }
        if (spec.data().key().equals(List.of(name))) {
            return Optional.of(SlicePlan.wrong(
                    where,
                    "'" + name + "' is the key, which is another one in every row",
                    "Name columns whose values many rows share"));
        }
        if (spec.data().group().equals(Optional.of(name))) {
            return Optional.of(SlicePlan.wrong(
                    where,
                    "'" + name
                            + "' is the group: its rows depend on one another, so that a single group tells nothing of chance",
                    "Name columns whose values many groups share"));
        }
        if (column.get().kind() == Column.Kind.TIME) {
            return Optional.of(SlicePlan.wrong(
                    where,
                    "'" + name + "' is a time",
                    "Let the prepare query make a column of its hour, weekday or month, and name that"));
        }
        return column.get().kind() == Column.Kind.CATEGORY
                ? SlicePlan.tooMany(where, name, snapshot)
                : Optional.empty();
    }
}
