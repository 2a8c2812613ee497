package retrain.monitor;

import retrain.data.Column;

/** A column that is compared. */
public record Watched(String column, ColumnDrift.Role role, Column.Kind kind) {}
