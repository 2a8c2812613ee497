package retrain.jenkins.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeWatchTest {
    private long now;
    private @Nullable String offline;
    private CompletableFuture<List<Sight>> answer = new CompletableFuture<>();
    private boolean output;
    private List<Question> questions = List.of(new Question("a", "/c", 0, 1, false));
    private final List<Integer> asked = new ArrayList<>();
    private final List<Long> away = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final NodeWatch watch = new NodeWatch(this::look, new Told(), () -> now);

    @Test
    void shouldAskForAllProcessesInOneCallAndNotAgainBeforeTheAnswer() {
        questions = List.of(new Question("a", "/a", 0, 1, false), new Question("b", "/b", 0, 1, false));

        tick(0);
        tick(250);
        tick(500);

        assertThat(asked).containsExactly(2);
    }

    @Test
    void shouldTakeTheAnswerAtALaterTickAndAskLessOftenWhileNothingHappens() {
        tick(0);
        answered(0);

        assertThat(told).containsExactly("saw");
        tick(Backoff.SHORTEST_MILLIS);
        assertThat(asked).hasSize(1);
        tick(375);
        assertThat(asked).hasSize(2);
    }

    @Test
    void shouldAskSoonAfterOutput() {
        output = true;
        tick(0);
        answered(0);
        tick(Backoff.SHORTEST_MILLIS);

        assertThat(asked).hasSize(2);
    }

    @Test
    void shouldGiveUpAnAnswerThatDoesNotComeAndHoldUpNoThread() {
        tick(0);
        CompletableFuture<List<Sight>> hanging = answer;
        tick(NodeWatch.ANSWER_MILLIS - 1);
        assertThat(told).isEmpty();
        tick(NodeWatch.ANSWER_MILLIS);

        assertThat(hanging).isCancelled();
        assertThat(told).containsExactly("away: it did not answer within 20 s");
    }

    @Test
    void shouldSayOnceThatTheAgentIsAwayAndThatItIsBack() {
        offline = "it is offline";
        tick(0);
        tick(20_000);
        offline = null;
        tick(40_000);
        answered(40_000);

        assertThat(told).containsExactly("away: it is offline", "still away: it is offline", "back", "saw");
    }

    @Test
    void shouldSayForHowLongTheAgentIsAway() {
        offline = "it is offline";
        tick(5_000);
        tick(25_000);
        tick(65_000);

        assertThat(away).containsExactly(0L, 20_000L, 60_000L);
    }

    @Test
    void shouldAskNobodyWhenNobodyWaitsAndAtOnceWhenSomebodyComes() {
        questions = List.of();
        tick(0);
        assertThat(asked).isEmpty();
        questions = List.of(new Question("a", "/c", 0, 1, false));
        tick(1);
        assertThat(asked).isEmpty();

        watch.hurry();
        tick(2);

        assertThat(asked).hasSize(1);
    }

    @Test
    void shouldTakeAFailedCallForAnAgentThatIsAway() {
        tick(0);
        answer.completeExceptionally(new IOException("wrapped", new IOException("channel closed")));
        tick(1);

        assertThat(told).containsExactly("away: java.io.IOException: channel closed");
        assertThat(watch.secondsSinceSeen()).isEqualTo(-1);
    }

    private Future<List<Sight>> look(List<Question> about) throws IOException {
        if (offline != null) {
            throw new IOException(offline);
        }
        asked.add(about.size());
        answer = new CompletableFuture<>();
        return answer;
    }

    private void answered(long at) {
        answer.complete(List.of());
        tick(at);
    }

    private void tick(long at) {
        now = at;
        watch.tick(Runnable::run);
    }

    private final class Told implements NodeWatch.Runs {
        @Override
        public List<Question> questions() {
            return questions;
        }

        @Override
        public boolean saw(List<Sight> sights) {
            told.add("saw");
            return output;
        }

        @Override
        public void away(String why, long forMillis) {
            away.add(forMillis);
            told.add((forMillis == 0 ? "away: " : "still away: ") + why);
        }

        @Override
        public void back() {
            told.add("back");
        }
    }
}
