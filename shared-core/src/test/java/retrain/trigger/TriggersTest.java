package retrain.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.data.Column;
import retrain.data.Part;
import retrain.spec.SpecReader;
import retrain.spec.TriggersSpec;
import retrain.trigger.TriggerDecision.By;
import retrain.trigger.TriggerDecision.Hold;

/** Each trigger and each hold at its boundary. */
class TriggersTest {
    @TempDir
    Path base;

    private TriggersSpec spec(String triggers) throws Exception {
        Files.writeString(base.resolve("retrain.yaml"), """
                model: m
                task: binary
                target: y
                data: {sources: {rows: rows.csv}, time: at}
                train: {xgboost: {rounds: 10}}
                gates: [{metric: auc, at-least: 0.6}]
                monitor: {window: 1 day, windows: 5, live: {predictions: live.csv}}
                triggers: {%s}
                """.formatted(triggers));
        return SpecReader.read(base.resolve("retrain.yaml"), Optional.empty(), "")
                .triggers();
    }

    private TriggerDecision decide(String triggers, Given given) throws Exception {
        return Triggers.decide(spec(triggers), given.facts());
    }

    @Test
    void shouldBeDueWithoutAChampionWhateverTheTriggers() throws Exception {
        TriggerDecision decision = decide("age: 1 year", new Given().noChampion());

        assertThat(decision.due()).isTrue();
        assertThat(decision.reasons())
                .singleElement()
                .satisfies(r -> assertThat(r.line()).isEqualTo("no-champion: there is no champion yet"));
        assertThat(decision.nextLook()).isEmpty();
    }

    @Test
    void shouldNotTryAgainForAFirstChampionWhatWasRejected() throws Exception {
        TriggerDecision decision =
                decide("age: 1 year", new Given().noChampion().tried("REJECTED"));

        assertThat(decision.due()).isFalse();
        assertThat(decision.holds()).extracting(Hold::by).containsExactly(By.TRIED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "parts: 1       | true",
                "parts: 2       | false",
                "bytes: 50B     | true",
                "bytes: 51B     | false",
                "share: 0.25    | true",
                "share: 0.2501  | false",
                "rows: 200      | true",
                "rows: 201      | false",
                "'parts: 9, share: 0.25' | true"
            })
    void shouldCountWhatIsNewAgainstTheChampionsSnapshot(String least, boolean due) throws Exception {
        String keys = least.replace("'", "");
        TriggerDecision decision = decide("new-data: {" + keys + "}", new Given().prepared(1200));

        assertThat(decision.due()).isEqualTo(due);
        assertThat(decision.findings().get(0).sentence())
                .startsWith("1 new file (march.csv), 50 bytes, since version 3");
        assertThat(decision.findings().get(0).figures())
                .containsEntry("parts", 1.0)
                .containsEntry("share", 0.25);
    }

    @Test
    void shouldKnowAFileByItsContentWhateverItsName() throws Exception {
        Part renamed = new Part("rows", "other.csv", 100, Given.JANUARY.digest(), Optional.empty());

        assertThat(decide("new-data: {parts: 1}", new Given().parts(renamed, Given.FEBRUARY))
                        .due())
                .isFalse();
    }

    @Test
    void shouldSayThatRowsAreNotKnown() throws Exception {
        TriggerDecision decision = decide("new-data: {rows: 1}, schema: true", new Given());

        assertThat(decision.due()).isFalse();
        assertThat(decision.findings()).allMatch(f -> f.sentence().contains("not prepared"));
    }

