package retrain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.WorstSlice;
import retrain.report.Sheet.Kind;

/** The slices that a search found the candidate to be worst on. */
final class WorstSliceSection implements Section<RunRecord> {
    @Override
    public String id() {
        return "worst";
    }

    @Override
    public String title() {
        return "Worst slices";
    }

    @Override
    public boolean applies(RunRecord run) {
        return Facts.worstSlices(run).isPresent();
    }

    @Override
    public void write(Markup html, RunRecord run) {
        html.element("p", Facts.worstSlices(run).orElseThrow()).line();
        List<WorstSlice> slices = run.evaluation().orElseThrow().worstSlices();
        if (!slices.isEmpty()) {
            plot(html, slices);
            sheet(run.evaluation().get()).write(html);
        }
    }

    private static void plot(Markup html, List<WorstSlice> slices) {
        List<IntervalPlot.Row> rows = new ArrayList<>();
        for (WorstSlice slice : slices) {
            rows.add(row(slice, "worst-".concat(Integer.toString(rows.size()))));
        }
        html.open("figure", "class", "intervals").open("figcaption");
        html.element("strong", "How much greater the loss is than on all other rows");
        html.element("small", " The bar is the interval, the mark the difference; at the dotted line there is none.");
        html.closeLine();
        IntervalPlot plot = IntervalPlot.of(html, rows);
        html.open("ul", "class", "strips").line();
        html.open("li", "class", "scale")
                .open("div")
                .element("small", "loss on the slice − loss on all other rows")
                .close();
        plot.axis();
        html.closeLine();
        for (int i = 0; i < rows.size(); i++) {
            WorstSlice slice = slices.get(i);
            html.open("li", "class", "row").open("div", "class", "name");
            html.element("code", Texts.brief(slice.slice(), 160)).text(" ");
            html.element("small", Figures.count(slice.rows()).concat(" rows")).close();
            plot.row(rows.get(i));
            html.element("div", difference(slice), "class", "says").closeLine();
        }
        html.close().closeLine();
    }

    private static IntervalPlot.Row row(WorstSlice slice, String id) {
        return new IntervalPlot.Row(
                id,
                slice.interval().low() > 0 ? "bad" : "unsure",
                Texts.join(Texts.brief(slice.slice(), 160), ": ", difference(slice)),
                slice.loss() - slice.rest(),
                Optional.of(slice.interval()),
                Optional.empty(),
                false,
                Optional.of(0.0));
    }

    private static String difference(WorstSlice slice) {
        return Texts.join(Figures.signed(slice.loss() - slice.rest()), ", ", Marks.signedInterval(slice.interval()));
    }

    /** {@return the slices with their losses} */
    static Sheet sheet(Evaluation evaluation) {
        boolean positives = evaluation.positives() > 0;
        Sheet sheet = new Sheet("Worst slices").column("Slice", Kind.NAME).column("Rows", Kind.NUMBER);
        if (positives) {
            sheet.column("Class 1", Kind.NUMBER);
        }
        sheet.column("Picture", Kind.DRAWING)
                .column("Loss", Kind.NUMBER)
                .column("Loss elsewhere", Kind.NUMBER)
                .column("Difference", Kind.VALUE)
                .column("p, adjusted", Kind.NUMBER);
        for (WorstSlice slice : evaluation.worstSlices()) {
            List<String> cells = new ArrayList<>(List.of(slice.slice(), Figures.count(slice.rows())));
            if (positives) {
                cells.add(Figures.share(slice.positives(), slice.rows()));
            }
            cells.addAll(List.of(
                    IntervalPlot.drawing(row(slice, "")),
                    Figures.value(slice.loss()),
                    Figures.value(slice.rest()),
                    difference(slice),
                    Figures.probability(slice.pValue())));
            sheet.row(cells);
        }
        return sheet;
    }
}
