package retrain.report;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Evaluation.Slice;
import retrain.gate.Decision;
import retrain.gate.Verdict;

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
        fixture.gates.add(new Decision.Gate(
                hostile,
                hostile,
                Optional.of(hostile + "=" + hostile),
                Verdict.FAILED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                hostile,
                Optional.empty(),
                Optional.empty()));
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