    @Test
    void shouldNotTakeFewerRowsForNewOnes() throws Exception {
        assertThat(decide("new-data: {rows: 1}", new Given().prepared(900)).due())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-01-31T02:00:00Z | false",
                "2026-02-04T01:59:59Z | false",
                "2026-02-04T02:00:00Z | true",
                "2025-12-31T02:00:00Z | false"
            })
    void shouldBeDueByAge(String now, boolean due) throws Exception {
        TriggerDecision decision = decide("age: 30 days", new Given().now(now));

        assertThat(decision.due()).isEqualTo(due);
        assertThat(decision.nextLook())
                .isEqualTo(due ? Optional.empty() : Optional.of(Instant.parse("2026-02-04T02:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The champion is of Monday, 02:00; the schedule is 03:00.
                "2026-01-05T02:59:59Z | false | 2026-01-05T03:00:00Z",
                "2026-01-05T03:00:00Z | true  |",
                "2026-02-20T12:00:00Z | true  |"
            })
    void shouldBeDueOnceHoweverManyTimesHavePassed(String now, boolean due, String next) throws Exception {
        TriggerDecision decision = decide("schedule: {cron: 0 3 * * *}", new Given().now(now));

        assertThat(decision.due()).isEqualTo(due);
        assertThat(decision.nextLook()).isEqualTo(Optional.ofNullable(next).map(Instant::parse));
        Given ran = new Given().now(now).run(now, now, false);
        assertThat(decide("schedule: {cron: 0 3 * * *}", ran).due()).isFalse();
    }

    @Test
    void shouldMoveTheScheduleByAPartOfTheJitterThatTheNameDecides() throws Exception {
        String jitter = "schedule: {cron: 0 3 * * *, jitter: 30 minutes}";
        double seconds = decide(jitter, new Given()).findings().get(0).figures().getOrDefault("jitter-seconds", 0.0);
        Instant moved = Instant.parse("2026-01-05T03:00:00Z").plusSeconds((long) seconds);

        assertThat(seconds).isBetween(1.0, 1799.0);
        assertThat(decide(jitter, new Given().now(moved.minusSeconds(1).toString()))
                        .nextLook())
                .contains(moved);
        assertThat(decide(jitter, new Given().now(moved.toString())).due()).isTrue();
        assertThat(decide(jitter, new Given().now(moved.toString()).run(moved.toString(), moved.toString(), true))
                        .nextLook())
                .contains(moved.plusSeconds(86_400));
    }

    @Test
    void shouldTakeNoTimeFromTheFutureForAMark() throws Exception {
        Given given =
                new Given().now("2026-01-06T12:00:00Z").run("2027-01-01T00:00:00Z", "2027-01-01T01:00:00Z", false);
        TriggerDecision decision = decide("schedule: {cron: 0 3 * * *}", given);

        assertThat(decision.due()).isTrue();
        assertThat(decision.notes()).singleElement().asString().contains("after now: a clock is wrong");

        TriggerDecision before = decide("schedule: {cron: 0 3 * * *}", new Given().now("2025-01-01T12:00:00Z"));
        assertThat(before.due()).isFalse();
        assertThat(before.nextLook()).contains(Instant.parse("2025-01-02T03:00:00Z"));
    }

    @Test
    void shouldBeDueByChangedCode() throws Exception {
        TriggerDecision decision = decide(
                "code: true",
                new Given().changes("sql: prepare.sql changed", "hyperparameters: eta changed from 0.1 to 0.2"));

        assertThat(decision.due()).isTrue();
        assertThat(decision.reasons().get(0).line())
                .isEqualTo("code: sql: prepare.sql changed, hyperparameters: eta changed from 0.1 to 0.2");
        assertThat(decide("code: true", new Given()).due()).isFalse();
        assertThat(decide("code: true", new Given().ledgerGone()).notes())
                .singleElement()
                .asString()
                .contains("the ledger of the champion's run is gone");
    }

    @Test
    void shouldBeDueByOtherColumns() throws Exception {
        Column x = Given.COLUMNS.get(0);
        Column y = Given.COLUMNS.get(1);
        Column z = new Column("z", Column.Kind.NUMBER, "DOUBLE");
        Column text = new Column("x", Column.Kind.CATEGORY, "VARCHAR");

        assertThat(decide("schema: true", new Given().prepared(1, y, x)).due()).isFalse();
        assertThat(decide("schema: true", new Given().prepared(1, text, z)).reasons())
                .singleElement()
                .satisfies(r -> assertThat(r.sentence())
                        .isEqualTo("column x is category, it was number, column z is new, column y is gone"));
    }

    @Test
    void shouldBeDueByHandOnlyWhereTheSpecSaysSo() throws Exception {
        assertThat(decide("manual: true", new Given()).due()).isFalse();
        assertThat(decide("manual: true", new Given().noChampion()).due()).isFalse();
        assertThat(decide("manual: true", new Given().asked()).due()).isTrue();
        assertThat(decide("age: 9 years", new Given().asked()).due()).isTrue();
    }

    @Test
    void shouldNeverBeDueOnWhatTheChampionWasMadeFrom() throws Exception {
        Given same = new Given().parts(Given.FEBRUARY, Given.JANUARY).asked().now("2026-09-01T00:00:00Z");

        TriggerDecision decision = decide("age: 1 day, schedule: {cron: 0 3 * * *}", same);

        assertThat(decision.reasons()).extracting(f -> f.trigger().word()).containsExactly("manual", "schedule", "age");
        assertThat(decision.due()).isFalse();
        assertThat(decision.holds())
                .singleElement()
                .satisfies(h -> assertThat(h.sentence())
                        .isEqualTo("version 3 was made from the same 2 files, by run " + Given.RUN));
        assertThat(decision.nextLook()).contains(Instant.parse("2026-09-01T03:00:00Z"));
        assertThat(decide("age: 1 day", same).nextLook()).isEmpty();
    }

    @Test
    void shouldBeDueOnTheSameFilesIfTheCodeIsAnother() throws Exception {
        Given given = new Given().parts(Given.FEBRUARY, Given.JANUARY).changes("sql: prepare.sql changed");

        assertThat(decide("age: 1 day", given).due()).isTrue();
        assertThat(decide("age: 1 day", new Given().parts(Given.JANUARY)).due()).isTrue();
    }

    @Test
    void shouldNameTheRunThatTriedTheSame() throws Exception {
        TriggerDecision decision = decide("new-data: {parts: 1}", new Given().tried("REJECTED"));

        assertThat(decision.due()).isFalse();
        assertThat(decision.holds().get(0).sentence())
                .isEqualTo("run " + Given.RUN + " had the same inputs and ended as REJECTED");
        assertThat(decision.nextLook()).isEmpty();
    }

    @Test
    void shouldWaitForARunThatGoesOn() throws Exception {
        TriggerDecision decision = decide(
                "new-data: {parts: 1}",
                new Given().going("2026-02-01T12:07:00Z").asked());

        assertThat(decision.due()).isFalse();
        assertThat(decision.holds()).extracting(Hold::by).containsExactly(By.GOING_ON);
        assertThat(decision.nextLook()).contains(Instant.parse("2026-02-01T12:07:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-01T09:59:59Z, true, true",
        "2026-02-01T10:00:00Z, true, false",
        "2026-02-01T09:59:59Z, false, false",
        "2026-01-31T10:00:00Z, true, true",
        "2026-01-30T21:59:59Z, true, false"
    })
    void shouldCoolDownAfterARunThatTrained(String now, boolean trained, boolean held) throws Exception {
        Given given = new Given().now(now).run("2026-01-31T21:00:00Z", "2026-01-31T22:00:00Z", trained);

        TriggerDecision decision = decide("new-data: {parts: 1}, cooldown: 12 hours", given);

        assertThat(decision.due()).isEqualTo(!held);
        if (held) {
            assertThat(decision.nextLook()).contains(Instant.parse("2026-02-01T10:00:00Z"));
        }
        assertThat(decide("new-data: {parts: 1}, cooldown: 12 hours", given.asked())
                        .due())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "22:00, 06:00, 2026-02-01T20:59:59Z, 2026-02-01T21:00:00Z",
        "22:00, 06:00, 2026-02-01T21:00:00Z,",
        "22:00, 06:00, 2026-02-01T23:30:00Z,",
        "22:00, 06:00, 2026-02-02T04:59:59Z,",
        "22:00, 06:00, 2026-02-02T05:00:00Z, 2026-02-02T21:00:00Z",
        "01:00, 05:00, 2026-02-02T04:00:00Z, 2026-02-03T00:00:00Z",
        "01:00, 05:00, 2026-02-02T00:00:00Z,",
        // Clocks go from 02:00 to 03:00 on 29 March: there is no such time on that day.
        "02:15, 02:45, 2026-03-29T00:00:00Z, 2026-03-30T00:15:00Z",
        "02:30, 05:00, 2026-03-29T00:00:00Z, 2026-03-29T01:30:00Z"
    })
    void shouldBeDueWithinTheHoursOnly(String from, String to, String now, String opens) throws Exception {
        String hours = "off-peak: {from: " + from + ", to: " + to + ", zone: Europe/Berlin";

        TriggerDecision decision = decide("new-data: {parts: 1}, " + hours + "}", new Given().now(now));

        assertThat(decision.due()).isEqualTo(opens == null);
        assertThat(decision.nextLook()).isEqualTo(Optional.ofNullable(opens).map(Instant::parse));
        assertThat(decide("new-data: {parts: 1}, " + hours + ", except: [new-data]}", new Given().now(now))
                        .due())
                .isTrue();
        assertThat(decide("new-data: {parts: 1}, " + hours + ", except: [code]}", new Given().now(now))
                        .due())
                .isEqualTo(opens == null);
    }

    @Test
    void shouldLookNextWhenNothingHoldsBackAnyMore() throws Exception {
        Given given = new Given()
                .now("2026-02-01T12:00:00Z")
                .run("2026-02-01T03:00:00Z", "2026-02-01T04:00:00Z", true)
                .going("2026-02-01T12:10:00Z");

        // The cooldown ends at 20:00, the hours begin at 22:00.
        TriggerDecision decision =
                decide("new-data: {parts: 1}, cooldown: 16 hours, off-peak: {from: 22:00, to: 06:00}", given);

        assertThat(decision.holds()).extracting(Hold::by).containsExactly(By.GOING_ON, By.COOLDOWN, By.OFF_PEAK);
        assertThat(decision.nextLook()).contains(Instant.parse("2026-02-01T22:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        // window-for all, asked for by hand, due
        "false, false, false",
        "false, true, true",
        "true, false, false",
        "true, true, false"
    })
    void shouldWaitForTheHoursInWhichWorkInAwsBegins(boolean forAll, boolean asked, boolean due) throws Exception {
        Given given = new Given().now("2026-02-01T12:00:00Z").window("22:00-06:00", forAll);
        if (asked) {
            given.asked();
        }

        TriggerDecision decision = decide("new-data: {parts: 1}", given);

        assertThat(decision.due()).isEqualTo(due);
        assertThat(decision.holds()).extracting(Hold::by).containsExactly(By.COST_WINDOW);
        assertThat(decision.holds().get(0).sentence())
                .isEqualTo("work in AWS begins from 22:00 to 06:00 in UTC only, next from 2026-02-01T22:00:00Z on");
        assertThat(decision.nextLook())
                .isEqualTo(due ? Optional.empty() : Optional.of(Instant.parse("2026-02-01T22:00:00Z")));
    }

    @Test
    void shouldLookNextWhenAllHoursAreOpen() throws Exception {
        Given given = new Given().now("2026-02-01T12:00:00Z").window("22:00-06:00", false);

        TriggerDecision decision = decide("new-data: {parts: 1}, off-peak: {from: 01:00, to: 03:00}", given);

        assertThat(decision.nextLook()).contains(Instant.parse("2026-02-02T01:00:00Z"));
    }
}
