package retrain.local;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.SqlText;

/**
 * A prepare query that was looked through: one SELECT that reads the sources and nothing else, and gives the same rows every time.
 * DuckDB parses it, and the tree it gives back is walked. What is not known to be harmless is refused. That DuckDB itself may open no
 * other file ({@link DuckDb#confine}) is a second wall behind this one.
 *
 * @param file what the query is called in messages
 * @param ordered whether its result may depend on the order in which rows are met, so that it has to run on one thread
 */
record PrepareQuery(String file, String sql, boolean ordered) {
    private static final Set<String> QUERIES =
            Set.of("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE");
    private static final Set<String> TABLES =
            Set.of("BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST", "EMPTY", "PIVOT");
    private static final Set<String> TABLE_FUNCTIONS =
            Set.of("range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree");
    private static final Set<String> CLOCKS =
            Set.of("current_date", "current_time", "current_timestamp", "localtime", "localtimestamp");
    private static final Set<String> CLOCK_MACROS =
            Set.of("ago", "pg_conf_load_time", "pg_postmaster_start_time", "pg_sleep");

    /** Aggregates whose result is the same in whatever order they meet the rows. Sums are not: floating point rounds. */
    private static final Set<String> ORDERLESS = Set.of(
            "count",
            "count_star",
            "count_if",
            "countif",
            "min",
            "max",
            "bool_and",
            "bool_or",
            "bit_and",
            "bit_or",
            "bit_xor",
            "median",
            "quantile",
            "quantile_cont",
            "quantile_disc",
            "approx_count_distinct");

    private static final Set<String> ORDERED_MACROS = Set.of(
            "geomean",
            "geometric_mean",
            "wavg",
            "weighted_avg",
            "json_group_array",
            "json_group_object",
            "json_group_structure");

    /**
     * Reads a query from its file and looks it through.
     *
     * @param base what the file's name is relative to
     * @throws InvalidInput as {@link #check}, and if the file is not UTF-8
     */
    static PrepareQuery read(DuckDb database, Path base, String file, Set<String> sources)
            throws SQLException, IOException {
        try {
            String sql = Files.readString(base.resolve(file), StandardCharsets.UTF_8);
            String unmarked = sql.startsWith("\uFEFF") ? sql.substring(1) : sql;
            return check(database, file, unmarked, sources);
        } catch (CharacterCodingException e) {
            throw new InvalidInput(Code.DATA_SQL, file, "is not UTF-8", "Save it as UTF-8");
        }
    }

    /**
     * Looks a query through.
     *
     * @param sources the names it may read
     * @throws InvalidInput with everything it must not do
     */
    static PrepareQuery check(DuckDb database, String file, String sql, Set<String> sources) throws SQLException {
        Map<String, @Nullable Object> parsed = parse(database, sql);
        if (ForeignJson.text(parsed, "error").equals("true")) {
            throw new InvalidInput(List.of(unparsed(parsed, file, sql)));
        }
        if (!(parsed.get("statements") instanceof List<?> statements) || statements.size() != 1) {
            int count = parsed.get("statements") instanceof List<?> some ? some.size() : 0;
            throw new InvalidInput(
                    Code.DATA_SQL,
                    file,
                    count == 0 ? "has no statement" : "has " + count + " statements",
                    "Write exactly one SELECT; its parts can be named in a WITH clause");
        }
        Walk walk = new Walk(file, sql, sources, unstable(database), ordering(database));
        walk.names(statements);
        walk.look(statements);
        if (!walk.problems.isEmpty()) {
            throw new InvalidInput(walk.problems);
        }
        return new PrepareQuery(file, sql, walk.ordered);
    }

    /**
     * Looks a condition on a row through, by the rules of a query.
     *
     * @param tables the names that a query within it may read
     * @throws InvalidInput with everything it must not do
     */
    static void condition(DuckDb database, String where, String condition, Set<String> tables) throws SQLException {
        String sql = "SELECT (" + condition + "\n)";
        check(database, where, sql, tables);
        if (!isOneExpression(parse(database, sql))) {
            throw new InvalidInput(
                    Code.DATA_SQL, where, "is more than one condition", "Write one expression, such as a < b");
        }
    }

