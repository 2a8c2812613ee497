package retrain.jenkins.agent;

import java.util.ArrayList;
import java.util.List;

/** The call of Maven that brings the runner. */
final class MavenCall {
    private MavenCall() {}

    static List<String> of(boolean unix, boolean hasWrapper, String version, String into) {
        List<String> call = new ArrayList<>(unix ? List.of() : List.of("cmd", "/c"));
        if (hasWrapper) {
            call.addAll(unix ? List.of("sh", "./mvnw") : List.of("mvnw.cmd"));
        } else {
            call.add("mvn");
        }
        call.addAll(List.of(
                "-B",
                "-q",
                "dependency:copy",
                "-Dartifact=io.retrain:retrain-runner:" + version + ":zip:bin",
                "-DoutputDirectory=" + into,
                "-Dmdep.useBaseVersion=true"));
        return call;
    }

    /** {@return the line of Maven's output that says most} */
    static String firstError(String output) {
        return output.lines()
                .filter(line -> line.contains("ERROR"))
                .findFirst()
                .orElseGet(() -> output.lines().findFirst().orElse("it said nothing"))
                .strip();
    }
}
