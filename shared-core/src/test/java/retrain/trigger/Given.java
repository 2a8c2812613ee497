package retrain.trigger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import retrain.data.Column;
import retrain.data.Part;
import retrain.monitor.Monitoring;
import retrain.run.Digest;
import retrain.run.RunId;
import retrain.spec.Hours;
import retrain.trigger.TriggerFacts.Champion;
import retrain.trigger.TriggerFacts.Going;
import retrain.trigger.TriggerFacts.PastRetrain;
import retrain.trigger.TriggerFacts.Prepared;
import retrain.trigger.TriggerFacts.Tried;
import retrain.trigger.TriggerFacts.Window;

/** Facts for tests: version 3 of 1000 rows, made at 2026-01-05T02:00Z from two files of 100 bytes; a third has come since. */
public final class Given {
    static final RunId RUN = new RunId("20260105T015000Z-00000a");
    public static final Part JANUARY = part("january", 100);
    public static final Part FEBRUARY = part("february", 100);
    public static final Part MARCH = part("march", 50);
    static final List<Column> COLUMNS =
            List.of(new Column("x", Column.Kind.NUMBER, "DOUBLE"), new Column("y", Column.Kind.CATEGORY, "VARCHAR"));

    private Instant now = Instant.parse("2026-02-01T12:00:00Z");
    private boolean asked;
    private Optional<Champion> champion = Optional.of(new Champion(
            3,
            RUN,
            Instant.parse("2026-01-05T02:00:00Z"),
            Instant.parse("2026-01-05T02:00:05Z"),
            List.of(JANUARY, FEBRUARY),
            1000,
            COLUMNS));
    private List<Part> parts = List.of(JANUARY, FEBRUARY, MARCH);
    private Optional<Prepared> prepared = Optional.empty();
    private Optional<List<String>> changes = Optional.of(List.of());
    private Optional<Monitoring> monitoring = Optional.empty();
    private final List<PastRetrain> runs = new ArrayList<>();
    private Optional<Tried> tried = Optional.empty();
    private Optional<Going> going = Optional.empty();
    private Optional<Window> window = Optional.empty();

    static Part part(String name, long bytes) {
        return new Part("rows", "data/" + name + ".csv", bytes, Digest.of(name), Optional.empty());
    }

    public TriggerFacts facts() {
        return new TriggerFacts(
                "m", now, asked, champion, parts, prepared, changes, monitoring, runs, tried, going, window);
    }

    Given now(String time) {
        now = Instant.parse(time);
        return this;
    }

    Given window(String hours, boolean forAll) {
        window = Optional.of(new Window(Hours.of(hours, List.of()), forAll));
        return this;
    }

    Given asked() {
        asked = true;
        return this;
    }

    public Given noChampion() {
        champion = Optional.empty();
        return this;
    }

    Given parts(Part... now) {
        parts = List.of(now);
        return this;
    }

    Given prepared(long rows, Column... columns) {
        prepared = Optional.of(new Prepared(rows, List.of(columns)));
        return this;
    }

    Given changes(String... now) {
        changes = Optional.of(Stream.of(now).toList());
        return this;
    }

    Given ledgerGone() {
        changes = Optional.empty();
        return this;
    }

    Given monitoring(Monitoring now) {
        monitoring = Optional.of(now);
        return this;
    }

    Given run(String began, String ended, boolean trained) {
        runs.add(0, new PastRetrain(RUN, Instant.parse(began), Instant.parse(ended), trained));
        return this;
    }

    Given tried(String outcome) {
        tried = Optional.of(new Tried(RUN, outcome));
        return this;
    }

    public Given going(String until) {
        going = Optional.of(new Going(RUN, Instant.parse(until)));
        return this;
    }
}