    /** Parentheses in the text must not have closed the one around it. */
    private static boolean isOneExpression(Map<String, @Nullable Object> parsed) {
        return parsed.get("statements") instanceof List<?> statements
                && statements.get(0) instanceof Map<?, ?> statement
                && statement.get("node") instanceof Map<?, ?> node
                && node.get("select_list") instanceof List<?> list
                && list.size() == 1
                && node.get("where_clause") == null
                && node.get("from_table") instanceof Map<?, ?> from
                && ForeignJson.text(from, "type").equals("EMPTY");
    }

    private static Map<String, @Nullable Object> parse(DuckDb database, String sql) throws SQLException {
        String json = String.valueOf(database.texts("SELECT json_serialize_sql(" + SqlText.literal(sql) + ")")
                .get(0));
        try {
            return ForeignJson.object(json);
        } catch (IOException e) {
            throw new SQLException("DuckDB's parse tree cannot be read", e);
        }
    }

    private static Problem unparsed(Map<String, @Nullable Object> parsed, String file, String sql) {
        String message = ForeignJson.text(parsed, "error_message");
        if (message.contains("Only SELECT")) {
            return new Problem(
                    Code.DATA_SQL,
                    file,
                    "holds something else than a SELECT",
                    "Write exactly one SELECT over the sources");
        }
        String position = ForeignJson.text(parsed, "position");
        int offset = position.matches("[0-9]{1,9}") ? Integer.parseInt(position) : -1;
        return new Problem(
                Code.DATA_SQL, SqlFault.place(file, sql, offset), SqlFault.oneLine(message), "Correct the query");
    }

    /** Functions whose result does not depend on their arguments alone: clocks, random numbers, settings. */
    private static Set<String> unstable(DuckDb database) throws SQLException {
        Set<String> names = names(
                database,
                "SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability IN ('VOLATILE', 'CONSISTENT_WITHIN_QUERY')");
        names.remove("error");
        names.addAll(CLOCK_MACROS);
        return names;
    }

    private static Set<String> ordering(DuckDb database) throws SQLException {
        Set<String> names = names(
                database, "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'aggregate'");
        names.removeAll(ORDERLESS);
        names.addAll(ORDERED_MACROS);
        return names;
    }

