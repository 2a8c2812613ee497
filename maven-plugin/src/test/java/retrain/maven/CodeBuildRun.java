package retrain.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/**
 * A build as CodeBuild does it by version 0.2 of a buildspec: all commands in one shell, in the phases' order; after one that fails the rest of
 * its phase is left out, and after 'build' comes 'post_build' all the same.
 *
 * @param exported the variables that it hands on
 */
record CodeBuildRun(boolean succeeded, String output, Map<String, String> exported, Map<?, ?> spec, Path checkout) {
    private static final List<String> PHASES = List.of("install", "pre_build", "build", "post_build");

    static CodeBuildRun of(BuildMachine machine, String buildspec, Map<String, String> variables) throws IOException {
        Map<?, ?> spec = new Yaml().load(Files.readString(machine.checkout().resolve(buildspec)));
        Path exports = Files.createTempFile(machine.bin().getParent(), "exports", ".env");
        StringBuilder script = new StringBuilder("succeeding=1\n");
        for (String phase : PHASES) {
            List<?> commands = list(map(map(spec, "phases"), phase), "commands");
            String always = phase.equals("post_build") ? "true" : "[ $succeeding = 1 ]";
            script.append("if ").append(always).append("; then failed=0\n");
            for (Object command : commands) {
                script.append("[ $failed = 1 ] || { eval ")
                        .append(quoted((String) command))
                        .append("; } || { failed=1; succeeding=0; }\n");
            }
            script.append(":; fi\n");
        }
        for (Object name : list(map(spec, "env"), "exported-variables")) {
            script.append("printf '%s=%s\\n' ")
                    .append(name)
                    .append(" \"${")
                    .append(name)
                    .append("-}\" >>")
                    .append(quoted(exports.toString()))
                    .append('\n');
        }
        BuildMachine.Ended ended = machine.bash(script + "[ $succeeding = 1 ]\n", variables);
        return new CodeBuildRun(
                ended.exit() == 0, ended.output(), BuildMachine.variables(exports), spec, machine.checkout());
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** {@return the names of the files of a group of reports that are there} */
    List<String> reported(String group) {
        return present(map(map(spec, "reports"), group));
    }

    /** {@return the names of the artifacts that are there} */
    List<String> artifacts() {
        return present(map(spec, "artifacts"));
    }

    private List<String> present(Map<?, ?> part) {
        Path base = checkout.resolve((String) part.get("base-directory"));
        return list(part, "files").stream()
                .map(String.class::cast)
                .filter(name -> Files.exists(base.resolve(name)))
                .toList();
    }

    private static Map<?, ?> map(Map<?, ?> map, String key) {
        return map.get(key) instanceof Map<?, ?> found ? found : Map.of();
    }

    private static List<?> list(Map<?, ?> map, String key) {
        return map.get(key) instanceof List<?> found ? found : List.of();
    }
}
