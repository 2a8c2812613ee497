package retrain.jenkins.agent;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import retrain.jenkins.agent.RunWatch.Next;
import retrain.jenkins.step.RunStep;

class RunWatchTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    private final AgentRun run = new AgentRun("id", new RunStep(), "job#1", "agent1", "/ws", "/ws@tmp/retrain-id");
    private final RunWatch watch = new RunWatch(run);
    private final Waiter waiter = new Nobody();
    private final List<String> told = new ArrayList<>();
    private long now;
    private int started;

    @Test
    void shouldLeaveTheLogOnTheAgentUntilSomebodyWaits() {
        running();

        assertThat(watch.question(0).most()).isZero();
        assertThat(watch.isWanted()).isFalse();
        watch.add(waiter);
        assertThat(watch.question(0).most()).isPositive();
        assertThat(watch.isWanted()).isTrue();
    }

    @Test
    void shouldLookUpWhatIsSecretBeforeAnyLineIsTold() {
        assertThat(run.started()).isTrue();
        watch.add(waiter);

        assertThat(watch.question(0).most()).isZero();
        assertThat(saw(log("AKIA\n", null))).isEqualTo(Next.GRANT);
        assertThat(told).isEmpty();

        run.hide(List.of("AKIA"));
        assertThat(saw(log("AKIA\n", null))).isEqualTo(Next.GO_ON);
        assertThat(told).containsExactly("****");
    }

    @Test
    void shouldTellEachLineOnce() {
        running();
        watch.add(waiter);

        saw(log("one\ntw", null));
        assertThat(watch.question(0).from()).isEqualTo(4);
        saw(log("two\nthree", 0));

        assertThat(told).containsExactly("one", "two", "three");
    }

    @Test
    void shouldNotTellThePathOfAReportThatDoesNotStay() {
        running();
        watch.add(waiter);

        saw(log("Report: /ws@tmp/retrain-id/out/report.html\nReport: /elsewhere/report.html\n", null));

        assertThat(told).containsExactly("Report: /elsewhere/report.html");
    }

    @Test
    void shouldEndWhenTheExitCodeIsThereAndAllOfTheLog() {
        running();
        watch.add(waiter);

        assertThat(saw(new Sight("id", true, true, bytes("x\n"), true, 0, 1, false)))
                .isEqualTo(Next.GO_ON);
        assertThat(saw(log("y\n", 0))).isEqualTo(Next.END);
        assertThat(watch.lost()).isEmpty();
    }

    @Test
    void shouldLaunchAgainWhenTheControllerEndedBeforeTheProcessBegan() {
        watch.add(waiter);

        assertThat(saw(new Sight("id", false, false, new byte[0], false, null, 0, false)))
                .isEqualTo(Next.LAUNCH);
        assertThat(saw(new Sight("id", true, false, new byte[0], false, null, 0, false)))
                .isEqualTo(Next.LAUNCH);
    }

    @Test
    void shouldGoOnWithAProcessThatBeganJustBeforeTheControllerEnded() {
        watch.add(waiter);
        run.hide(List.of());

        assertThat(saw(log("one\n", null))).isEqualTo(Next.GO_ON);
        assertThat(run.state()).isEqualTo(AgentRun.State.RUNNING);
        assertThat(started).isEqualTo(1);
        assertThat(told).containsExactly("one");
    }

    @Test
    void shouldDoNothingWhileALaunchIsUnderWay() {
        watch.add(waiter);
        assertThat(watch.take()).isTrue();

        assertThat(watch.isWanted()).isFalse();
        assertThat(saw(new Sight("id", false, false, new byte[0], false, null, 0, false)))
                .isEqualTo(Next.GO_ON);
        assertThat(watch.take()).isFalse();
    }

    @Test
    void shouldSearchForAProcessWithoutASignOfLifeAndGiveItUpWhenItIsNotFound() {
        running();
        watch.add(waiter);
        assertThat(watch.question(now).search()).isFalse();
        saw(log("", null));
        now += RunWatch.SEARCH_MILLIS;
        assertThat(watch.question(now).search()).isTrue();
        assertThat(saw(log("", null))).isEqualTo(Next.GO_ON);

        now += RunWatch.GONE_MILLIS;

        assertThat(saw(log("", null))).isEqualTo(Next.END);
        assertThat(watch.lost()).hasValueSatisfying(why -> assertThat(why).contains("agent1", "is gone"));
    }

    @Test
    void shouldKeepAProcessThatGivesNoSignButIsFound() {
        running();
        watch.add(waiter);
        watch.question(now);
        now += 2 * RunWatch.GONE_MILLIS;

        assertThat(saw(new Sight("id", true, true, new byte[0], false, null, 0, true)))
                .isEqualTo(Next.GO_ON);
        now += RunWatch.SEARCH_MILLIS;
        assertThat(saw(log("", null))).isEqualTo(Next.GO_ON);
    }

    @Test
    void shouldNotCountTheTimeThatTheAgentWasAway() {
        running();
        watch.add(waiter);
        watch.question(now);
        now += 10 * RunWatch.GONE_MILLIS;
        watch.back();
        watch.question(now);

        assertThat(saw(log("", null))).isEqualTo(Next.GO_ON);
    }

    @Test
    void shouldSayThatTheFolderIsGone() {
        running();
        watch.add(waiter);

        assertThat(saw(new Sight("id", false, false, new byte[0], false, null, 0, false)))
                .isEqualTo(Next.END);
        assertThat(watch.lost()).hasValueSatisfying(why -> assertThat(why).contains("/ws@tmp/retrain-id", "agent1"));
    }

    @Test
    void shouldStopOnceAndWaitAMinuteForTheEnd() {
        running();
        watch.add(waiter);
        assertThat(run.stop()).isTrue();
        assertThat(run.stop()).isFalse();

        assertThat(saw(alive())).isEqualTo(Next.STOP);
        run.stopSent();
        assertThat(saw(alive())).isEqualTo(Next.GO_ON);
        assertThat(watch.tired(now)).isEmpty();
        now += RunWatch.STOP_MILLIS;
        saw(alive());

        assertThat(watch.tired(now)).containsExactly(waiter);
        assertThat(watch.isWanted())
                .as("until it has ended and its folder is deleted")
                .isTrue();
    }

    @Test
    void shouldEndAStoppedRunThatNeverStarted() {
        watch.add(waiter);
        run.stop();

        assertThat(saw(new Sight("id", true, false, new byte[0], false, null, 0, false)))
                .isEqualTo(Next.END);
    }

    @Test
    void shouldRenewInTimeEvenIfNobodyWaits() {
        running();
        run.renewed(true);
        watch.renewAt(TIME.plusSeconds(60));

        assertThat(watch.isWanted()).isTrue();
        assertThat(watch.saw(alive(), now, TIME, told::addAll)).isEqualTo(Next.GO_ON);
        assertThat(watch.saw(alive(), now, TIME.plusSeconds(60), told::addAll)).isEqualTo(Next.GRANT);
    }

    @Test
    void shouldTellWhoComesTooLateThatItIsOver() {
        running();
        watch.add(waiter);

        assertThat(watch.over()).containsExactly(waiter);
        assertThat(watch.add(waiter)).isFalse();
        assertThat(watch.isWanted()).isFalse();
    }

    private void running() {
        assertThat(run.started()).isTrue();
        run.hide(List.of());
    }

    private Next saw(Sight sight) {
        return watch.saw(sight, now, TIME, told::addAll);
    }

    private Sight alive() {
        return new Sight("id", true, true, new byte[0], false, null, now + 1, false);
    }

    private static Sight log(String text, @Nullable Integer exit) {
        return new Sight("id", true, true, bytes(text), false, exit, 0, false);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private final class Nobody implements Waiter {
        @Override
        public void tell(List<String> lines) {}

        @Override
        public void started(AgentRun run) {
            started++;
        }

        @Override
        public void launchAgain(AgentRun run) {}

        @Override
        public void ended(AgentRun run, @Nullable FilePath out) {}

        @Override
        public void failed(AgentRun run, Exception why) {}
    }
}
