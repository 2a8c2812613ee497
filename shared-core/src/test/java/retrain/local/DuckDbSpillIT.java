package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.Snapshot;
import retrain.spec.Task;

/** Rows that need several times the memory that is allowed. */
class DuckDbSpillIT {
    @TempDir
    Path base;

    @Test
    void shouldSortMoreRowsThanTheMemoryHoldsByWayOfTheDiskWithinTheSandbox() throws Exception {
        PrepareFixture data = new PrepareFixture(base)
                .parquet(
                        "rows.parquet",
                        "SELECT range AS id, hash(range) % 1000003 AS h, hash(range + 1) / 1e19 AS a, hash(range + 2) / 1e19 AS b,"
                                + " hash(range + 3) / 1e19 AS c, hash(range + 4) / 1e19 AS d, hash(range + 5) / 1e19 AS e,"
                                + " TIMESTAMP '2020-01-01' + INTERVAL (hash(range) % 1000000) SECOND AS t FROM range(2500000)")
                .source("rows", "rows.parquet")
                .task(Task.REGRESSION, "a")
                .time("t")
                .key("id")
                .holdout(PrepareFixture.latest("1 day"));

        Snapshot small = data.memory("150MB").prepare();
        Snapshot large = data.memory("3GB").threads(1).prepare();

        assertThat(small.rows()).isEqualTo(2_500_000);
        assertThat(small).isEqualTo(large);
    }
}
