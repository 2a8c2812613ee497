package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;

/** Every way out of the sandbox that is known, against both of its walls. */
class PrepareQueryTest {
    @TempDir
    Path folder;

    private DuckDb database;

    @BeforeEach
    void open() throws SQLException {
        database = DuckDb.open(DuckDb.Settings.reading());
        database.execute("SET errors_as_json = true");
        database.execute("CREATE VIEW rows AS SELECT 1 AS a, 'x' AS b");
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    private PrepareQuery check(String sql) throws SQLException {
        return PrepareQuery.check(database, "prepare.sql", sql, Set.of("rows"));
    }

    private List<Problem> problems(String sql) {
        try {
            check(sql);
        } catch (InvalidInput e) {
            return e.problems();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("allowed: " + sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_csv('/etc/passwd')",
                "SELECT * FROM read_text('/etc/passwd')",
                "SELECT * FROM read_blob('/etc/passwd')",
                "SELECT * FROM read_parquet('/etc/passwd')",
                "SELECT * FROM read_json('/etc/passwd')",
                "SELECT * FROM read_ndjson_objects('/etc/passwd')",
                "SELECT * FROM sniff_csv('/etc/passwd')",
                "SELECT * FROM parquet_metadata('/etc/passwd')",
                "SELECT * FROM read_duckdb('/etc/passwd')",
                "SELECT * FROM glob('/etc/*')",
                "SELECT * FROM '/etc/passwd'",
                "SELECT * FROM 'other.csv'",
                "SELECT * FROM \"https://example.com/x.parquet\"",
                "SELECT * FROM rows JOIN 'other.csv' USING (a)",
                "SELECT (SELECT count(*) FROM 'other.csv') AS n FROM rows",
                "SELECT * FROM rows WHERE a IN (SELECT column0 FROM read_csv('/etc/passwd'))",
                "WITH w AS (SELECT * FROM 'other.csv') SELECT * FROM w",
                "SELECT * FROM rows UNION ALL SELECT * FROM 'other.csv'",
                "SELECT * FROM rows, LATERAL (SELECT * FROM read_text(b))",
                "SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
                "SELECT * FROM query_table('other.csv')",
                "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
                "SELECT * FROM duckdb_settings()",
                "SELECT * FROM duckdb_secrets()",
                "SELECT * FROM pragma_database_size()",
                "SELECT * FROM information_schema.tables",
                "SELECT * FROM main.rows",
                "SELECT * FROM pg_catalog.pg_class",
                "SELECT * FROM enable_logging()",
                "SELECT * FROM (SHOW TABLES)",
                "SELECT * FROM (DESCRIBE rows)",
                "WITH w AS (INSERT INTO rows VALUES (1, 'y') RETURNING *) SELECT * FROM w",
                "WITH w AS (DELETE FROM rows RETURNING *) SELECT * FROM w",
                "SELECT getvariable('x') FROM rows",
                "SELECT current_setting('temp_directory') FROM rows",
                "SELECT random() FROM rows",
                "SELECT uuid() FROM rows",
                "SELECT now() FROM rows",
                "SELECT current_date FROM rows",
                "SELECT CURRENT_TIMESTAMP AS t FROM rows",
                "SELECT ago(INTERVAL 1 DAY) FROM rows",
                "SELECT nextval('s') FROM rows",
                "SELECT write_log('x') FROM rows",
                "SELECT * FROM rows USING SAMPLE 10%",
                "SELECT * FROM rows TABLESAMPLE 10 ROWS",
                "SELECT a, ? FROM rows",
                "SELECT 1; SELECT 2",
                "SELECT 1; COPY rows TO 'x.csv'",
                "COPY (SELECT 1) TO 'x.csv'",
                "ATTACH 'x.db'",
                "INSTALL httpfs",
                "LOAD httpfs",
                "SET threads = 1",
                "RESET ALL",
                "PRAGMA database_list",
                "CALL pragma_version()",
                "CREATE TABLE t AS SELECT 1",
                "CREATE MACRO m() AS 1",
                "CREATE SECRET s (TYPE s3)",
                "DROP VIEW rows",
                "INSERT INTO rows VALUES (1, 'x')",
                "UPDATE rows SET a = 2",
                "DELETE FROM rows",
                "EXPORT DATABASE 'x'",
                "IMPORT DATABASE 'x'",
                "CHECKPOINT",
                "VACUUM",
                "EXPLAIN ANALYZE SELECT 1",
                "PREPARE p AS SELECT 1",
                "EXECUTE p",
                "BEGIN",
                "USE main",
                "DETACH memory",
                "",
                "-- nothing",
            })
    void shouldRefuse(String sql) {
        assertThat(problems(sql))
                .isNotEmpty()
                .allSatisfy(p -> assertThat(p.code()).isEqualTo(Code.DATA_SQL))
                .allSatisfy(p -> assertThat(p.where()).startsWith("prepare.sql"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM rows",
                "SELECT * FROM rows;",
                "SELECT a FROM ROWS r -- comment",
                "WITH w AS (SELECT * FROM rows), v AS (FROM w) SELECT * FROM v JOIN w USING (a)",
                "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT * FROM r, rows",
                "SELECT * FROM rows, range(3), unnest([1, 2]) u",
                "SELECT count(*), min(a), max(b) FROM rows GROUP BY ALL",
                "SELECT CASE WHEN a > 0 THEN error('no') END FROM rows",
                "VALUES (1, 2)",
                "SELECT DISTINCT a FROM rows EXCEPT SELECT 2",
            })
    void shouldAllowAndRunOnAllThreads(String sql) throws Exception {
        assertThat(check(sql).ordered()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT sum(a) FROM rows",
                "SELECT avg(a) OVER () FROM rows",
                "SELECT row_number() OVER (ORDER BY a) FROM rows",
                "SELECT first(b) FROM rows",
                "SELECT list(b) FROM rows",
                "SELECT DISTINCT ON (a) * FROM rows",
                "SELECT * FROM rows LIMIT 1",
                "SELECT * FROM rows r ASOF JOIN rows s ON r.a >= s.a",
                "SELECT * FROM rows POSITIONAL JOIN rows s",
                "SELECT (SELECT sum(a) FROM rows) AS s FROM rows",
                "SELECT * FROM rows TABLESAMPLE reservoir(1 ROWS) REPEATABLE (42)",
            })
    void shouldRunOnOneThreadWhatDependsOnTheOrderOfRows(String sql) throws Exception {
        assertThat(check(sql).ordered()).isTrue();
    }

    @Test
    void shouldSayWhereEverythingIsWrong() {
        String sql = "SELECT 'äöü', now(),\n       random()\nFROM rows\nJOIN 'x.csv' USING (a)";

        assertThat(problems(sql))
                .extracting(p -> p.where() + " " + p.what())
                .containsExactlyInAnyOrder(
                        "prepare.sql:1:15 calls now(), which gives another value every time",
                        "prepare.sql:2:8 calls random(), which gives another value every time",
                        "prepare.sql:4:6 reads 'x.csv', which is not a source");
    }

    @Test
    void shouldGiveThePlaceOfASyntaxError() {
        assertThat(problems("SELECT a,\n  'é' FROM FROM rows").get(0).line())
                .isEqualTo("prepare.sql:2:12: syntax error at or near \"FROM\". Correct the query [DATA_SQL]");
    }

    /** The second wall alone, without the first. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_text('/etc/passwd')",
                "SELECT * FROM read_text('%s/other.csv')",
                "SELECT * FROM '%s/other.csv'",
                "SELECT * FROM read_csv('%s/allowed.csv/../other.csv')",
                "SELECT * FROM glob('%s/*')",
                "SELECT * FROM read_text('/proc/self/environ')",
                "SELECT getenv('HOME')",
                "COPY (SELECT 1) TO '%s/new.csv'",
                "ATTACH '%s/new.db'",
                "INSTALL httpfs",
                "LOAD httpfs",
                "SET enable_external_access = true",
                "SET allowed_paths = ['/etc/passwd']",
                "RESET lock_configuration",
                "SET temp_directory = '/etc'",
                "SELECT * FROM read_csv('https://example.com/x.csv')",
                "CREATE SECRET s (TYPE s3)",
                "EXPORT DATABASE '%s/export'",
            })
    void shouldBeRefusedByTheEngineItself(String sql) throws Exception {
        Files.writeString(folder.resolve("other.csv"), "a\n1\n");
        Path allowed = Files.writeString(folder.resolve("allowed.csv"), "a\n1\n");
        database.confine(List.of(allowed));
        assertThat(database.texts("SELECT * FROM read_csv('" + allowed + "')")).containsExactly("1");

        assertThatThrownBy(() -> database.execute(sql.replace("%s", folder.toString())))
                .isInstanceOf(SQLException.class);

        assertThat(folder.resolve("new.csv")).doesNotExist();
        assertThat(folder.resolve("new.db")).doesNotExist();
    }
}