    private static Set<String> names(DuckDb database, String sql) throws SQLException {
        Set<String> names = new HashSet<>();
        database.texts(sql).forEach(n -> names.add(lower(String.valueOf(n))));
        return names;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Goes through the tree. */
    private static final class Walk {
        private final String file;
        private final String sql;
        private final Set<String> sources;
        private final Set<String> unstable;
        private final Set<String> ordering;
        private final Set<String> tables = new HashSet<>();
        private final List<Problem> problems = new ArrayList<>();
        private boolean ordered;

        Walk(String file, String sql, Set<String> sources, Set<String> unstable, Set<String> ordering) {
            this.file = file;
            this.sql = sql;
            this.sources = sources;
            this.unstable = unstable;
            this.ordering = ordering;
            sources.forEach(s -> tables.add(lower(s)));
        }

        /** Collects the names of WITH clauses. One used out of its scope is none to DuckDB, which finds no such table. */
        void names(Object node) {
            if (node instanceof List<?> list) {
                list.stream().filter(i -> i != null).forEach(this::names);
            } else if (node instanceof Map<?, ?> fields) {
                if (fields.get("cte_map") instanceof Map<?, ?> map && map.get("map") instanceof List<?> entries) {
                    entries.forEach(e -> {
                        if (e instanceof Map<?, ?> entry) {
                            tables.add(lower(ForeignJson.text(entry, "key")));
                        }
                    });
                }
                fields.values().stream().filter(v -> v != null).forEach(this::names);
            }
        }

        void look(@Nullable Object node) {
            if (node instanceof List<?> list) {
                list.forEach(this::look);
            } else if (node instanceof Map<?, ?> fields) {
                judge(fields);
                fields.values().forEach(this::look);
            }
        }

        private void judge(Map<?, ?> node) {
            String type = ForeignJson.text(node, "type");
            if ((node.containsKey("modifiers") || type.endsWith("_NODE")) && !QUERIES.contains(type)) {
                refuse(node, "changes something (" + type + ")", "Write exactly one SELECT over the sources");
            } else if (node.containsKey("class")) {
                expression(node, ForeignJson.text(node, "class"));
            } else if (node.containsKey("alias") && node.containsKey("sample")) {
                table(node, type);
            }
            ordered |= type.startsWith("LIMIT") || isDistinctOn(node, type);
            sample(node);
        }

        private static boolean isDistinctOn(Map<?, ?> node, String type) {
            return type.equals("DISTINCT_MODIFIER")
                    && node.get("distinct_on_targets") instanceof List<?> targets
                    && !targets.isEmpty();
        }

        private void sample(Map<?, ?> node) {
            if (node.get("sample") instanceof Map<?, ?> sample) {
                ordered = true;
                if (!ForeignJson.text(sample, "repeatable").equals("true")) {
                    refuse(
                            node,
                            "takes a random sample",
                            "Choose rows by a hash instead, such as WHERE hash(id) % 10 = 0, or add REPEATABLE (42)");
                }
            }
        }

        private void table(Map<?, ?> node, String type) {
            if (!TABLES.contains(type)) {
                refuse(node, "reads something else than the sources (" + type + ")", readOnly());
            }
            String name = ForeignJson.text(node, "table_name");
            String schema = ForeignJson.text(node, "schema_name");
            boolean own =
                    schema.isEmpty() && ForeignJson.text(node, "catalog_name").isEmpty();
            if (type.equals("BASE_TABLE") && !(own && tables.contains(lower(name)))) {
                refuse(node, "reads '" + (own ? name : schema + "." + name) + "', which is not a source", readOnly());
            }
            if (type.equals("TABLE_FUNCTION") && node.get("function") instanceof Map<?, ?> function) {
                String called = lower(ForeignJson.text(function, "function_name"));
                if (!TABLE_FUNCTIONS.contains(called)) {
                    refuse(node, "calls " + called + "(), which does not read the sources", readOnly());
                }
            }
            String join = ForeignJson.text(node, "ref_type");
            ordered |= join.equals("ASOF") || join.equals("POSITIONAL");
        }

        private String readOnly() {
            return "Read only the sources (" + String.join(", ", sources) + "), or add one under data.sources";
        }

        private void expression(Map<?, ?> node, String kind) {
            String called = lower(ForeignJson.text(node, "function_name"));
            if (!called.isEmpty() && unstable.contains(called)) {
                refuse(node, "calls " + called + "(), which gives another value every time", steady());
            }
            ordered |= kind.equals("WINDOW") || ordering.contains(called);
            if (kind.equals("COLUMN_REF")
                    && node.get("column_names") instanceof List<?> names
                    && names.size() == 1
                    && CLOCKS.contains(lower(String.valueOf(names.get(0))))) {
                refuse(node, "uses " + names.get(0) + ", which is another every time", steady());
            }
            if (kind.equals("PARAMETER")) {
                refuse(node, "has a parameter", "Write the value itself");
            }
        }

        private static String steady() {
            return "Use values of the sources only, so that the same sources give the same rows";
        }

        private void refuse(Map<?, ?> node, String what, String cure) {
            String location = ForeignJson.text(node, "query_location");
            int offset = location.matches("[0-9]{1,9}") ? Integer.parseInt(location) : -1;
            problems.add(new Problem(Code.DATA_SQL, SqlFault.place(file, sql, offset), what, cure));
        }
    }
}
