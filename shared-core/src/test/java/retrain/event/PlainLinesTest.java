package retrain.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PlainLinesTest {
    private final List<String> said = new ArrayList<>();
    private long now;
    private final PlainLines lines = new PlainLines(said::add, () -> now);

    @Test
    void shouldTellTheCourseOfARun() {
        lines.on(new Event.RunStarted("r1", "run", "flights", false));
        lines.on(new Event.StageStarted("prepare", List.of("data: april.csv is new", "query changed")));
        lines.on(new Event.StageFinished("prepare", "5 rows", 1.26));
        lines.on(new Event.StageReused("train", List.of("nothing changed since run r0")));
        lines.on(new Event.Noticed("the champion is old"));
        lines.on(new Event.RunFinished("r1", "HELD", "because", "report.html"));

        assertThat(said)
                .containsExactly(
                        "Run r1 of 'flights' begins",
                        "prepare: data: april.csv is new",
                        "prepare: query changed",
                        "prepare: 5 rows (1.3 s)",
                        "train: reused, nothing changed since run r0",
                        "the champion is old");
    }

    @Test
    void shouldSayThatAResumedRunGoesOn() {
        lines.on(new Event.RunStarted("r1", "run", "flights", true));

        assertThat(said).containsExactly("Run r1 of 'flights' goes on");
    }

    @Test
    void shouldSayProgressWithANoteAtEachTenth() {
        Allocation rounds = Allocation.of("train", "boosting", "rounds", 200);
        for (int done = 1; done <= 200; done++) {
            lines.on(new Event.Progressed(rounds, done, "auc 0.7"));
        }

        assertThat(said).hasSize(10).startsWith("train: boosting: 20 of 200 rounds, auc 0.7");
    }

    @Test
    void shouldGiveASignOfLifeWhenNothingWasSaidForTenSeconds() {
        Allocation rows = Allocation.of("evaluate", "scoring", "rows", 0);
        lines.on(new Event.Progressed(rows, 1000, ""));
        now = TimeUnit.SECONDS.toNanos(10);
        lines.on(new Event.Progressed(rows, 2000, ""));
        lines.on(new Event.Progressed(rows, 3000, ""));

        assertThat(said).containsExactly("evaluate: scoring: 2,000 rows");
    }

    @Test
    void shouldStripControlCharactersOfOtherPrograms() {
        lines.on(new Event.Printed("train", "\u001b[31mloss\u001b[0m\t1\r\u001b]0;title\u0007 50%\b"));

        assertThat(said).containsExactly("train | loss    1", " 50%");
    }
}
