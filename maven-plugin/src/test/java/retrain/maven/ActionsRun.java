package retrain.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.yaml.snakeyaml.Yaml;

/**
 * What a job of a workflow does on GitHub: its own scripts run, one shell each, until one fails; actions of others are only noted down.
 *
 * @param outputs of its steps: {@code steps.<id>.outputs.<name>}
 * @param actions the actions of others that it used, with what they were given, in order
 */
@NullUnmarked // what is missing in a map of YAML fails the test
record ActionsRun(
        boolean succeeded, String output, String summary, Map<String, String> outputs, List<Map<?, ?>> actions) {
    /** {@return the workflow's jobs that an event begins} */
    static List<String> begun(Path workflow, Map<String, String> event) throws IOException {
        List<String> begun = new ArrayList<>();
        jobs(workflow).forEach((id, job) -> {
            if (!((Map<?, ?>) job).containsKey("needs") && Expression.holds(text(job, "if"), event)) {
                begun.add((String) id);
            }
        });
        return begun;
    }

    private static Map<?, ?> jobs(Path workflow) throws IOException {
        Map<?, ?> root = new Yaml().load(Files.readString(workflow));
        return (Map<?, ?>) root.get("jobs");
    }

    /** @param event what the expressions name: {@code github.event_name} … */
    static ActionsRun of(
            BuildMachine machine, Path workflow, String job, Map<String, String> event, Map<String, String> variables)
            throws IOException {
        Path folder = Files.createTempDirectory(machine.bin().getParent(), "job");
        Path summary = Files.createFile(folder.resolve("summary.md"));
        Map<String, String> values = new TreeMap<>(event);
        List<Map<?, ?>> actions = new ArrayList<>();
        StringBuilder output = new StringBuilder();
        boolean succeeded = true;
        for (Object item : (List<?>) ((Map<?, ?>) jobs(workflow).get(job)).get("steps")) {
            Map<?, ?> step = (Map<?, ?>) item;
            boolean runs = step.containsKey("if") ? Expression.holds(text(step, "if"), values) : succeeded;
            if (!runs) {
                continue;
            }
            if (!step.containsKey("run")) {
                actions.add(step);
                continue;
            }
            Path told = folder.resolve("output" + actions.size() + output.length());
            Map<String, String> environment = environment(step, values, variables);
            environment.putAll(Map.of(
                    "GITHUB_ACTIONS",
                    "true",
                    "GITHUB_OUTPUT",
                    told.toString(),
                    "GITHUB_STEP_SUMMARY",
                    summary.toString()));
            BuildMachine.Ended ended = machine.bash(Expression.fill(text(step, "run"), values), environment, "-e");
            output.append(ended.output());
            succeeded &= ended.exit() == 0;
            BuildMachine.variables(told)
                    .forEach((name, value) -> values.put("steps." + step.get("id") + ".outputs." + name, value));
        }
        return new ActionsRun(succeeded, output.toString(), Files.readString(summary), values, actions);
    }

    private static Map<String, String> environment(
            Map<?, ?> step, Map<String, String> values, Map<String, String> variables) {
        Map<String, String> environment = new LinkedHashMap<>(variables);
        Map<?, ?> own = step.get("env") instanceof Map<?, ?> env ? env : new HashMap<>();
        own.forEach((name, value) -> environment.put((String) name, Expression.fill(value.toString(), values)));
        return environment;
    }

    private static String text(Object map, String key) {
        return ((Map<?, ?>) map).get(key).toString();
    }
}
