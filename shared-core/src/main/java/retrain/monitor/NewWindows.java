package retrain.monitor;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import retrain.data.Snapshot;
import retrain.monitor.SamplePlan.Table;
import retrain.run.Store;
import retrain.spec.MonitorSpec;
import retrain.spec.PeriodSpec;
import retrain.spec.Span;
import retrain.spec.Spec;

/**
 * The rows that windows are compared with, and the windows: what is newer than the reference, by {@code data.time}. Rows without a time
 * make one window of all rows that the champion's snapshot does not have.
 */
final class NewWindows {
    private final Spec spec;
    private final MonitorSpec monitor;
    private final Store store;
    private final NewRows rows;
    private final Snapshot current;
    private final Optional<WatchedModel> champion;
    private final Path scratch;
    private final ZoneId zone;

    NewWindows(Spec spec, Store store, NewRows rows, Snapshot current, Optional<WatchedModel> champion, Path scratch) {
        this.spec = spec;
        this.monitor = spec.monitor();
        this.store = store;
        this.rows = rows;
        this.current = current;
        this.champion = champion;
        this.scratch = scratch;
        this.zone = ZoneId.of(spec.monitor().zone());
    }

    /** Rows in a file of their own. */
    record Cut(String name, Optional<Instant> from, Optional<Instant> to, Table table) {}

    /** {@return what the windows are compared with; empty if there is neither a champion nor a stated period} */
    Optional<Cut> reference() {
        if (monitor.reference().isPresent()) {
            PeriodSpec period = monitor.reference().get();
            String name = "the rows from " + period.from() + " to " + period.to();
            return Optional.of(cut(name, period.start(zone), period.end(zone), "reference.parquet"));
        }
        return champion.map(c -> new Cut(
                "the training rows of version " + c.number(),
                Optional.empty(),
                Optional.empty(),
                new Table(
                        store.fetch(c.snapshot().train().digest()),
                        c.snapshot().train().rows())));
    }

    /**
     * {@return the windows, the oldest first, those without rows, too; empty if nothing is newer}
     *
     * @param predicted the time of the latest prediction of the live model; absent if none is there
     */
    List<Cut> windows(Optional<Instant> predicted) {
        Optional<String> time = spec.data().time();
        if (time.isPresent()) {
            return byTime(time.get(), predicted);
        }
        return champion.isPresent() ? byContent(champion.get().snapshot(), predicted.isPresent()) : List.of();
    }

    private List<Cut> byTime(String time, Optional<Instant> predicted) {
        Optional<Instant> latest = later(rows.latest(tables(current), time), predicted);
        Optional<Instant> start = start(time);
        if (latest.isEmpty() || start.isEmpty()) {
            return List.of();
        }
        List<Cut> cuts = new ArrayList<>();
        for (Periods.Period period :
                Periods.of(start.get(), latest.get(), monitor.window().map(Span::of), monitor.windows(), zone)) {
            cuts.add(cut(period.name(), period.from(), period.to(), "window-" + cuts.size() + ".parquet"));
        }
        return cuts;
    }

    private static Optional<Instant> later(Optional<Instant> a, Optional<Instant> b) {
        return Stream.of(a, b).flatMap(Optional::stream).max(Instant::compareTo);
    }

    private Optional<Instant> start(String time) {
        if (monitor.reference().isPresent()) {
            return Optional.of(monitor.reference().get().end(zone));
        }
        return champion.flatMap(c -> rows.latest(tables(c.snapshot()), time)).map(t -> t.plus(1, ChronoUnit.MICROS));
    }

    private Cut cut(String name, Instant from, Instant to, String file) {
        Path target = scratch.resolve(file);
        Optional<Instant> first = Optional.of(from);
        Optional<Instant> end = Optional.of(to);
        long count = rows.write(new RowSet(tables(current), spec.data().time(), first, end), target);
        return new Cut(name, first, end, new Table(target, count));
    }

    private List<Cut> byContent(Snapshot known, boolean predicted) {
        List<String> columns =
                spec.data().key().isEmpty() ? common(known) : spec.data().key();
        Path target = scratch.resolve("window-0.parquet");
        long count = rows.writeUnknown(tables(current), tables(known), columns, target);
        return count == 0 && !predicted
                ? List.of()
                : List.of(new Cut("new rows", Optional.empty(), Optional.empty(), new Table(target, count)));
    }

    private List<String> common(Snapshot known) {
        return current.schema().names().stream()
                .filter(c -> known.schema().find(c).isPresent())
                .toList();
    }

    private List<Path> tables(Snapshot snapshot) {
        List<Path> tables = new ArrayList<>(List.of(store.fetch(snapshot.train().digest())));
        snapshot.validation().ifPresent(v -> tables.add(store.fetch(v.digest())));
        tables.add(store.fetch(snapshot.holdout().digest()));
        return tables;
    }
}
