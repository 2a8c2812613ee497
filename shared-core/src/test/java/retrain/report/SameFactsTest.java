package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import retrain.cost.Money;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.BrierParts;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Evaluation.Scored;
import retrain.evaluate.Evaluation.Slice;
import retrain.evaluate.Evaluation.WorstSlice;
import retrain.gate.Decision;
import retrain.train.Tuning;

/** What the records hold, worked out here a second time, must stand in the page and in the summary. */
class SameFactsTest {
    static Stream<RunRecord> runs() {
        return Stream.of(
                Judged.promoted(),
                Judged.inconclusive(),
                Judged.exhausted(),
                Judged.leaking(),
                Judged.withoutGates(),
                Judged.manyGates(40),
                Judged.worst(),
                Judged.searchedInVain(),
                Fixture.rejected(),
                Fixture.first(),
                Fixture.regression(),
                Fixture.multiclass(4),
                Fixture.paid(),
                Tuned.run(40));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void shouldStandInPageAndSummary(RunRecord run) {
        List<String> facts = new ArrayList<>(List.of(
                run.result().sentence(), run.result().outcome(), run.result().reason()));
        run.decision().ifPresent(decision -> decision(facts, decision));
        run.evaluation().ifPresent(evaluation -> evaluation(facts, evaluation));
        run.tuning().ifPresent(tuning -> tuning(facts, tuning));
        run.result().cost().ifPresent(cost -> cost(facts, cost));

        String page = Xml.parse(Page.of(run)).getDocumentElement().getTextContent();
        String summary = Summary.of(run).replaceAll("\\\\(.)", "$1").replace("`", "");

        assertThat(facts).allSatisfy(fact -> {
            assertThat(page).contains(fact);
            assertThat(summary).contains(fact);
        });
    }

    private static void decision(List<String> facts, Decision decision) {
        facts.add(Marks.of(decision.verdict()));
        for (Decision.Gate gate : decision.gates()) {
            facts.add(gate.gate());
            facts.add(gate.reason());
            gate.slice().ifPresent(facts::add);
            gate.bound().ifPresent(b -> facts.add(Figures.value(b)));
            gate.reportsOnly().ifPresent(facts::add);
            gate.evidence().ifPresent(e -> {
                boolean improvement = e.of().startsWith("improvement");
                facts.add(
                        improvement
                                ? Figures.signed(e.interval().low())
                                : Figures.value(e.interval().low()));
                facts.add(
                        improvement
                                ? Figures.signed(e.interval().high())
                                : Figures.value(e.interval().high()));
                facts.add(improvement ? Figures.signed(e.estimate()) : Figures.value(e.estimate()));
                facts.add(bound(e.bound(), improvement));
                facts.add(e.method());
                facts.add(Figures.value(e.pValue()));
                e.rowsNeeded().ifPresent(n -> facts.add(Figures.count(n)));
            });
        }
        decision.budget().ifPresent(b -> {
            facts.add("Comparison " + b.look() + " on this holdout");
            facts.add(b.exhausted() ? "is spent" : Figures.share(b.spent(), 1).replace(".0%", "%") + " is spent");
        });
    }

    private static String bound(double bound, boolean improvement) {
        return bound == 0 ? "above 0" : improvement ? Figures.signed(bound) : Figures.value(bound);
    }

    private static void evaluation(List<String> facts, Evaluation evaluation) {
        evaluation
                .leak()
                .ifPresent(l -> facts.add(
                        l.rows() == 0
                                ? "None of the"
                                : Figures.count(l.rows()) + " of the " + Figures.count(evaluation.rows())));
        scored(facts, evaluation.candidate());
        evaluation.champion().ifPresent(c -> scored(facts, c));
        evaluation.estimates().forEach(e -> {
            facts.add(e.method());
            facts.add(Figures.signed(e.confidence().lower(0.025)));
            facts.add(Figures.signed(e.confidence().upper(0.025)));
        });
        for (Slice slice : evaluation.slices()) {
            facts.add(slice.value());
            facts.add(Figures.count(slice.rows()));
            slice.candidate().forEach(m -> metric(facts, m));
        }
        for (WorstSlice slice : evaluation.worstSlices()) {
            facts.add(slice.slice());
            facts.add(Figures.value(slice.loss()));
            facts.add(Figures.signed(slice.interval().low()));
            facts.add(Figures.signed(slice.interval().high()));
            facts.add(Figures.value(slice.pValue()));
        }
    }

    private static void metric(List<String> facts, MetricValue metric) {
        metric.value().ifPresent(v -> facts.add(Figures.value(v)));
        metric.interval().ifPresent(i -> facts.add(Figures.value(i.low()) + " to " + Figures.value(i.high())));
        facts.add(metric.reason());
    }

    private static void scored(List<String> facts, Scored scored) {
        scored.metrics().forEach(m -> metric(facts, m));
        scored.threshold()
                .ifPresent(t ->
                        facts.add("from " + (scored.name().equals("candidate") ? "score " : "") + Figures.plain(t)));
        Optional<BrierParts> parts = scored.curves().brier();
        parts.ifPresent(p -> {
            double brier = scored.metric("brier").flatMap(MetricValue::value).orElseThrow();
            facts.add(Figures.value(p.reliability()));
            facts.add(Figures.value(p.resolution()));
            facts.add(Figures.value(p.uncertainty()));
            facts.add(Figures.value(brier - (p.reliability() - p.resolution() + p.uncertainty())));
        });
    }

    private static void cost(List<String> facts, Result.CostResult cost) {
        cost.dollars().ifPresent(dollars -> facts.add("The run cost " + Money.text(dollars) + " in AWS"));
        facts.add("could have been " + Money.text(cost.worst()));
        facts.add("saved " + Money.text(cost.saved()));
        facts.add(Money.text(cost.monthly()) + " a month");
        for (Result.JobCost job : cost.jobs()) {
            facts.add(job.job());
            facts.add(job.service());
            facts.add(job.count() + " x " + job.unit());
            facts.add(Figures.duration(job.billed()));
            job.dollars().ifPresent(dollars -> facts.add(Money.text(dollars)));
        }
    }

    private static void tuning(List<String> facts, Tuning tuning) {
        Tuning.Trial best = tuning.trials().get(tuning.best() - 1);
        facts.add("Trial " + best.number() + " is the best: validation-auc "
                + Figures.value(best.value().orElseThrow()));
        facts.addAll(best.hyperparameters().values().stream()
                .filter(v -> v.length() <= 8)
                .toList());
    }

    @Test
    void shouldSayHowTheThresholdWasChosen() {
        String says = "The candidate counts a row as class 1 from score 0.231 on, chosen on the validation rows by"
                + " cost 1.0 of a false positive, 5.0 of a false negative; Champion (version 3): from 0.5 on.";

        assertThat(Page.of(Judged.promoted())).contains(says);
        assertThat(Summary.of(Judged.promoted()).replace("\\", "")).contains(says);
    }

    @Test
    void shouldSayHowMuchOfTheErrorBudgetIsSpentAndWhatTheNextComparisonGets() {
        assertThat(Page.of(Judged.promoted()))
                .contains(
                        "Comparison 3 on this holdout: it had 8.3% of its error budget; 75% is spent; the next comparison gets 5%.");
        assertThat(Page.of(Judged.exhausted()))
                .contains("<p class=\"alarm\">Comparison 32 on this holdout: its error budget is spent");
    }

    @Test
    void shouldShowALeakAtOnceIfItDecides() {
        String says = "Leak: 3,474 of the 28,243 held-out rows (12.3%) were in the training of version 3";

        assertThat(Page.of(Judged.leaking())).contains("<p class=\"alarm\">" + says);
        assertThat(Summary.of(Judged.leaking())).contains("> **" + says);
        assertThat(Page.of(Judged.promoted())).doesNotContain("class=\"alarm\"");
    }

    @Test
    void shouldTellASearchWithoutFindingsFromNoSearch() {
        String says = "1,234 slices and found nothing: none is worse than chance explains";

        assertThat(Page.of(Judged.searchedInVain())).contains(says);
        assertThat(Summary.of(Judged.searchedInVain())).contains(says);
        assertThat(Page.of(Judged.promoted())).doesNotContain("Worst slices");
        assertThat(Summary.of(Judged.promoted())).doesNotContain("Worst slices");
    }
}
