package retrain.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.ab.Look;
import retrain.ab.Look.Effect;
import retrain.report.Sheet.Kind;
import retrain.run.Json;

/** Writes what a look at a test leaves for people and machines. */
public final class AbReports {
    private AbReports() {}

    /**
     * The content of {@code ab.json}.
     *
     * @param format the version of this format; later ones may add keys and take none away
     * @param outcome what became of the test: TESTING, PROMOTED, REJECTED, INCONCLUSIVE or ALARM
     * @param sentence the outcome in a sentence
     */
    record AbResult(int format, String outcome, String sentence, Look look) {
        static final int FORMAT = 1;
    }

    /**
     * Writes {@code ab.html}, {@code ab.md} and {@code ab.json}, each whole or not at all, the last one last.
     *
     * @param outcome the word of the outcome
     * @param out the folder, made if need be
     * @return the path of {@code ab.html}
     */
    public static Path write(Look look, String outcome, Path out) {
        return Reports.writing(out, "ab", () -> {
            Files.createDirectories(out);
            Path page = out.resolve("ab.html");
            Reports.text(page(look, outcome), page);
            Reports.text(summary(look, outcome), out.resolve("ab.md"));
            Reports.write(
                    Json.pretty(new AbResult(AbResult.FORMAT, outcome, sentence(look, outcome), look)),
                    out.resolve("ab.json"));
            return page;
        });
    }

    /** {@return the outcome in a sentence} */
    public static String sentence(Look look, String outcome) {
        String challenger = "Version ".concat(Integer.toString(look.challenger().version()));
        String champion = "version ".concat(Integer.toString(look.champion().version()));
        String what =
                switch (outcome) {
                    case "PROMOTED" -> Texts.join(challenger, " is the champion, in place of ", champion);
                    case "REJECTED" -> Texts.join(challenger, " is rolled back; ", champion, " is served alone");
                    case "INCONCLUSIVE" ->
                        Texts.join(challenger, " is rolled back without a decision; ", champion, " is served alone");
                    case "ALARM" ->
                        Texts.join("The test of ", champion, " and ", challenger.substring(8), " is stopped");
                    default ->
                        Texts.join(
                                challenger,
                                " is still tested against ",
                                champion,
                                look.next()
                                        .map(s -> ", with a share of "
                                                .concat(Figures.value(s))
                                                .concat(" from now on"))
                                        .orElse(""));
                };
        return Texts.join(what, ": ", look.reason());
    }

    /** {@return the figures for a console, line by line} */
    public static List<String> lines(Look look) {
        List<String> lines = new ArrayList<>();
        side(lines, "champion", look.champion());
        side(lines, "challenger", look.challenger());
        look.ratio()
                .ifPresent(r -> lines.add(Texts.join(
                        "sample ratio: p = ",
                        Figures.probability(r.pValue()),
                        r.whole() ? ", as was meant" : ", wrong")));
        effect(lines, "", look.compared());
        look.guards().forEach(g -> effect(lines, "guard ", g));
        look.notes().forEach(n -> lines.add("note: ".concat(n)));
        return lines.stream().map(Texts::visible).toList();
    }

    private static void side(List<String> lines, String name, Look.Side side) {
        lines.add(Texts.join(
                name,
                ": version ",
                Integer.toString(side.version()),
                ", ",
                Figures.count(side.units()),
                " units, ",
                Figures.count(side.labelled()),
                " with labels"));
    }

    private static void effect(List<String> lines, String before, Effect effect) {
        lines.add(Texts.join(
                before,
                effect.metric(),
                ": champion ",
                shown(effect.champion()),
                ", challenger ",
                shown(effect.challenger()),
                ", better by ",
                shown(effect.improvement()),
                " ",
                interval(effect),
                ", wanted more than ",
                Figures.value(effect.bound())));
    }

    private static String shown(Optional<Double> value) {
        return value.map(Figures::value).orElse("?");
    }

    private static String interval(Effect effect) {
        return Texts.join("[", shown(effect.low()), ", ", shown(effect.high()), "]");
    }

    private static Sheet effects(Look look, String caption) {
        Sheet sheet = new Sheet(caption)
                .column("Metric", Kind.NAME)
                .column("Role", Kind.WORD)
                .column("Champion", Kind.NUMBER)
                .column("Challenger", Kind.NUMBER)
                .column("Better by", Kind.NUMBER)
                .column("Interval", Kind.TEXT)
                .column("More than", Kind.NUMBER)
                .column("p", Kind.NUMBER);
        row(sheet, look.compared(), "decides");
        look.guards().forEach(g -> row(sheet, g, "guard"));
        return sheet;
    }

    private static void row(Sheet sheet, Effect effect, String role) {
        sheet.row(List.of(
                effect.metric(),
                role,
                shown(effect.champion()),
                shown(effect.challenger()),
                shown(effect.improvement()),
                interval(effect),
                Figures.value(effect.bound()),
                Figures.probability(effect.pValue())));
    }

    private static Sheet units(Look look, String caption) {
        Sheet sheet = new Sheet(caption)
                .column("Variant", Kind.NAME)
                .column("Version", Kind.NUMBER)
                .column("Share", Kind.NUMBER)
                .column("Units", Kind.NUMBER)
                .column("With labels", Kind.NUMBER);
        row(sheet, "champion", look.champion(), 1 - look.share());
        row(sheet, "challenger", look.challenger(), look.share());
        return sheet;
    }

    private static void row(Sheet sheet, String name, Look.Side side, double share) {
        sheet.row(List.of(
                name,
                Integer.toString(side.version()),
                share == 0 ? "copies" : Figures.value(share),
                Figures.count(side.units()),
                Figures.count(side.labelled())));
    }

    private static String ratio(Look look) {
        return look.ratio()
                .map(r -> Texts.join(
                        "Sample ratio: chi-square ",
                        Figures.value(r.statistic()),
                        ", p = ",
                        Figures.probability(r.pValue()),
                        r.whole()
                                ? ": the units came in the shares that were meant."
                                : ": the units did not come in the shares that were meant, and nothing is decided."))
                .orElse("The challenger gets copies of the requests, and its answers go nowhere.");
    }

    private static String summary(Look look, String outcome) {
        Comment out = new Comment("ab.html");
        out.line(Texts.join(
                "### ",
                Marks.ofOutcome(outcome),
                " ",
                Comment.sentence(sentence(look, outcome), 2 * Comment.SENTENCE)));
        effects(look, "").write(out, 20, "metrics");
        units(look, "").write(out, 2, "variants");
        out.paragraph(ratio(look));
        look.notes().forEach(n -> out.paragraph("Note: ".concat(n)));
        return out.toString();
    }

    private static String page(Look look, String outcome) {
        Markup html = Frame.begin(Texts.join(look.model(), ": ", outcome));
        html.open("header").line();
        html.element("h1", sentence(look, outcome)).line();
        Frame.badge(
                html, Marks.styleOfOutcome(outcome), Texts.join(Marks.ofOutcome(outcome), " ", outcome), look.model());
        html.open("dl");
        Frame.fact(html, "Began", Marks.time(look.began()));
        Frame.fact(html, "Looked at", Marks.time(look.looked()));
        Frame.fact(html, "Test", "audit entry ".concat(Integer.toString(look.test())));
        html.closeLine().closeLine();
        effects(look, "How much better the challenger is").write(html);
        units(look, "Units").write(html);
        html.element("p", ratio(look)).line();
        look.notes().forEach(n -> html.element("p", Texts.brief(n, 1_000)).line());
        return Frame.end(html, List.of(), look);
    }
}
