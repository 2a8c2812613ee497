package retrain.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.local.Embedded;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.run.RunId;
import retrain.run.Store;
import retrain.run.Usage;
import retrain.spec.Spec;

class BudgetTest {
    private static final Instant NOW = Instant.parse("2026-01-10T12:00:00Z");

    @TempDir
    Path base;

    private Store store;

    @BeforeEach
    void store() {
        store = Embedded.store(base.resolve("store"));
    }

    private static RunId run(int number) {
        return new RunId("20260110T120000Z-00000" + Integer.toHexString(number));
    }

    private Budget budget(String cost) throws IOException {
        return budget(cost, Duration.ZERO);
    }

    private Budget budget(String cost, Duration later) throws IOException {
        Spec spec = Priced.spec(base, "cost: {" + cost + "}");
        Clock clock = Clock.fixed(NOW.plus(later), ZoneOffset.UTC);
        return new Budget(store, spec.cost(), Prices.of(spec, base), clock);
    }

    private Estimate worst(Demand demand) throws IOException {
        return Estimate.of(demand, Prices.of(Priced.spec(base), base));
    }

    private void uses(RunId run, double dollars, Instant at) {
        String job = "train-" + run.text().replace("T", "-").replace("Z", "") + "-0123456789ab";
        double seconds = dollars / 0.23 * 3600;
        new Usage(job, "sagemaker-training", "ml.m5.xlarge", 1, seconds, seconds, false, at).enter(store);
    }

    private void refused(Budget budget, int run, double dollars, String message) {
        assertThatThrownBy(() -> budget.reserve(run(run), worst(Priced.dollars(dollars))))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.BUDGET_EXCEEDED))
                .hasMessageContaining(message);
    }

    @Test
    void shouldRefuseARunThatMayCostMoreThanOneMay() throws IOException {
        Budget budget = budget("per-run: 5");

        budget.reserve(run(1), worst(Priced.dollars(4.99)));
        refused(budget, 2, 5.01, "allows $5.00, and at worst the run costs $5.01 in AWS (training: 1 x ml.m5.xlarge");
        assertThat(store.list("cost/")).isEmpty();
    }

    @Test
    void shouldCountWhatWasUsedAndWhatIsReserved() throws IOException {
        Budget budget = budget("per-month: 10");
        uses(run(9), 4, NOW.minus(Duration.ofDays(3)));
        uses(run(8), 100, NOW.minus(Duration.ofDays(30)));

        budget.reserve(run(1), worst(Priced.dollars(3)));
        refused(budget, 2, 4, "allows $10.00; 2026-01 has cost $4.00, runs that go on may cost $3.00, and at worst");

        budget.reserve(run(3), worst(Priced.dollars(2.9)));
        budget.release(run(1));
        budget.reserve(run(2), worst(Priced.dollars(3)));
    }

    @Test
    void shouldTakeWhatARunUsedForWhatItHadReserved() throws IOException {
        Budget budget = budget("per-month: 10");
        budget.reserve(run(1), worst(Priced.dollars(8)));
        uses(run(1), 1, NOW);

        // While it goes on, it may still use the rest: once, not twice.
        refused(budget, 2, 3, "has cost $1.00, runs that go on may cost $7.00");
        budget.reserve(run(2), worst(Priced.dollars(1.9)));
        budget.release(run(2));
        budget.release(run(1));

        budget.reserve(run(2), worst(Priced.dollars(8.9)));
    }

    @Test
    void shouldLetARunGoOnWithItsOwnReservation() throws IOException {
        Budget budget = budget("per-month: 10");
        budget.reserve(run(1), worst(Priced.dollars(8)));
        uses(run(1), 5, NOW);

        budget.reserve(run(1), worst(Priced.dollars(8)));
        refused(budget, 2, 2.1, "runs that go on may cost $3.00");
    }

    @Test
    void shouldForgetTheReservationOfALostRun() throws IOException {
        budget("per-month: 10").reserve(run(1), worst(Priced.hours(10)));

        refused(budget("per-month: 10", Duration.ofHours(33)), 2, 8, "runs that go on may cost $2.30");
        budget("per-month: 10", Duration.ofHours(35)).reserve(run(2), worst(Priced.dollars(8)));
    }

    @Test
    void shouldBeginEachMonthAnewButForTheRunsThatGoOn() throws IOException {
        uses(run(9), 9, NOW);
        Duration month = Duration.ofDays(21).plusHours(6);
        budget("per-month: 10", month).reserve(run(1), worst(Priced.dollars(0.9)));

        Budget february = budget("per-month: 10", month.plusHours(7));

        refused(february, 2, 9.2, "2026-02 has cost $0.00, runs that go on may cost $0.90");
        february.reserve(run(2), worst(Priced.dollars(9)));
    }

    @Test
    void shouldLetNoTwoPassThatFitInOnlyAlone() throws Exception {
        int builds = 16;
        Budget budget = budget("per-month: 10");
        ExecutorService threads = Executors.newFixedThreadPool(builds);
        List<Future<Boolean>> passed = new ArrayList<>();
        try {
            for (int i = 0; i < builds; i++) {
                RunId run = run(i % 16);
                Estimate worst = worst(Priced.dollars(2));
                passed.add(threads.submit(() -> passes(budget, run, worst)));
            }
            int all = 0;
            for (Future<Boolean> one : passed) {
                all += one.get() ? 1 : 0;
            }
            assertThat(all).isEqualTo(5);
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean passes(Budget budget, RunId run, Estimate worst) {
        try {
            budget.reserve(run, worst);
            return true;
        } catch (InvalidInput e) {
            return false;
        }
    }

    @Test
    void shouldRefuseWhatHasNoPriceOnlyIfThereIsABudget() throws IOException {
        Demand demand = new Demand(List.of(
                new Demand.Item("training", "sagemaker-training", "ml.p9.large", 1, 60, false),
                new Demand.Item("endpoint", "sagemaker-endpoint", "ml.p8.large", 1, 0, true)));
        Estimate worst = worst(demand);

        budget("idle-days: 3").reserve(run(1), worst);
        assertThat(worst.sentence())
                .startsWith("at worst the run costs more than $0.00 in AWS (training: 1 x ml.p9.large");
        assertThatThrownBy(() -> budget("per-run: 5").reserve(run(1), worst))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("no price of ml.p9.large for sagemaker-training in us-east-1 is known")
                .hasMessageContaining("sagemaker-training,ml.p9.large,us-east-1,hour,")
                .hasMessageNotContaining("ml.p8");
    }

    @Test
    void shouldRefuseAMonthWhoseCostIsNotKnown() throws IOException {
        new Usage("j-1", "glue", "G.9X", 1, 60, 60, false, NOW).enter(store);

        assertThatThrownBy(() -> budget("per-month: 5").reserve(run(1), worst(Priced.dollars(1))))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("no price of G.9X for glue");
    }
}
