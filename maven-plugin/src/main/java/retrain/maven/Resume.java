package retrain.maven;

import java.util.Map;
import java.util.Optional;
import retrain.Option;
import retrain.Request;

/** The command line that goes on with a run. */
record Resume(String goal, Map<Option, String> options) {
    static Resume of(Request request, boolean project) {
        String version = Optional.ofNullable(Resume.class.getPackage().getImplementationVersion())
                .orElse("LATEST");
        String prefix = project ? "retrain" : "io.retrain:retrain-maven-plugin:" + version;
        return new Resume(prefix + ":" + request.command().word(), request.options());
    }

    /** {@return the command, with the options that were given: the run must be gone on with under the same spec} */
    String command(String run) {
        StringBuilder command = new StringBuilder("mvn ").append(goal);
        for (Map.Entry<Option, String> option : options.entrySet()) {
            if (option.getKey() != Option.RUN) {
                append(command, option.getKey(), option.getValue());
            }
        }
        append(command, Option.RUN, run);
        return command.toString();
    }

    private static void append(StringBuilder command, Option option, String value) {
        String argument = "-Dretrain." + option.word() + "=" + value;
        boolean plain = argument.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_.=/:,".indexOf(c) >= 0);
        command.append(' ').append(plain ? argument : "'" + argument + "'");
    }
}
