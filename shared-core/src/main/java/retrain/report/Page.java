package retrain.report;

import java.util.List;
import java.util.Optional;
import retrain.evaluate.Evaluation;
import retrain.run.LedgerEntry;

/** {@code report.html}. */
final class Page {
    private static final List<Section<RunRecord>> SECTIONS = List.of(
            new GateSection(),
            new MetricSection(),
            new CalibrationSection(),
            new CurveSection(),
            new ConfusionSection(),
            new SliceSection(),
            new WorstSliceSection(),
            new TuningSection(),
            new TrainingSection(),
            new StageSection(),
            new CostSection(),
            new InspectionSection(),
            new DataSection(),
            new ProvenanceSection());

    private Page() {}

    static String of(RunRecord run) {
        Result result = run.result();
        Markup html = Frame.begin(result.model().concat(": ").concat(result.outcome()));
        header(html, run);
        return Frame.end(html, SECTIONS, run);
    }

    private static void header(Markup html, RunRecord run) {
        Result result = run.result();
        html.open("header").line();
        html.element("h1", result.sentence()).line();
        Frame.badge(
                html,
                Marks.styleOfOutcome(result.outcome()),
                Marks.ofOutcome(result.outcome()).concat(" ").concat(result.outcome()),
                result.model());
        html.element("p", Texts.brief(result.reason(), 2_000), "class", "reason")
                .line();
        Optional<String> alarm = Facts.alarm(run);
        if (alarm.isPresent()) {
            html.element("p", alarm.get(), "class", "alarm").line();
        }
        facts(html, run);
        Frame.links(html, SECTIONS, run);
        html.closeLine();
    }

    private static void facts(Markup html, RunRecord run) {
        Result result = run.result();
        html.open("dl");
        Frame.fact(html, "Run", result.run());
        Frame.fact(html, "Command", result.command());
        Frame.fact(html, "Intent", result.intent());
        Optional<LedgerEntry.Began> began = Marks.began(run);
        if (began.isPresent()) {
            Frame.fact(html, "Began", Marks.time(began.get().at()));
        }
        if (result.version().isPresent()) {
            Frame.fact(html, "Version", Integer.toString(result.version().get()));
        }
        if (run.evaluation().isPresent()) {
            Optional<Evaluation.Scored> champion = run.evaluation().get().champion();
            Frame.fact(
                    html, "Compared with", champion.isPresent() ? champion.get().name() : "no champion yet");
        }
        html.closeLine();
    }
}
