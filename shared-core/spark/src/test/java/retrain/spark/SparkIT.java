package retrain.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.ColumnProfile;
import retrain.data.Snapshot;
import retrain.local.Embedded;
import retrain.problem.InvalidInput;
import retrain.train.TrainedModel;

/** What Spark makes is what is made in this JVM. Each submit costs seconds, so each shows much. */
class SparkIT {
    private static final Path SAMPLE =
            Path.of("../../samples/flight-delay").toAbsolutePath().normalize();

    /** Of the quantiles in a profile. */
    private static final double[] SHARES = {0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1};

    /** What a rank may be off: Spark's accuracy, and a row on both sides of it. */
    private static final double RANK = 2e-4;

    @TempDir
    Path folder;

    @Test
    void shouldPrepareTrainAndScoreTheFlightsAsEmbedded() throws IOException {
        Workplace flights = flights();

        Snapshot embedded = flights.prepare(false);
        Snapshot spark = flights.prepare(true);

        assertThat(spark.train()).as("the same bytes").isEqualTo(embedded.train());
        assertThat(spark.validation()).isEqualTo(embedded.validation());
        assertThat(spark.holdout()).isEqualTo(embedded.holdout());
        assertThat(spark.schema()).isEqualTo(embedded.schema());
        assertThat(spark.split()).isEqualTo(embedded.split());
        assertSameProfile(
                spark.profile(),
                embedded.profile(),
                flights.store().fetch(embedded.train().digest()));

        TrainedModel here = flights.train(embedded, false);
        TrainedModel there = flights.train(spark, true);
        float[] labels =
                Embedded.rows().numbers(flights.store().fetch(spark.holdout().digest()), "late");
        float[] scores = flights.score(spark, there, false);

        assertThat(there.artifact().features()).isEqualTo(here.artifact().features());
        assertThat(there.provenance().trainer()).endsWith(" with 2 workers");
        assertThat(there.curve()).isNotEmpty();
        assertThat(auc(scores, labels)).isCloseTo(auc(flights.score(spark, here, false), labels), within(0.005));
        assertThat(flights.score(spark, there, true)).containsExactly(scores, within(1e-6f));
    }

