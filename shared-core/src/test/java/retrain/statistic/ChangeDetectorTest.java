package retrain.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import retrain.run.Json;
import retrain.statistic.Resampling.Numbers;

/** The detectors against river's answers (src/test/python/make_detectors.py), and how often they are wrong. */
class ChangeDetectorTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/detectors.json");

    private static JsonNode golden() throws IOException {
        return new ObjectMapper().readTree(GOLDEN.toFile());
    }

    static List<JsonNode> adwins() throws IOException {
        return StreamSupport.stream(golden().get("adwin").spliterator(), false).toList();
    }

    static List<JsonNode> pageHinkleys() throws IOException {
        return StreamSupport.stream(golden().get("page-hinkley").spliterator(), false)
                .toList();
    }

    private static double[] errors(String name) throws IOException {
        JsonNode stream = golden().get("streams").get(name);
        long[] state = {stream.get("seed").asLong()};
        List<Double> errors = new ArrayList<>();
        for (JsonNode level : stream.get("levels")) {
            double value = level.get(0).asDouble();
            for (int i = 0; i < level.get(1).asInt(); i++) {
                double first = uniform(state);
                errors.add(name.equals("classes") ? (first < value ? 1 : 0) : value * (first + uniform(state)));
            }
        }
        return errors.stream().mapToDouble(e -> e).toArray();
    }

    private static double uniform(long[] state) {
        state[0] = state[0] * 6364136223846793005L + 1442695040888963407L;
        return (state[0] >>> 11) * 0x1.0p-53;
    }

    @ParameterizedTest
    @MethodSource("adwins")
    void shouldCutTheWindowWhereRiverDoes(JsonNode expected) throws IOException {
        Adwin adwin = new Adwin(expected.get("delta").asDouble());
        double[] errors = errors(expected.get("stream").asText());
        List<String> cuts = new ArrayList<>();
        for (int i = 0; i < errors.length; i++) {
            long before = adwin.length();
            double mean = adwin.mean();
            boolean larger = adwin.add(errors[i]);
            if (adwin.length() <= before) {
                cuts.add("[" + i + "," + adwin.length() + "]");
                assertThat(larger).isEqualTo(adwin.mean() > mean);
            } else {
                assertThat(larger).isFalse();
            }
        }

        assertThat("[" + String.join(",", cuts) + "]")
                .isEqualTo(expected.get("cuts").toString());
        Adwin.Histogram known = (Adwin.Histogram) adwin.state();
        assertThat(adwin.length()).isEqualTo(expected.get("length").asLong());
        assertThat(known.total()).isCloseTo(expected.get("total").asDouble(), within(1e-9));
        assertThat(known.squares()).isCloseTo(expected.get("squares").asDouble(), within(1e-9));
    }

    @ParameterizedTest
    @MethodSource("pageHinkleys")
    void shouldRaiseAlarmsWhereRiversPageHinkleyDoes(JsonNode expected) throws IOException {
        PageHinkley test = new PageHinkley(0.005, expected.get("threshold").asDouble());
        double[] errors = errors(expected.get("stream").asText());
        List<Integer> alarms = new ArrayList<>();
        for (int i = 0; i < errors.length; i++) {
            if (test.add(errors[i])) {
                alarms.add(i);
            }
        }

        assertThat(alarms.toString().replace(" ", ""))
                .isEqualTo(expected.get("alarms").toString());
    }

    static List<Supplier<ChangeDetector>> detectors() {
        return List.of(Adwin::new, PageHinkley::new);
    }

    /** What a checkpoint holds is enough to go on. */
    @ParameterizedTest
    @MethodSource("detectors")
    void shouldGoOnFromAStateThatWasWritten(Supplier<ChangeDetector> made) throws IOException {
        double[] errors = errors("classes");
        ChangeDetector straight = made.get();
        ChangeDetector interrupted = made.get();
        for (int i = 0; i < errors.length; i++) {
            if (i % 500 == 317) {
                interrupted = readAgain(interrupted.state()).detector();
            }
            assertThat(interrupted.add(errors[i])).as("at %d", i).isEqualTo(straight.add(errors[i]));
        }
        assertThat(interrupted.state()).isEqualTo(straight.state());
    }

    /** A checkpoint, as the store has it. */
    record Checkpoint(ChangeDetector.State detector) {}

    private static ChangeDetector.State readAgain(ChangeDetector.State state) {
        return Json.read(Json.write(new Checkpoint(state)), Checkpoint.class, "checkpoint")
                .detector();
    }

    /** 200 streams without any change, and 200 whose error rises from 20% to 30% in the middle. */
    @ParameterizedTest
    @MethodSource("detectors")
    void shouldSeldomRaiseAFalseAlarmAndSeldomMissAChange(Supplier<ChangeDetector> made) {
        int wrong = 0;
        int found = 0;
        for (int stream = 0; stream < 200; stream++) {
            Numbers random = new Numbers(5, stream);
            ChangeDetector detector = made.get();
            wrong += alarms(detector, random, 0.2, 5_000) ? 1 : 0;
            found += alarms(detector, random, 0.3, 5_000) ? 1 : 0;
        }

        assertThat(wrong).isLessThanOrEqualTo(20);
        assertThat(found).isGreaterThanOrEqualTo(198);
    }

    private static boolean alarms(ChangeDetector detector, Numbers random, double rate, int errors) {
        return DoubleStream.generate(() -> random.uniform() < rate ? 1 : 0)
                        .limit(errors)
                        .filter(detector::add)
                        .count()
                > 0;
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void shouldSayNothingWhenErrorsBecomeSmaller(Supplier<ChangeDetector> made) {
        ChangeDetector detector = made.get();
        Numbers random = new Numbers(6, 0);

        assertThat(alarms(detector, random, 0.1, 3_000)).isFalse();
        assertThat(alarms(detector, random, 0.02, 3_000)).isFalse();
    }

    @Test
    void shouldKeepNoMoreThanTheLogarithmOfWhatItHasSeen() {
        Adwin adwin = new Adwin();
        Numbers random = new Numbers(1, 0);
        for (int i = 0; i < 1_000_000; i++) {
            adwin.add(random.uniform());
        }

        Adwin.Histogram known = (Adwin.Histogram) adwin.state();
        assertThat(known.levels().stream().mapToInt(List::size).sum()).isLessThanOrEqualTo(5 * 20);
        assertThat(Json.write(known)).hasSizeLessThan(8_000);
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void shouldRefuseWhatIsNoNumber(Supplier<ChangeDetector> made) {
        ChangeDetector detector = made.get();
        detector.add(0.25);
        ChangeDetector.State before = detector.state();

        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> detector.add(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is no error that can be watched");
        }
        assertThat(detector.state()).isEqualTo(before);
    }
}
