package retrain.report;

import java.util.List;
import java.util.Optional;
import retrain.monitor.Monitoring;
import retrain.monitor.Window;

/** {@code monitor.html}. */
final class MonitorPage {
    private static final List<Section<MonitorRecord>> SECTIONS = List.of(
            new LiveSection(),
            new DriftSection(),
            new ColumnSection(),
            new DriftTestSection(),
            new WindowSection(),
            new NoteSection());

    private MonitorPage() {}

    static String of(MonitorRecord record) {
        MonitorHeadline headline = new MonitorHeadline(record);
        Markup html = Frame.begin(Texts.join(record.monitoring().model(), ": ", headline.outcome().badge));
        html.open("header").line();
        html.element("h1", headline.sentence()).line();
        Frame.badge(
                html,
                headline.outcome().style,
                headline.outcome().badge,
                record.monitoring().model());
        html.element("p", headline.reason(), "class", "reason").line();
        facts(html, record);
        Frame.links(html, SECTIONS, record);
        html.closeLine();
        return Frame.end(html, SECTIONS, record);
    }

    private static void facts(Markup html, MonitorRecord record) {
        Monitoring monitoring = record.monitoring();
        html.open("dl");
        Frame.fact(
                html,
                "Watched",
                monitoring
                        .champion()
                        .map(v -> Texts.join("version ", Integer.toString(v)))
                        .orElse("no version yet"));
        Frame.fact(html, "Reference", monitoring.reference());
        Frame.fact(html, "Its rows", Figures.count(monitoring.referenceRows()));
        Frame.fact(html, "Windows", Figures.count(record.all().size()));
        Optional<Window> newest = record.newest();
        if (newest.isPresent()) {
            Frame.fact(html, "Newest", newest.get().name());
        }
        Frame.fact(html, "Made", Marks.time(record.made()));
        html.closeLine();
    }
}
