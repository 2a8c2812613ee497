package retrain.local;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.jspecify.annotations.Nullable;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.spec.SqlText;

/**
 * A DuckDB of one's own: in memory, without extensions from anywhere, in UTC. Closing it frees all native memory. Results are streamed:
 * a large one is never whole in memory.
 *
 * <p>The driver is called by its class, not through {@code DriverManager}, which does not see the class loaders of Maven and Jenkins.
 */
final class DuckDb implements AutoCloseable {
    private static final String READER_MEMORY = "1GB";

    private final DuckDBConnection connection;

    private DuckDb(DuckDBConnection connection) {
        this.connection = connection;
    }

    /**
     * How much a DuckDB may take.
     *
     * @param temporary where it spills to; absent: nowhere
     * @param memory such as {@code 4GB}
     * @param threads at least 1
     */
    record Settings(Optional<Path> temporary, String memory, int threads) {
        /** For reading a table from its begin to its end. */
        static Settings reading() {
            return new Settings(Optional.empty(), READER_MEMORY, cores());
        }

        static int cores() {
            return Runtime.getRuntime().availableProcessors();
        }

        private Properties properties() {
            Properties properties = new Properties();
            properties.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
            properties.setProperty("memory_limit", memory.replace(" ", ""));
            properties.setProperty("threads", Integer.toString(threads));
            properties.setProperty(
                    "temp_directory",
                    temporary.map(t -> t.toAbsolutePath().toString()).orElse(""));
            properties.setProperty("autoinstall_known_extensions", "false");
            properties.setProperty("autoload_known_extensions", "false");
            properties.setProperty("allow_community_extensions", "false");
            properties.setProperty("allow_persistent_secrets", "false");
            properties.setProperty("preserve_insertion_order", "true");
            return properties;
        }
    }

    static DuckDb open(Settings settings) throws SQLException {
        DuckDb database = new DuckDb(connect(settings));
        try {
            database.execute("SET TimeZone = 'UTC'");
            return database;
        } catch (SQLException e) {
            database.close();
            throw e;
        }
    }

    /** Never null: the driver gives null for the addresses of other databases only. */
    private static DuckDBConnection connect(Settings settings) throws SQLException {
        try {
            @Nullable Connection opened = new DuckDBDriver().connect("jdbc:duckdb:", settings.properties());
            if (opened instanceof DuckDBConnection duckDb) {
                UnpackedLibraries.remove("libduckdb_java");
                return duckDb;
            }
            throw new IllegalStateException("not DuckDB: " + opened);
        } catch (LinkageError e) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.DEPENDENCY_MISSING,
                            "DuckDB",
                            "its native library cannot be loaded here (" + e.getMessage() + ")",
                            "Run on Linux with glibc and libstdc++ (package libstdc++6), macOS or Windows"),
                    e);
        }
    }

    /**
     * From now on no other file than the given ones can be opened, no extension loaded, and no setting changed, by whatever statement.
     * DuckDB's own temporary files stay allowed.
     */
    void confine(List<Path> files) throws SQLException {
        String allowed = files.stream()
                .map(f -> SqlText.literal(f.toAbsolutePath().normalize().toString()))
                .collect(Collectors.joining(", ", "[", "]"));
        execute("SET allowed_paths = " + allowed);
        execute("SET enable_external_access = false");
        execute("SET lock_configuration = true");
    }

    DuckDBConnection connection() {
        return connection;
    }

    /** Runs a statement that gives no rows. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** {@return the first column of all rows as texts; for short results} */
    List<@Nullable String> texts(String sql) throws SQLException {
        return rows(sql).stream().map(r -> r[0]).toList();
    }

    /** {@return all rows as texts; for short results} */
    List<@Nullable String[]> rows(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            List<@Nullable String[]> rows = new ArrayList<>();
            while (result.next()) {
                @Nullable String[] row = new @Nullable String[columns];
                for (int i = 0; i < columns; i++) {
                    row[i] = result.getString(i + 1);
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** {@return the table function that reads Parquet files, which may differ in the order of their columns} */
    static String parquet(List<Path> files) {
        return files.stream()
                .map(f -> SqlText.literal(f.toAbsolutePath().normalize().toString()))
                .collect(Collectors.joining(", ", "read_parquet([", "], union_by_name = true)"));
    }

    /** {@return the table function that reads a Parquet file} */
    static String parquet(Path file) {
        return "read_parquet("
                + SqlText.literal(file.toAbsolutePath().normalize().toString()) + ")";
    }

    /** Closes a database, if it could be opened, that a failure leaves without a user. */
    static void closeAfter(Exception failure, @Nullable DuckDb database) {
        if (database == null) {
            return;
        }
        try {
            database.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
