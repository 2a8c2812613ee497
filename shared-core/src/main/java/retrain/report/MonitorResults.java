package retrain.report;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import retrain.monitor.ColumnDrift;
import retrain.monitor.Drift;
import retrain.monitor.JointDrift;
import retrain.monitor.LiveQuality;
import retrain.monitor.Monitoring;
import retrain.monitor.Window;

/** Makes the published form of what monitor came to. */
final class MonitorResults {
    private MonitorResults() {}

    static MonitorResult of(MonitorRecord record) {
        Monitoring monitoring = record.monitoring();
        MonitorHeadline headline = new MonitorHeadline(record);
        int newest = monitoring.windows().size() - 1;
        return new MonitorResult(
                MonitorResult.FORMAT,
                monitoring.model(),
                monitoring.champion(),
                record.made().toString(),
                headline.outcome().name(),
                headline.sentence(),
                headline.reason(),
                monitoring.reference(),
                monitoring.referenceRows(),
                IntStream.rangeClosed(0, newest)
                        .mapToObj(i -> window(monitoring.windows().get(i), i == newest))
                        .toList());
    }

    private static MonitorResult.WindowResult window(Window window, boolean newest) {
        return new MonitorResult.WindowResult(
                window.name(),
                window.from().map(Instant::toString),
                window.to().map(Instant::toString),
                window.rows(),
                window.alarm(),
                window.drift().map(d -> drift(d, newest)),
                window.live().map(MonitorResults::live));
    }

    private static MonitorResult.DriftResult drift(Drift drift, boolean newest) {
        return new MonitorResult.DriftResult(
                drift.alarm(),
                drift.referenceRows(),
                drift.currentRows(),
                drift.sampled(),
                drift.columns().stream().map(c -> column(c, newest)).toList(),
                drift.joint().map(MonitorResults::joint));
    }

    private static MonitorResult.ColumnResult column(ColumnDrift column, boolean newest) {
        return new MonitorResult.ColumnResult(
                column.column(),
                word(column.role()),
                word(column.kind()),
                column.alarm(),
                column.reason(),
                column.tests().stream().map(MonitorResults::test).toList(),
                column.measures().stream().map(MonitorResults::measure).toList(),
                newest ? column.picture().map(MonitorResults::picture) : Optional.empty(),
                column.newCategories());
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static MonitorResult.TestResult test(ColumnDrift.Test test) {
        return new MonitorResult.TestResult(
                test.name(), test.statistic(), test.pValue(), test.adjusted(), measure(test.effect()));
    }

    private static MonitorResult.MeasureResult measure(ColumnDrift.Measure measure) {
        return new MonitorResult.MeasureResult(measure.name(), measure.value(), measure.bound());
    }

    private static MonitorResult.PictureResult picture(ColumnDrift.Picture picture) {
        return new MonitorResult.PictureResult(
                picture.edges(), picture.labels(), picture.reference(), picture.current());
    }

    private static MonitorResult.JointResult joint(JointDrift joint) {
        return new MonitorResult.JointResult(
                joint.auc(),
                joint.low(),
                joint.pValue(),
                joint.adjusted(),
                joint.bound(),
                joint.columns(),
                joint.alarm());
    }

    private static MonitorResult.LiveResult live(LiveQuality live) {
        List<MonitorResult.LevelResult> levels =
                live.levels().stream().map(MonitorResults::level).toList();
        return new MonitorResult.LiveResult(
                live.alarm(),
                live.predictions(),
                live.labelled(),
                live.pending(),
                live.overdue(),
                levels,
                live.notes());
    }

    private static MonitorResult.LevelResult level(LiveQuality.Level level) {
        return new MonitorResult.LevelResult(
                level.metric().word(),
                word(level.basis()),
                level.value(),
                level.low(),
                level.high(),
                level.rows(),
                level.method(),
                level.promised(),
                level.alarm(),
                level.reason());
    }
}
