package retrain.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import retrain.event.Allocation;
import retrain.event.Event;

class LiveProgressTest {
    private static final String ERASE = "\r\u001b[K";
    private static final Allocation ROUNDS = Allocation.of("train", "boosting", "rounds", 200);

    private final ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    private final List<Event> below = new ArrayList<>();
    private long now;
    private final LiveProgress live =
            new LiveProgress(below::add, new PrintStream(drawn, true, StandardCharsets.UTF_8), () -> now, 80);

    @Test
    void shouldShowRoundsAndTimeLeft() {
        live.on(new Event.Progressed(ROUNDS, 0, ""));
        now = TimeUnit.SECONDS.toNanos(30);
        live.on(new Event.Progressed(ROUNDS, 50, "auc 0.7"));

        assertThat(last()).isEqualTo("train [======                  ] boosting: 50 of 200 rounds, 1:30 min left, au");
    }

    @Test
    void shouldAddThePartToTheWholeOfItsStage() {
        Allocation steps = Allocation.of("prepare", "rows", "steps", 4);
        live.on(new Event.Progressed(steps, 2, ""));
        now = TimeUnit.SECONDS.toNanos(1);
        live.on(new Event.Progressed(steps.child("query", "percent", 100), 100, ""));

        assertThat(last()).startsWith("prepare [==================      ] query: 100 of 100 percent");
    }

    @Test
    void shouldNotDrawMoreThanTenTimesASecond() {
        for (int done = 0; done < 200; done++) {
            now += TimeUnit.MILLISECONDS.toNanos(10);
            live.on(new Event.Progressed(ROUNDS, done, ""));
        }

        assertThat(drawn.toString(StandardCharsets.UTF_8).split("\r", -1)).hasSizeBetween(20, 22);
    }

    @Test
    void shouldEraseTheBarBeforeALineThatStays() {
        live.on(new Event.Progressed(ROUNDS, 10, ""));
        live.on(new Event.StageFinished("train", "done", 1));

        assertThat(drawn.toString(StandardCharsets.UTF_8)).endsWith(ERASE);
        assertThat(below).hasSize(1);
    }

    @Test
    void shouldLeaveTheTerminalAsItWas() {
        live.on(new Event.Progressed(ROUNDS, 10, ""));
        live.close();
        now = TimeUnit.SECONDS.toNanos(1);
        live.on(new Event.Progressed(ROUNDS, 20, ""));

        assertThat(drawn.toString(StandardCharsets.UTF_8)).endsWith(ERASE);
    }

    @Test
    void shouldNotDrawInBatchModeOnABuildServerOrOutsideOfATerminal() {
        assertThat(LiveProgress.isPossible(false, Map.of())).isFalse();
        assertThat(LiveProgress.isPossible(true, Map.of("CI", "true"))).isFalse();
        assertThat(LiveProgress.isPossible(true, Map.of("TERM", "dumb"))).isFalse();
    }

    private String last() {
        String all = drawn.toString(StandardCharsets.UTF_8);
        return all.substring(all.lastIndexOf(ERASE) + ERASE.length());
    }
}
