package retrain.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import retrain.evaluate.Evaluation;
import retrain.run.Digest;
import retrain.run.LedgerEntry;

/**
 * {@code report.html}: one file that asks nobody for anything. Its policy allows one style sheet, by digest, and nothing else: no
 * script, no picture, no inline style, whatever a name in the data may say.
 */
final class Page {
    private static final List<Section> SECTIONS = List.of(
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
            new InspectionSection(),
            new DataSection(),
            new ProvenanceSection());

    private Page() {}

    static String of(RunRecord run) {
        Markup html = new Markup(64 * 1024);
        html.trusted("<!DOCTYPE html>\n").open("html", "lang", "en").line();
        head(html, run.result());
        html.open("body").line().open("main").line();
        header(html, run);
        for (Section section : SECTIONS) {
            if (section.applies(run)) {
                html.open("section", "id", section.id())
                        .element("h2", section.title())
                        .line();
                section.write(html, run);
                html.closeLine();
            }
        }
        html.closeLine().closeLine().closeLine();
        return html.toString();
    }

    private static void head(Markup html, Result result) {
        String style = style();
        byte[] digest = Digest.sha256().digest(style.getBytes(StandardCharsets.UTF_8));
        String policy = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-"
                .concat(Base64.getEncoder().encodeToString(digest))
                .concat("'");
        html.open("head").line();
        html.empty("meta", "charset", "utf-8").line();
        html.empty("meta", "http-equiv", "Content-Security-Policy", "content", policy)
                .line();
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        html.empty("meta", "name", "color-scheme", "content", "light dark").line();
        html.empty("meta", "name", "referrer", "content", "no-referrer").line();
        html.element("title", result.model().concat(": ").concat(result.outcome()))
                .line();
        html.open("style").trusted(style).closeLine().closeLine();
    }

    private static String style() {
        try (InputStream in = Page.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("report.css is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void header(Markup html, RunRecord run) {
        Result result = run.result();
        html.open("header").line();
        html.element("h1", result.sentence()).line();
        html.open("p")
                .element(
                        "span",
                        Marks.ofOutcome(result.outcome()).concat(" ").concat(result.outcome()),
                        "class",
                        "badge ".concat(Marks.styleOfOutcome(result.outcome())))
                .text(" ")
                .element("strong", Texts.brief(result.model(), 200), "class", "model")
                .closeLine();
        html.element("p", Texts.brief(result.reason(), 2_000), "class", "reason")
                .line();
        Optional<String> alarm = Facts.alarm(run);
        if (alarm.isPresent()) {
            html.element("p", alarm.get(), "class", "alarm").line();
        }
        facts(html, run);
        links(html, run);
        html.closeLine();
    }

    private static void facts(Markup html, RunRecord run) {
        Result result = run.result();
        html.open("dl");
        fact(html, "Run", result.run());
        fact(html, "Command", result.command());
        fact(html, "Intent", result.intent());
        Optional<LedgerEntry.Began> began = Marks.began(run);
        if (began.isPresent()) {
            fact(html, "Began", Marks.time(began.get().at()));
        }
        if (result.version().isPresent()) {
            fact(html, "Version", Integer.toString(result.version().get()));
        }
        if (run.evaluation().isPresent()) {
            Optional<Evaluation.Scored> champion = run.evaluation().get().champion();
            fact(html, "Compared with", champion.isPresent() ? champion.get().name() : "no champion yet");
        }
        html.closeLine();
    }

    private static void fact(Markup html, String name, String value) {
        html.open("div")
                .element("dt", name)
                .element("dd", Texts.brief(value, 200))
                .close();
    }

    private static void links(Markup html, RunRecord run) {
        html.open("nav", "aria-label", "Sections").open("ul");
        for (Section section : SECTIONS) {
            if (section.applies(run)) {
                html.open("li")
                        .element("a", section.title(), "href", "#".concat(section.id()))
                        .close();
            }
        }
        html.close().closeLine();
    }
}
