package retrain.data;

import java.util.List;
import java.util.Optional;

/** The columns of the prepared rows, in order. */
public record Schema(List<Column> columns) {
    public Schema {
        columns = List.copyOf(columns);
    }

    public Optional<Column> find(String name) {
        for (Column column : columns) {
            if (column.name().equals(name)) {
                return Optional.of(column);
            }
        }
        return Optional.empty();
    }

    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }
}