    /** One of the months and a few rounds: a submit is what costs. */
    private Workplace flights() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        for (String file : List.of("flights-2013-01.csv.gz", "weather.csv.gz")) {
            Files.copy(
                    SAMPLE.resolve("data").resolve(file), folder.resolve("data").resolve(file));
        }
        Files.copy(SAMPLE.resolve("prepare.sql"), folder.resolve("prepare.sql"));
        String spec = Files.readString(SAMPLE.resolve("retrain.yaml"));
        return new Workplace(folder)
                .file(
                        "retrain.yaml",
                        spec.replace(
                                        "holdout: {latest: 1 month}",
                                        "holdout: {latest: 1 week}\n  validation: {fraction: 0.1}")
                                .replace("rounds: 200,", "rounds: 20, early_stopping_rounds: 10, eval_metric: auc,"));
    }

    private static void assertSameProfile(List<ColumnProfile> spark, List<ColumnProfile> embedded, Path train) {
        assertThat(spark).hasSameSizeAs(embedded);
        for (int i = 0; i < spark.size(); i++) {
            ColumnProfile there = spark.get(i);
            ColumnProfile here = embedded.get(i);
            assertThat(there.column()).isEqualTo(here.column());
            assertThat(there.missing()).isEqualTo(here.missing());
            assertThat(there.distinct()).as(here.column()).isEqualTo(here.distinct());
            assertThat(there.categories()).isEqualTo(here.categories());
            assertThat(there.quantiles()).hasSameSizeAs(here.quantiles());
            here.mean().ifPresent(m -> assertThat(there.mean().orElseThrow()).isCloseTo(m, within(1e-9 * Math.abs(m))));
            here.deviation()
                    .ifPresent(d -> assertThat(there.deviation().orElseThrow()).isCloseTo(d, within(1e-9 * d)));
            if (!there.quantiles().isEmpty()) {
                assertRanks(there, Embedded.rows().numbers(train, here.column()));
            }
        }
    }

    /** A quantile is right if its rank is: of the rows below it there are no more than it says, and of those up to it no fewer. */
    private static void assertRanks(ColumnProfile column, float[] values) {
        double[] sorted = IntStream.range(0, values.length)
                .mapToDouble(i -> values[i])
                .filter(v -> !Double.isNaN(v))
                .sorted()
                .toArray();
        for (int i = 0; i < column.quantiles().size(); i++) {
            float given = column.quantiles().get(i).floatValue();
            double below = Arrays.stream(sorted).filter(v -> v < given).count() / (double) sorted.length;
            double upTo = Arrays.stream(sorted).filter(v -> v <= given).count() / (double) sorted.length;
            assertThat(SHARES[i]).as(column.column()).isBetween(below - RANK, upTo + RANK);
        }
    }

    /** {@return the share of pairs in the right order} */
    static double auc(float[] scores, float[] labels) {
        Integer[] order = IntStream.range(0, scores.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, (a, b) -> Float.compare(scores[a], scores[b]));
        double ranks = 0;
        double positives = 0;
        for (int i = 0; i < order.length; ) {
            int end = i;
            while (end < order.length && scores[order[end]] == scores[order[i]]) {
                end++;
            }
            for (int k = i; k < end; k++) {
                ranks += labels[order[k]] * (i + 1 + end) / 2.0;
                positives += labels[order[k]];
            }
            i = end;
        }
        return (ranks - positives * (positives + 1) / 2) / (positives * (labels.length - positives));
    }

    @Test
    void shouldSplitByTheSameTextsOfEveryType() throws IOException {
        Workplace types = new Workplace(folder)
                .file("retrain.yaml", """
                        model: types
                        task: regression
                        target: y
                        data:
                          sources: {a: 'a*.csv', b: b.json}
                          prepare: prepare.sql
                          time: happened
                          ignore: [stamp, day]
                          holdout: {fraction: 0.3}
                          validation: {fraction: 0.3}
                        train: {xgboost: {}}
                        profiles: {spark: {spark: {master: 'local[2]'}}}
                        """)
                .file("prepare.sql", """
                        SELECT x, x * x / 7 AS "a ""y"" z", x // 3 AS thirds, flag, name || 'it''s \\n' AS name, CAST(x AS VARCHAR) AS text,
                          happened, CAST(happened AS TIMESTAMP) AS stamp, day, CAST(x AS DECIMAL(9,3)) AS d, z AS y -- '
                        FROM a JOIN b USING (x)
                        """)
                .file("a1.csv", "x,flag,name,happened,day\n" + lines(0))
                .file("a2.csv", "flag;x;name;day;happened\n" + turned(200))
                .file(
                        "b.json",
                        IntStream.range(0, 400)
                                .mapToObj(i -> "{\"x\": " + i + ", \"z\": " + Math.sqrt(i) + "}\n")
                                .reduce("", String::concat));

        Snapshot embedded = types.prepare(false);
        Snapshot spark = types.prepare(true);

        assertThat(spark.schema()).isEqualTo(embedded.schema());
        assertThat(List.of(spark.train().rows(), spark.holdout().rows()))
                .isEqualTo(List.of(embedded.train().rows(), embedded.holdout().rows()));
        assertThat(spark.train()).isEqualTo(embedded.train());
        assertThat(spark.validation()).isEqualTo(embedded.validation());
        assertThat(spark.holdout()).isEqualTo(embedded.holdout());
    }

    private static String lines(int from) {
        return IntStream.range(from, from + 200)
                .mapToObj(i -> i + "," + (i % 3 == 0 ? "true" : i % 3 == 1 ? "false" : "") + ",\"a, \"\"" + i % 7
                        + "\"\"\nb\"," + String.format("2020-01-01T00:%02d:%02d.5Z", i / 60 % 60, i % 60) + ",2020-02-"
                        + (10 + i % 10) + "\n")
                .reduce("", String::concat);
    }

    /** The same columns in another order. */
    private static String turned(int from) {
        return IntStream.range(from, from + 200)
                .mapToObj(i -> (i % 2 == 0) + ";" + i + ";" + (i % 5 == 0 ? "\"\"" : "é" + i % 5) + ";2020-03-"
                        + (10 + i % 10) + ";" + String.format("2020-01-02T00:%02d:%02dZ\n", i / 60 % 60, i % 60))
                .reduce("", String::concat);
    }

    @Test
    void shouldSayWhereSparkKnowsAFunctionNot() throws IOException {
        Workplace small = new Workplace(folder)
                .file("retrain.yaml", """
                        model: small
                        task: regression
                        target: y
                        data: {sources: {a: a.csv}, prepare: prepare.sql}
                        train: {xgboost: {}}
                        profiles: {spark: {spark: {master: 'local[2]'}}}
                        """)
                .file("a.csv", "x,y\n1,2\n2,3\n3,5\n")
                .file("prepare.sql", "SELECT x,\n  list_sum([x, 1]) AS s, y FROM a");

        assertThatThrownBy(() -> small.prepare(true))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("prepare.sql:2:")
                .hasMessageContaining("Correct the query");
    }
}
