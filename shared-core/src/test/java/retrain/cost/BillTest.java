package retrain.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.local.Embedded;
import retrain.run.RunId;
import retrain.run.Store;
import retrain.run.Usage;

class BillTest {
    private static final Instant END = Instant.parse("2026-02-01T00:30:00Z");
    private static final RunId RUN = new RunId("20260131T233000Z-00000a");

    @TempDir
    Path base;

    private static Usage usage(String job, String unit, int count, double seconds, double billed, boolean spot) {
        return new Usage(job, "sagemaker-training", unit, count, seconds, billed, spot, END);
    }

    @Test
    void shouldPriceBilledSecondsAndTellWhatSpotSaved() throws IOException {
        Bill bill = Bill.of(
                List.of(
                        usage("b", "ml.m5.xlarge", 2, 3600, 3600, false),
                        usage("a", "ml.m5.xlarge", 1, 3600, 900, true)),
                Prices.of(Priced.spec(base), base));

        assertThat(bill.lines()).extracting(l -> l.usage().job()).containsExactly("a", "b");
        assertThat(bill.dollars().orElseThrow()).isCloseTo(0.46 + 0.0575, within(1e-12));
        assertThat(bill.saved()).isCloseTo(0.1725, within(1e-12));
    }

    @Test
    void shouldKnowNoSumWithoutEachPrice() throws IOException {
        Bill bill = Bill.of(
                List.of(usage("a", "ml.m5.xlarge", 1, 60, 60, false), usage("b", "ml.p9.large", 1, 60, 60, false)),
                Prices.of(Priced.spec(base), base));

        assertThat(bill.dollars()).isEmpty();
        assertThat(bill.lines().get(0).dollars()).isPresent();
    }

    @Test
    void shouldFindTheJobsOfARunInEachOfItsMonths() {
        Store store = Embedded.store(base.resolve("store"));
        usage("train-20260131-233000-00000a-0123", "ml.m5.xlarge", 1, 1, 1, false)
                .enter(store);
        usage("train-20260131-233000-00000b-0123", "ml.m5.xlarge", 1, 1, 1, false)
                .enter(store);

        assertThat(Usage.of(store, RUN, Instant.parse("2026-01-31T23:30:00Z"), END))
                .extracting(Usage::job)
                .containsExactly("train-20260131-233000-00000a-0123");
    }
}
