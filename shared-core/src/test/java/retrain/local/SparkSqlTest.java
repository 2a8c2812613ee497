package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkSqlTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '^',
            value = {
                "SELECT a // 100 * 60 => SELECT a  div  100 * 60",
                "CAST(a AS VARCHAR) => CAST(a AS STRING)",
                "CAST(a AS varchar ) => CAST(a AS STRING )",
                "TRY_CAST(a AS TIMESTAMPTZ) => TRY_CAST(a AS TIMESTAMP_LTZ)",
                "CAST(a AS DECIMAL(9,3)) => CAST(a AS DECIMAL(9,3))",
                "SELECT a AS text FROM t => SELECT a AS text FROM t",
                "'it''s' => 'it\\'s'",
                "'a\\b // c' => 'a\\\\b // c'",
                "\"a // b\" -- it's // one => `a // b` -- it's // one",
                "/* a // b */ 'x' || \"y\"\"z\" => /* a // b */ 'x' || `y\"z`",
                "'' || '''' => '' || '\\''"
            })
    void shouldExchangeWordsAndLeaveTextsNamesAndCommentsAlone(String duckDb, String spark) {
        assertThat(SparkSql.of(duckDb)).isEqualTo(spark);
    }
}
