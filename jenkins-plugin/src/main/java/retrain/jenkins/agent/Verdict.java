package retrain.jenkins.agent;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.jenkins.result.JsonTree;
import retrain.jenkins.result.RunResult;
import retrain.jenkins.result.RunResults;

/**
 * What a command came to, for the build.
 *
 * @param failure why the step fails, for people; null if it does not
 */
record Verdict(@Nullable RunResult result, @Nullable String failure) {
    /**
     * Reads what a command left.
     *
     * @param where the folder and the agent, for people
     * @param ending the text of its file, if there is one
     * @param result that of {@code result.json} or what the command writes instead
     * @param lost why nothing else is known of the process
     */
    static Verdict of(
            AgentRun run, String where, Optional<String> ending, Optional<String> result, Optional<String> lost) {
        String command = run.step().command().word();
        if (ending.isEmpty()) {
            return new Verdict(null, unsaid(run, command, lost));
        }
        try {
            JsonTree said = JsonTree.of(ending.get());
            Optional<String> report = said.text("report").map(path -> "retrain/" + run.id() + "/" + name(path));
            RunResult read = RunResults.read(run.id(), command, ending.get(), result, report);
            return new Verdict(read, failure(read, said));
        } catch (IOException e) {
            String what = "retrain " + command + ": what it left in " + where + " cannot be read: " + e.getMessage();
            return new Verdict(null, what + ". " + CoreRun.toGoOn(run.run()));
        }
    }

    /** The path is one of the agent, whatever system that has. */
    private static String name(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    private static String unsaid(AgentRun run, String command, Optional<String> lost) {
        String why =
                lost.orElse("It ended without saying how: it was killed, or could not start; its last lines say more");
        return "retrain " + command + ": " + why + ". " + CoreRun.toGoOn(run.run());
    }

    private static @Nullable String failure(RunResult result, JsonTree ending) {
        String of = "retrain " + result.getCommand() + ": ";
        return switch (result.getExit()) {
            case 0 -> null;
            case 2 -> of + result;
            case 3 -> of + lines(result.getReasons(), result.getSummary());
            case 70 -> of + result.getSummary() + ". Its stack trace is in the log. " + CoreRun.toGoOn(result.getRun());
            default ->
                of + lines(result.getReasons(), result.getSummary()) + request(ending) + ". " + later(ending)
                        + CoreRun.toGoOn(result.getRun());
        };
    }

    private static String lines(List<String> reasons, String orElse) {
        if (reasons.size() <= 1) {
            return reasons.isEmpty() ? orElse : reasons.get(0);
        }
        return reasons.size() + " mistakes to mend\n  " + String.join("\n  ", reasons);
    }

    private static String request(JsonTree ending) {
        return ending.text("requestId").map(id -> " (request " + id + ")").orElse("");
    }

    private static String later(JsonTree ending) {
        return ending.isOn("retryable") ? "It may succeed later without any change. " : "";
    }
}
