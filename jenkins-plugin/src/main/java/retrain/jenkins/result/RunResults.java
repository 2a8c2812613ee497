package retrain.jenkins.result;

import java.io.IOException;
import java.util.Optional;

/** Makes results of the files that a command leaves. */
public final class RunResults {
    private RunResults() {}

    /** {@return the result of a run that goes on} */
    public static RunResult started(String id, String command) {
        return new RunResult(RunFacts.started(id, command));
    }

    /**
     * {@return the result of a command that ended}
     *
     * @param id what the plugin calls this execution
     * @param command the command's word
     * @param ending the text of the file of {@code --ending}
     * @param result the text of {@code result.json}, {@code check.json} or {@code monitor.json}, if the command wrote one
     * @param report the path of the report among the build's artifacts
     * @throws IOException if a file is cut, or of a newer format; the message is for people
     */
    public static RunResult read(
            String id, String command, String ending, Optional<String> result, Optional<String> report)
            throws IOException {
        JsonTree read = result.isPresent() ? JsonTree.of(result.get()) : null;
        return new RunResult(RunFacts.of(id, command, JsonTree.of(ending), Optional.ofNullable(read), report));
    }
}
