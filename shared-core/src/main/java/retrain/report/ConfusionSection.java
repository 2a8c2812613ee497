package retrain.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.Curves;

/** Which classes are taken for which: a matrix of few classes, the most frequent mistakes of many. */
final class ConfusionSection implements Section<RunRecord> {
    private static final int MOST_CLASSES = 20;
    private static final int MOST_MISTAKES = 20;
    private static final int SHADES = 9;

    @Override
    public String id() {
        return "confusion";
    }

    @Override
    public String title() {
        return "Confusion matrix";
    }

    @Override
    public boolean applies(RunRecord run) {
        return run.evaluation().isPresent()
                && !run.evaluation().get().candidate().curves().confusion().isEmpty();
    }

    @Override
    public void write(Markup html, RunRecord run) {
        Evaluation evaluation = run.evaluation().orElseThrow();
        html.element(
                        "p",
                        "A row is a true class, a column the class that the model predicts; in per cent of the true class.")
                .line();
        html.open("div", "class", "pair").line();
        model(html, "Candidate", evaluation.candidate().curves());
        Optional<Evaluation.Scored> champion = evaluation.champion();
        if (champion.isPresent() && !champion.get().curves().confusion().isEmpty()) {
            model(html, Marks.champion(run), champion.get().curves());
        }
        html.closeLine();
    }

    private static void model(Markup html, String name, Curves curves) {
        if (curves.confusion().size() <= MOST_CLASSES) {
            matrix(html, name, curves);
        } else {
            mistakes(html, name, curves);
        }
    }

    private static void matrix(Markup html, String name, Curves curves) {
        List<List<Long>> counts = curves.confusion();
        Grid grid =
                Grid.begin(html, name.concat(": true class by predicted class")).head("true ↓ predicted →");
        for (int i = 0; i < counts.size(); i++) {
            grid.numberHead(className(curves, i));
        }
        for (int i = 0; i < counts.size(); i++) {
            grid.row(className(curves, i));
            long total = total(counts.get(i));
            for (int j = 0; j < counts.get(i).size(); j++) {
                cell(html, counts.get(i).get(j), total, i == j);
            }
        }
        grid.end();
    }

    private static void cell(Markup html, long count, long total, boolean right) {
        long shade = total == 0 ? 0 : Math.round((double) count / total * SHADES);
        String style = "number ".concat(right ? "right" : "wrong").concat(Long.toString(shade));
        html.open("td", "class", style).text(Figures.count(count)).text(" ");
        html.element("small", Figures.share(count, total)).close();
    }

    private static void mistakes(Markup html, String name, Curves curves) {
        Grid grid = Grid.begin(html, name.concat(": the most frequent mistakes"))
                .head("True class")
                .head("Predicted class")
                .numberHead("Rows")
                .numberHead("Of the true class");
        List<Mistake> mistakes = mistakes(curves.confusion());
        for (Mistake mistake : mistakes.subList(0, Math.min(MOST_MISTAKES, mistakes.size()))) {
            grid.row(className(curves, mistake.of()))
                    .cell(className(curves, mistake.as()))
                    .number(Figures.count(mistake.rows()))
                    .number(Figures.share(
                            mistake.rows(), total(curves.confusion().get(mistake.of()))));
        }
        grid.end();
    }

    private record Mistake(int of, int as, long rows) {}

    private static List<Mistake> mistakes(List<List<Long>> counts) {
        List<Mistake> mistakes = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            for (int j = 0; j < counts.get(i).size(); j++) {
                if (i != j && counts.get(i).get(j) > 0) {
                    mistakes.add(new Mistake(i, j, counts.get(i).get(j)));
                }
            }
        }
        mistakes.sort(Comparator.comparingLong(Mistake::rows).reversed());
        return mistakes;
    }

    private static String className(Curves curves, int index) {
        return index < curves.classes().size() ? Texts.brief(curves.classes().get(index), 60) : Integer.toString(index);
    }

    private static long total(List<Long> row) {
        long total = 0;
        for (long count : row) {
            total += count;
        }
        return total;
    }
}
