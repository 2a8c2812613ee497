package retrain.jenkins.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import retrain.jenkins.result.GateLine.Evidence;
import retrain.jenkins.result.RunResult;
import retrain.jenkins.result.RunResults;

/** Results as commands leave them. */
final class Sample {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/page");

    /** What the core wrote, in the same checkout. */
    private static final Path CORE = Path.of("../shared-core/src/test/resources/golden/report");

    private Sample() {}

    /** {@return the result of the core's golden file} */
    static RunResult rejected() {
        return read("run", ending("REJECTED", 2), Optional.of(core("result.json")));
    }

    static RunResult of(String outcome, String model, @Nullable Integer version, double auc) {
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put("auc", auc);
        return of(outcome, model, version, metrics);
    }

    static RunResult of(String outcome, String model, @Nullable Integer version, Map<String, Double> metrics) {
        StringBuilder scores = new StringBuilder();
        metrics.forEach((name, value) -> scores.append(scores.isEmpty() ? "" : ",")
                .append('"')
                .append(name)
                .append("\":")
                .append(Double.isFinite(value) ? value.toString() : "\"" + value + "\""));
        String result = "{\"format\":1,\"model\":\"" + model + "\",\"evaluation\":{\"candidate\":{" + scores
                + "},\"champion\":{\"auc\":0.7}}" + (version == null ? "" : ",\"version\":" + version) + "}";
        return read("run", ending(outcome, 0), Optional.of(result));
    }

    /** {@return the result of a command that writes none of its own} */
    static RunResult bare(String command, String outcome) {
        return read(command, ending(outcome, 0), Optional.empty());
    }

    static RunResult warned(String outcome) {
        return read("run", ending(outcome, 0), Optional.of(core("result.json")));
    }

    static Entry entry(int number, RunResult result) {
        return new Entry(number, "#" + number, "job/m/" + number + "/", number * 1000L, result);
    }

    static Evidence evidence(String low, String high, String estimate, String bound, boolean higherIsBetter) {
        String gate =
                "{\"format\":1,\"gates\":[{\"gate\":\"g\",\"verdict\":\"PASSED\",\"evidence\":{\"of\":\"auc\",\"estimate\":"
                        + estimate + ",\"interval\":{\"low\":" + low + ",\"high\":" + high
                        + ",\"confidence\":0.95},\"bound\":"
                        + bound + ",\"higherIsBetter\":" + higherIsBetter + "}}]}";
        Evidence evidence = read("run", ending("PROMOTED", 0), Optional.of(gate))
                .getGates()
                .get(0)
                .getEvidence();
        if (evidence == null) {
            throw new IllegalStateException("no evidence");
        }
        return evidence;
    }

    static String core(String name) {
        return text(CORE.resolve(name));
    }

    /** {@return the golden file, written anew first if that is asked for} */
    static String golden(String name, String now) {
        Path file = GOLDEN.resolve(name);
        if ("update".equals(System.getProperty("retrain.golden"))) {
            try {
                Files.createDirectories(GOLDEN);
                Files.writeString(file, now);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return text(file);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RunResult read(String command, String ending, Optional<String> result) {
        try {
            return RunResults.read("id-1", command, ending, result, Optional.of("retrain/id-1/report.html"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String ending(String outcome, int exit) {
        return "{\"format\":1,\"exit\":" + exit + ",\"kind\":\"" + outcome
                + "\",\"summary\":\"As it is\",\"text\":[\"a line\"],\"run\":\"r-1\",\"problems\":[]}";
    }
}
