package retrain.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.Interval;
import retrain.evaluate.Evaluation.Leak;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Evaluation.Slice;
import retrain.evaluate.Evaluation.WorstSlice;
import retrain.gate.Decision;
import retrain.gate.Decision.Evidence;
import retrain.gate.Verdict;
import retrain.spec.TuneSpec;
import retrain.train.Tuning;
import retrain.train.Tuning.Ended;
import retrain.train.Tuning.Trial;

/** Names that want to be more than names, in every place that a name can reach. */
final class Hostile {
    private Hostile() {}

    static List<String> texts() {
        return List.of(
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "' onload='alert(1)",
                "</title></svg><script>alert(1)</script>",
                "</style><iframe srcdoc='x'>",
                "]]><!-- -- ><![CDATA[",
                "&lt;b&gt;&#x3c;&amp",
                "![x](https://evil.example/x.png) [y](javascript:alert(1))",
                "@everyone and @acme/owners, closes #1 and GH-2, www.evil.example https://evil.example",
                "| cell | `code` | **bold** |\n\n# heading\r\n<!-- --> \t tab",
                "</details></td></table>",
                "\u0000\u0001\u001b[31m\u0007\uFFFE\uD800 \u202Eevil\u202C \u200Bzero \u2028line",
                "$\\unicode{x}$ ~~gone~~ \\",
                "x".repeat(50_000));
    }

    static RunRecord run(String hostile) {
        Fixture fixture = new Fixture();
        fixture.model = hostile;
        fixture.reason = hostile;
        fixture.outcome = "REJECTED";
        fixture.because = List.of(hostile);
        fixture.columns = List.of("late", "time", hostile, "origin");
        fixture.hyperparameters = new TreeMap<>();
        fixture.hyperparameters.put(hostile, hostile);
        MetricValue undefined = new MetricValue("auc", Optional.empty(), Optional.empty(), hostile);
        fixture.slices.add(
                new Slice(hostile, hostile, 100, 20, List.of(Simulated.metric("auc", 0.7)), List.of(undefined)));
        fixture.slices.add(
                new Slice(hostile, "other", 100, 20, List.of(Simulated.metric("auc", 0.8)), List.of(undefined)));
        fixture.leak = Optional.of(new Leak(hostile, 5, 0.1));
        fixture.evaluateInputs.put("evaluate.threshold", hostile);
        fixture.searched = Optional.of(new Evaluation.Searched(Long.MAX_VALUE, Long.MAX_VALUE, 0.5));
        Interval interval = new Interval(0.1, 0.3, 0.95);
        fixture.worst.add(new WorstSlice(hostile, 10, 5, 0.4, 0.2, interval, 0.01));
        Trial trial = new Trial(1, Map.of(hostile, hostile), Ended.FAILED, Optional.empty(), 0, hostile);
        Trial other = new Trial(2, Map.of(hostile, "1"), Ended.COMPLETED, Optional.of(0.5), 10, hostile);
        fixture.tuning = Optional.of(
                new Tuning(hostile, TuneSpec.Direction.MAXIMIZE, TuneSpec.Strategy.TPE, List.of(trial, other), 2));
        fixture.gates.add(new Decision.Gate(
                hostile,
                hostile,
                Optional.of(hostile + "=" + hostile),
                Verdict.FAILED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                hostile,
                Optional.of(new Evidence(hostile, hostile, 0.2, interval, 0.4, true, 0.9, Optional.empty())),
                Optional.of(hostile)));
        fixture.gates.add(new Decision.Gate(
                hostile,
                hostile,
                Optional.of(hostile + "=" + hostile),
                Verdict.INCONCLUSIVE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                hostile,
                Optional.empty(),
                Optional.empty()));
        return fixture.record();
    }
}
