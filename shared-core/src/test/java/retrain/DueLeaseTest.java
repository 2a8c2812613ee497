package retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.run.RunId;
import retrain.trigger.TriggerFacts.Going;

class DueLeaseTest {
    private static final Instant START = Instant.parse("2026-02-01T12:00:00Z");

    @TempDir
    Path project;

    private Instant now = START;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(project.resolve("retrain.yaml"), """
                model: m
                task: binary
                target: y
                data: {sources: {rows: rows.csv}}
                train: {xgboost: {rounds: 10}}
                gates: [{metric: auc, at-least: 0.6}]
                """);
    }

    /** Its time is that of the test. */
    private final class TestClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** A process of its own. */
    private Setting process() {
        Ports ports = OtherPorts.at(new TestClock());
        return Setting.open(new Request(Command.RUN, Map.of(), project, project, "test"), ports, event -> {});
    }

    private DueLease taken() {
        return DueLease.take(process(), run -> true).orElseThrow();
    }

    private Optional<RunId> going() {
        return DueLease.going(process()).map(Going::run);
    }

    @Test
    void shouldBelongToOneUntilItIsGivenBack() {
        assertThat(going()).isEmpty();
        DueLease lease = taken();

        assertThat(going()).contains(lease.run());
        assertThat(lease.killed()).isEmpty();
        assertThat(DueLease.take(process(), run -> true)).isEmpty();

        lease.close();
        assertThat(going()).isEmpty();
        try (DueLease next = taken()) {
            assertThat(next.killed()).isEmpty();
            assertThat(going()).contains(next.run());
        }
    }

    @Test
    void shouldBeTakenFromAProcessThatDoesNotRenewIt() {
        DueLease killed = taken();
        now = START.plus(DueLease.LIVES).minusMillis(1);
        assertThat(DueLease.take(process(), run -> true)).isEmpty();

        now = START.plus(DueLease.LIVES);
        assertThat(going()).isEmpty();
        try (DueLease next = taken()) {
            assertThat(next.killed()).contains(killed.run());
            assertThat(going()).contains(killed.run());

            killed.renew();
            killed.close();
            assertThat(going()).contains(killed.run());
        }
        assertThat(going()).isEmpty();
    }

    @Test
    void shouldLiveAsLongAsItIsRenewed() {
        try (DueLease lease = taken()) {
            now = START.plusSeconds(540);
            lease.renew();
            now = START.plusSeconds(1_139);

            assertThat(DueLease.going(process())).contains(new Going(lease.run(), START.plusSeconds(1_140)));
        }
    }

    @Test
    void shouldNotGoOnWithARunThatCannotBe() {
        DueLease killed = taken();
        now = START.plus(DueLease.LIVES);

        try (DueLease next = DueLease.take(process(), run -> false).orElseThrow()) {
            assertThat(next.killed()).isEmpty();
            assertThat(going()).contains(next.run()).isNotEqualTo(Optional.of(killed.run()));
        }
    }

    @Test
    void shouldBelieveAClockThatIsAheadOnlyALittle() {
        DueLease lease = taken();

        now = START.minus(DueLease.LIVES).plusMillis(1);
        assertThat(going()).contains(lease.run());
        now = START.minus(DueLease.LIVES);
        assertThat(going()).isEmpty();
        lease.close();
    }
}
