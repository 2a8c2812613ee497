package retrain.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class DuckTextTest {
    @Test
    void shouldWriteNumbersAsDuckDbDoes() throws SQLException {
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                PreparedStatement text = database.prepareStatement("SELECT CAST(CAST(? AS DOUBLE) AS VARCHAR)")) {
            for (double number : numbers()) {
                text.setDouble(1, number);
                try (ResultSet result = text.executeQuery()) {
                    result.next();
                    assertThat(DuckText.of(number)).isEqualTo(result.getString(1));
                }
            }
        }
    }

    /** Those where the form changes, and others of every size. */
    private static double[] numbers() {
        Random random = new Random(7);
        DoubleStream some = DoubleStream.generate(() -> Double.longBitsToDouble(random.nextLong()))
                .limit(500);
        DoubleStream usual = DoubleStream.generate(() -> Math.round(random.nextGaussian() * 1e6) / 1e3)
                .limit(200);
        DoubleStream edges = DoubleStream.of(
                0,
                -0.0,
                1,
                -1,
                0.1,
                1e15,
                9999999999999998.0,
                1e16,
                1e17,
                1e-4,
                9.999e-5,
                1e-5,
                1e100,
                2e-300,
                4.9e-324,
                Double.parseDouble("1e23"),
                2.0 / 3);
        DoubleStream odd =
                DoubleStream.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MAX_VALUE);
        return DoubleStream.concat(DoubleStream.concat(edges, odd), DoubleStream.concat(some, usual))
                .toArray();
    }
}
