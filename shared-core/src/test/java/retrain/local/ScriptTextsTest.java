package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts that programs get: JSON of hyperparameters, rows of CSV; and those they give: metrics. */
class ScriptTextsTest {
    @TempDir
    Path folder;

    @Test
    void shouldWriteHyperparametersSortedAndInAscii() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("z", Arrays.asList(1, 2.5, null, true));
        values.put("größe", "“\uD83D\uDE00”\n");
        values.put("big", new BigInteger("123456789012345678901234567890"));
        values.put("exact", new BigDecimal("0.10"));
        values.put("map", Map.of("b", 1L, "a", 2L));

        assertThat(ForeignJson.write(values))
                .isEqualTo("{\"big\":123456789012345678901234567890,\"exact\":0.10,"
                        + "\"gr\\u00F6\\u00DFe\":\"\\u201C\\uD83D\\uDE00\\u201D\\n\","
                        + "\"map\":{\"a\":2,\"b\":1},\"z\":[1,2.5,null,true]}");
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, 1",
        "-0.5, -0.5",
        "NaN, ''",
        "Infinity, Infinity",
        "9007199254740992, 9007199254740992",
        "1e300, 1.0E300",
        "0.1, 0.1"
    })
    void shouldWriteNumbersWithoutALossAndWholeOnesWithoutAPoint(double number, String field) {
        assertThat(CsvRow.number(number)).isEqualTo(field);
    }

    @Test
    void shouldTellAnEmptyTextFromAMissingOneAndQuoteWhatNeedsIt() throws Exception {
        Path table = new Prepared(folder)
                .table("SELECT * FROM (VALUES (1, ''), (NULL, NULL), (2, ' a'), (3, E'b\\nc'), (4, 'd\"e')) t(x, c)");
        StringBuilder csv = new StringBuilder();
        try (DuckDbColumns columns = DuckDbColumns.of(table, List.of("x", "c"))) {
            while (columns.next()) {
                for (int row = 0; row < columns.rows(); row++) {
                    CsvRow.append(csv, columns, row);
                }
            }
        }

        assertThat(csv).hasToString("1,\"\"\n,\n2,\" a\"\n3,\"b\nc\"\n4,\"d\"\"e\"\n");
    }

    @Test
    void shouldFindEveryMetricOfALine() {
        MetricPatterns patterns = new MetricPatterns(Map.of("loss", "(?:train|valid)-loss:\\s*(\\S+)"));

        assertThat(patterns.in("[3] train-loss: 1e-3 valid-loss: inf valid-loss: -Infinity train-loss: ?"))
                .extracting(MetricPatterns.Found::value)
                .containsExactly(1e-3, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    }
}
