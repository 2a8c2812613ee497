package retrain.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.spec.RangeSpec.Scaling;
import retrain.statistic.Resampling.Numbers;
import retrain.train.Dimension.Categorical;
import retrain.train.Dimension.Numeric;
import retrain.train.Search.Proposal;
import retrain.train.Search.Told;

class SearchTest {
    private static final SearchSpace SPACE = new SearchSpace(List.of(
            new Numeric("eta", 0.001, 1, false, Scaling.LOGARITHMIC),
            new Numeric("depth", 2, 12, true, Scaling.LINEAR),
            new Numeric("subsample", 0.3, 1, false, Scaling.LINEAR),
            new Categorical("policy", List.of("a", "b", "c"))));

    /** A smooth bowl whose bottom is at eta 0.05, depth 7, subsample 0.8 and policy b. */
    private static double bowl(Proposal proposal) {
        Map<String, Object> at = proposal.hyperparameters();
        double eta = Math.log10(number(at, "eta") / 0.05) / 3;
        double depth = (number(at, "depth") - 7) / 10.0;
        double subsample = (number(at, "subsample") - 0.8) / 0.7;
        return eta * eta + depth * depth + subsample * subsample + ("b".equals(at.get("policy")) ? 0 : 0.1);
    }

    private static double number(Map<String, Object> at, String name) {
        return at.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private static List<Told> searched(Search search, ToDoubleFunction<Proposal> loss) {
        List<Told> told = new ArrayList<>();
        for (List<Proposal> batch = search.next(told); !batch.isEmpty(); batch = search.next(told)) {
            batch.forEach(p -> told.add(new Told(p, loss.applyAsDouble(p), true)));
        }
        return told;
    }

    private static double best(Search search) {
        return searched(search, SearchTest::bowl).stream()
                .mapToDouble(Told::loss)
                .min()
                .orElseThrow();
    }

    /** Were both equally good, the wins would be binomial, and 45 of 60 or more would come about 7 times in 100,000. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void shouldBeatChanceOnASmoothFunction(int batch) {
        long wins = IntStream.range(0, 60)
                .filter(seed ->
                        best(Sequential.tpe(SPACE, 60, batch, seed)) < best(Sequential.random(SPACE, 60, batch, seed)))
                .count();

        assertThat(wins).isGreaterThanOrEqualTo(45);
    }

    @Test
    void shouldLearnWhichCategoryIsGood() {
        List<Told> told = searched(Sequential.tpe(SPACE, 60, 1, 3), SearchTest::bowl);

        long good = told.subList(30, 60).stream()
                .filter(t -> "b".equals(t.proposal().hyperparameters().get("policy")))
                .count();
        assertThat(good).as("chance would be 10 of 30").isGreaterThan(20);
    }

    @Test
    void shouldTryEveryCombinationOfAGridOnceWhateverTheBatch() {
        SearchSpace grid = new SearchSpace(
                List.of(new Categorical("eta", List.of(0.1, 0.2, 0.3)), new Categorical("policy", List.of("a", "b"))));

        List<Told> one = searched(Sequential.grid(grid, 6, 1, 3), SearchTest::bowlOfGrid);

        assertThat(one)
                .extracting(t -> t.proposal().hyperparameters().toString())
                .containsExactly(
                        "{eta=0.1, policy=a}",
                        "{eta=0.1, policy=b}",
                        "{eta=0.2, policy=a}",
                        "{eta=0.2, policy=b}",
                        "{eta=0.3, policy=a}",
                        "{eta=0.3, policy=b}");
        assertThat(searched(Sequential.grid(grid, 6, 4, 9), SearchTest::bowlOfGrid))
                .isEqualTo(one);
    }

    private static double bowlOfGrid(Proposal proposal) {
        return number(proposal.hyperparameters(), "eta");
    }

    @ParameterizedTest
    @CsvSource({"LINEAR, 0.5005", "LOGARITHMIC, 0.0316", "REVERSE_LOGARITHMIC, 0.9684"})
    void shouldHaveAsManyValuesOnEitherSideOfTheMiddleOfTheScale(Scaling scaling, double middle) {
        double low = scaling == Scaling.REVERSE_LOGARITHMIC ? 0 : 0.001;
        double high = scaling == Scaling.REVERSE_LOGARITHMIC ? 0.999 : 1;
        Numeric numbers = new Numeric("x", low, high, false, scaling);
        Numbers random = new Numbers(5, 1);

        double[] drawn = DoubleStream.generate(() -> (double) numbers.at(random.uniform()))
                .limit(4000)
                .toArray();

        assertThat(DoubleStream.of(drawn)).allMatch(x -> x >= low && x <= high);
        // four standard errors of a share of one half
        assertThat(DoubleStream.of(drawn).filter(x -> x < middle).count() / 4000.0)
                .isCloseTo(0.5, within(0.0317));
    }

    @Test
    void shouldDrawEachWholeNumberAsOften() {
        Numeric numbers = new Numeric("n", 1, 4, true, Scaling.LINEAR);
        Numbers random = new Numbers(5, 2);
        int[] counts = new int[5];

        for (int i = 0; i < 4000; i++) {
            counts[(int) (long) numbers.at(random.uniform())]++;
        }

        assertThat(counts[0]).isZero();
        // five standard errors
        for (int n = 1; n <= 4; n++) {
            assertThat(counts[n]).isCloseTo(1000, within(137));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.001, 1, LOGARITHMIC",
        "0.1, 0.1003, LINEAR",
        "0.9999, 0.999999, REVERSE_LOGARITHMIC",
        "-5, 2e9, LINEAR"
    })
    void shouldTellValuesShortAndFindTheirPlaceAgain(double min, double max, Scaling scaling) {
        Numeric numbers = new Numeric("x", min, max, false, scaling);

        for (double place = 0; place <= 1; place += 1.0 / 64) {
            Object value = numbers.at(place);
            assertThat(numbers.place(value)).isCloseTo(place, within(1e-3));
            assertThat(numbers.typed(retrain.spec.Hyperparameters.text(value))).isEqualTo(value);
        }
        assertThat(numbers.at(0.3).toString()).hasSizeLessThanOrEqualTo(12);
    }

    @Test
    void shouldTryNothingTwiceAndEndWhenAllIsTried() {
        SearchSpace small = new SearchSpace(
                List.of(new Numeric("n", 1, 3, true, Scaling.LINEAR), new Categorical("c", List.of(true, false))));

        for (Search search : List.of(Sequential.tpe(small, 50, 4, 1), Sequential.random(small, 50, 4, 1))) {
            List<Told> told = searched(search, p -> number(p.hyperparameters(), "n"));
            Set<Map<String, Object>> sets = new HashSet<>();
            told.forEach(t -> sets.add(t.proposal().hyperparameters()));
            assertThat(told).hasSize(6);
            assertThat(sets).hasSize(6);
        }
    }

    @Test
    void shouldChooseTheSameWhenToldTheSame() {
        for (Search search : List.of(
                Sequential.tpe(SPACE, 30, 4, 9),
                Sequential.random(SPACE, 30, 4, 9),
                new Hyperband(SPACE, 81, 30, 4, 9))) {
            List<Told> told = searched(search, SearchTest::bowl);
            assertThat(searched(search, SearchTest::bowl)).isEqualTo(told);
            assertThat(told.stream().map(t -> t.proposal().trial()).distinct()).hasSize(30);
        }
        assertThat(searched(Sequential.tpe(SPACE, 30, 4, 10), SearchTest::bowl))
                .isNotEqualTo(searched(Sequential.tpe(SPACE, 30, 4, 9), SearchTest::bowl));
    }

    @Test
    void shouldGoOnWhenTrialsFail() {
        List<Told> told = searched(
                Sequential.tpe(SPACE, 40, 4, 2),
                p -> "c".equals(p.hyperparameters().get("policy")) ? Double.POSITIVE_INFINITY : bowl(p));

        assertThat(told).hasSize(40);
        long failing = told.subList(20, 40).stream().filter(t -> !t.hasValue()).count();
        assertThat(failing).as("what fails is tried less often than by chance").isLessThan(6);
    }

    @Test
    void shouldLeaveTwoThirdsBehindAtEachRung() {
        Hyperband hyperband = new Hyperband(SPACE, 81, 49, 100, 4);
        List<Told> told = searched(hyperband, SearchTest::bowl);

        assertThat(told).hasSize(hyperband.total());
        // 27 trials of 3 rounds, 9 of 9, 3 of 27, 1 of 81; then 12, 6 and 4 trials begin with more
        assertThat(told.stream().limit(40).map(t -> t.proposal().rounds().orElseThrow()))
                .containsExactlyElementsOf(rounds(27, 3, 9, 9, 3, 27, 1, 81));
        assertThat(told.stream().skip(40).map(t -> t.proposal().rounds().orElseThrow()))
                .containsExactlyElementsOf(rounds(12, 9, 4, 27, 1, 81, 6, 27, 2, 81, 4, 81));
        List<Integer> third = told.subList(0, 27).stream()
                .sorted(Told.BEST_FIRST)
                .limit(9)
                .map(t -> t.proposal().trial())
                .toList();
        assertThat(told.subList(27, 36).stream().map(t -> t.proposal().trial())).containsExactlyElementsOf(third);
    }

    private static List<Integer> rounds(int... timesAndRounds) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < timesAndRounds.length; i += 2) {
            all.addAll(Collections.nCopies(timesAndRounds[i], timesAndRounds[i + 1]));
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 20, 200})
    void shouldUseAllTrialsAndBringOneToItsEnd(int trials) {
        List<Told> told = searched(new Hyperband(SPACE, 100, trials, 4, 1), SearchTest::bowl);

        assertThat(told.stream().map(t -> t.proposal().trial()).distinct()).hasSize(trials);
        assertThat(told).anyMatch(t -> t.proposal().rounds().orElseThrow() == 100);
    }
}
