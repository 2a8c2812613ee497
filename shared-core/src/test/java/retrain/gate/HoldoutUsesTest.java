package retrain.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static retrain.evaluate.Given.notWorse;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Given;
import retrain.local.Embedded;
import retrain.run.Digest;
import retrain.run.RunId;
import retrain.run.Store;
import retrain.spec.Metric;
import retrain.spec.Task;

class HoldoutUsesTest {
    private final Store store;

    HoldoutUsesTest(@TempDir Path folder) {
        store = Embedded.store(folder);
    }

    private HoldoutUses use(String candidate, double margin) {
        return use(candidate, margin, "features", "rows");
    }

    private HoldoutUses use(String candidate, double margin, String holdout, String identity) {
        Evaluation any = Evaluations.of(Metric.AUC, 0.7, 0.7).done();
        Evaluation evaluation = new Evaluation(
                any.task(),
                Digest.of(holdout),
                Optional.of(Digest.of(identity)),
                any.rows(),
                any.positives(),
                new Evaluation.Scored(
                        "candidate",
                        Digest.of(candidate),
                        any.candidate().metrics(),
                        any.candidate().curves(),
                        any.candidate().threshold()),
                any.champion(),
                any.slices(),
                any.predictions(),
                any.estimates(),
                any.leak(),
                any.worstSlices(),
                any.searched());
        return new HoldoutUses(
                store,
                Given.spec(Task.BINARY, Given.evaluate(List.of()), notWorse(Metric.AUC, margin)),
                evaluation,
                RunId.next(Instant.EPOCH),
                Instant.EPOCH);
    }

    @Test
    void shouldCountEachComparisonOnce() {
        assertThat(use("a", 0.005).count()).isEqualTo(1);
        assertThat(use("b", 0.005).count()).isEqualTo(2);
        assertThat(use("a", 0.005).count()).isEqualTo(1);
        assertThat(use("b", 0.005).expected()).isEqualTo(2);
    }

    @Test
    void shouldCountOtherGatesOnTheSameModelsAsAnotherLook() {
        assertThat(use("a", 0.005).count()).isEqualTo(1);
        assertThat(use("a", 0.05).count()).isEqualTo(2);
    }

    @Test
    void shouldCountTheSameRowsWithOtherFeaturesAsTheSameHoldout() {
        assertThat(use("a", 0.005, "features", "rows").count()).isEqualTo(1);
        assertThat(use("b", 0.005, "more features", "rows").count()).isEqualTo(2);
        assertThat(use("b", 0.005, "features", "other rows").count()).isEqualTo(1);
    }

    @Test
    void shouldWriteNothingToSayWhatNumberItWouldBe() {
        assertThat(use("a", 0.005).expected()).isEqualTo(1);
        assertThat(use("b", 0.005).expected()).isEqualTo(1);
        assertThat(store.list("models/")).isEmpty();
    }

    @Test
    void shouldGiveEachOfManyAtOnceANumberOfItsOwn() throws Exception {
        ExecutorService builds = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> numbers = IntStream.range(0, 40)
                    .mapToObj(i ->
                            builds.submit(() -> use("candidate " + i / 2, 0.005).count()))
                    .toList();
            List<Integer> all = new java.util.ArrayList<>();
            for (Future<Integer> number : numbers) {
                all.add(number.get());
            }

            assertThat(all.stream().distinct().sorted())
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 20).boxed().toList());
            for (int i = 0; i < 40; i += 2) {
                assertThat(all.get(i)).isEqualTo(all.get(i + 1));
            }
        } finally {
            builds.shutdownNow();
        }
    }
}
