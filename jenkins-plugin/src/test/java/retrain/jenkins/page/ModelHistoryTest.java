package retrain.jenkins.page;

import static org.assertj.core.api.Assertions.assertThat;
import static retrain.jenkins.page.Sample.entry;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ModelHistoryTest {
    private static final Entry FIRST = entry(1, Sample.of("PROMOTED", "m", 1, 0.70));
    private static final Entry OTHER = entry(2, Sample.of("PROMOTED", "other", 9, 0.50));
    private static final Entry SECOND = entry(3, Sample.of("PROMOTED", "m", 2, 0.75));
    private static final Entry REJECTED = entry(4, Sample.of("REJECTED", "m", 3, 0.60));
    private static final Entry UNSURE = entry(5, Sample.of("INCONCLUSIVE", "m", 4, 0.74));

    @Test
    void shouldKnowTheChampionFromThePromotionBeforeRejections() {
        ModelHistory history = history(UNSURE, REJECTED, SECOND, OTHER, FIRST);

        assertThat(history.champion("m")).contains(SECOND);
        assertThat(history.champion("other")).contains(OTHER);
        assertThat(history.champion("none")).isEmpty();
    }

    @Test
    void shouldKnowTheChampionFromAnUnchangedRun() {
        Entry unchanged = entry(6, Sample.of("UNCHANGED", "m", 2, 0.75));

        assertThat(history(unchanged, UNSURE, REJECTED).champion("m")).contains(unchanged);
    }

    @Test
    void shouldNotTakeAHeldCandidateForTheChampion() {
        Entry held = entry(6, Sample.of("HELD", "m", 5, 0.8));

        assertThat(history(held, SECOND).champion("m")).contains(SECOND);
    }

    @Test
    void shouldTellTheRollbackAfterThePromotion() {
        Entry rollback = entry(6, Sample.bare("rollback", "DONE"));

        assertThat(history(rollback, SECOND).rollbackSince(SECOND)).contains(rollback);
        assertThat(history(SECOND, rollback, FIRST).rollbackSince(SECOND)).isEmpty();
    }

    @Test
    void shouldKeepTheReferenceBuildUntilTheGatesPassAgain() {
        ModelHistory history = history(UNSURE, REJECTED, SECOND, OTHER, FIRST);

        assertThat(history.reference("m", 6)).contains(SECOND);
        assertThat(history.reference("m", 5)).contains(SECOND);
        assertThat(history.reference("m", 4)).contains(SECOND);
        assertThat(history.reference("m", 3)).contains(FIRST);
        assertThat(history.reference("m", 1)).isEmpty();
    }

    @Test
    void shouldTakeHeldUnchangedAndEvaluatedBuildsForReference() {
        for (String outcome : List.of("HELD", "UNCHANGED", "EVALUATED")) {
            Entry passed = entry(6, Sample.of(outcome, "m", 5, 0.8));

            assertThat(history(UNSURE, passed, SECOND).reference("m", 7)).contains(passed);
        }
    }

    @Test
    void shouldMeasureOldestFirstWithTheLastResultOfEachBuild() {
        Entry again = entry(5, Sample.of("EVALUATED", "m", 4, 0.71));
        Entry bare = entry(6, Sample.of("PREPARED", "m", null, new TreeMap<>()));

        assertThat(history(bare, UNSURE, again, SECOND, OTHER).measured("m")).containsExactly(SECOND, UNSURE);
    }

    @Test
    void shouldNameTheModelsOnceInOrder() {
        assertThat(history(SECOND, OTHER, FIRST, entry(0, Sample.bare("validate", "DONE")))
                        .models())
                .containsExactly("m", "other");
    }

    private static ModelHistory history(Entry... entries) {
        return new ModelHistory(List.of(entries), true);
    }
}
