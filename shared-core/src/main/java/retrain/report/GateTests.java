package retrain.report;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import retrain.gate.Decision;
import retrain.gate.Verdict;

/**
 * {@code gates.xml}: JUnit XML, a test case a gate, as Jenkins and others read it. A gate that could not tell is an error, a failed
 * one a failure; both make a build unstable. One that only reports is skipped unless it passed.
 */
final class GateTests {
    private GateTests() {}

    static String of(RunRecord run) {
        Markup xml = new Markup(4_096);
        xml.trusted("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        List<Decision.Gate> gates = run.decision().map(Decision::gates).orElse(List.of());
        if (!gates.isEmpty()) {
            open(
                    xml,
                    run,
                    gates.size(),
                    count(gates, Verdict.FAILED),
                    count(gates, Verdict.INCONCLUSIVE),
                    silent(gates));
            Set<String> names = new HashSet<>();
            for (Decision.Gate gate : gates) {
                gate(xml, run, gate, unique(name(gate), names));
            }
        } else if (run.decision().isPresent()) {
            open(xml, run, 1, 1, 0, 0);
            none(xml, run, "failure", run.decision().get().reason());
        } else {
            open(xml, run, 1, 0, 0, 1);
            none(
                    xml,
                    run,
                    "skipped",
                    "the run ended before the gates: ".concat(run.result().reason()));
        }
        return xml.closeLine().toString();
    }

    private static int count(List<Decision.Gate> gates, Verdict verdict) {
        int count = 0;
        for (Decision.Gate gate : gates) {
            count += gate.verdict() == verdict && !isSilent(gate) ? 1 : 0;
        }
        return count;
    }

    private static int silent(List<Decision.Gate> gates) {
        int count = 0;
        for (Decision.Gate gate : gates) {
            count += isSilent(gate) ? 1 : 0;
        }
        return count;
    }

    /** A gate that did not pass and has no say must not break a build. */
    private static boolean isSilent(Decision.Gate gate) {
        return gate.reportsOnly().isPresent() && gate.verdict() != Verdict.PASSED;
    }

    private static void open(Markup xml, RunRecord run, int tests, int failures, int errors, int skipped) {
        xml.open(
                        "testsuite",
                        "name",
                        "retrain gates",
                        "tests",
                        Integer.toString(tests),
                        "failures",
                        Integer.toString(failures),
                        "errors",
                        Integer.toString(errors),
                        "skipped",
                        Integer.toString(skipped),
                        "time",
                        "0")
                .line();
        xml.open("properties").line();
        property(xml, "model", run.result().model());
        property(xml, "run", run.result().run());
        property(xml, "outcome", run.result().outcome());
        xml.closeLine();
    }

    private static void property(Markup xml, String name, String value) {
        xml.empty("property", "name", name, "value", value).line();
    }

    private static String name(Decision.Gate gate) {
        String name = Texts.brief(gate.gate(), 200);
        return gate.slice().isPresent()
                ? name.concat(" [").concat(Texts.brief(gate.slice().get(), 200)).concat("]")
                : name;
    }

    /** Readers take test cases of one name for one test case. */
    private static String unique(String name, Set<String> names) {
        String unique = name;
        for (int i = 2; !names.add(unique); i++) {
            unique = name + " (" + i + ")";
        }
        return unique;
    }

    private static void gate(Markup xml, RunRecord run, Decision.Gate gate, String name) {
        testCase(xml, run, name);
        if (isSilent(gate)) {
            xml.empty("skipped", "message", Texts.join(gate.verdict().name(), ": ", gate.reason()))
                    .closeLine();
            return;
        }
        switch (gate.verdict()) {
            case PASSED -> xml.element("system-out", gate.reason());
            case FAILED -> verdict(xml, "failure", gate.verdict().name(), gate.reason());
            case INCONCLUSIVE -> verdict(xml, "error", gate.verdict().name(), gate.reason());
        }
        xml.closeLine();
    }

    private static void none(Markup xml, RunRecord run, String element, String reason) {
        testCase(xml, run, "all gates");
        if (element.equals("skipped")) {
            xml.empty(element, "message", reason);
        } else {
            verdict(xml, element, Verdict.FAILED.name(), reason);
        }
        xml.closeLine();
    }

    private static void verdict(Markup xml, String element, String type, String reason) {
        xml.element(element, reason, "type", type, "message", reason);
    }

    /** Readers take what stands before the last dot for a package. */
    private static void testCase(Markup xml, RunRecord run, String name) {
        String model = Texts.brief(run.result().model(), 200).replace('.', '_');
        xml.open("testcase", "classname", "retrain.".concat(model), "name", name, "time", "0");
    }
}
