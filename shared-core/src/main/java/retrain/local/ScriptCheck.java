package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.ScriptSpec;

/** What can be said about a script's part of the spec before anything starts. */
final class ScriptCheck {
    private static final String KEY = "train.script";
    private static final Pattern HYPERPARAMETER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,255}");

    private final ScriptSpec script;
    private final List<Problem> problems = new ArrayList<>();

    private ScriptCheck(ScriptSpec script) {
        this.script = script;
    }

    /** {@return the folder of the code} */
    static Path code(ScriptSpec script, Path base) {
        return base.resolve(script.code()).normalize();
    }

    /**
     * Checks all of it.
     *
     * @throws InvalidInput with everything that is wrong
     */
    static void check(ScriptSpec script, Path base) {
        ScriptCheck check = new ScriptCheck(script);
        check.commands();
        check.code(base);
        check.hyperparameters();
        script.metrics().forEach(check::metric);
        check.model();
        if (!check.problems.isEmpty()) {
            throw new InvalidInput(check.problems);
        }
    }

    private void commands() {
        if (isNoCommand(script.command())) {
            wrong("command", "names no program", "Write the program and its arguments as a list: [java, Train.java]");
        }
        if (script.serve().filter(ScriptCheck::isNoCommand).isPresent()) {
            wrong("serve", "names no program", "Write the program and its arguments as a list: [java, Serve.java]");
        }
    }

    private static boolean isNoCommand(List<String> command) {
        return command.isEmpty() || command.get(0).isBlank() || command.stream().anyMatch(c -> c.indexOf('\0') >= 0);
    }

    private void code(Path base) {
        try {
            Path folder = code(script, base);
            if (!Files.isDirectory(folder)) {
                wrong(
                        "code",
                        "names " + folder + ", which is not a folder",
                        "Name the folder with the program's files");
            } else if (ScriptFolders.codeFiles(folder).isEmpty()) {
                wrong("code", "names " + folder + ", which has no files", "Name the folder with the program's files");
            }
        } catch (InvalidPathException | IOException e) {
            wrong("code", "cannot be read (" + e + ")", "Name a readable folder with the program's files");
        }
    }

    private void hyperparameters() {
        for (Map.Entry<String, Object> e : script.hyperparameters().entrySet()) {
            if (!HYPERPARAMETER.matcher(e.getKey()).matches()) {
                wrong(
                        "hyperparameters",
                        "has the name '" + e.getKey() + "', which cannot be an argument",
                        "Use letters, digits, '_', '-' and '.'");
            } else if (String.valueOf(e.getValue()).indexOf('\0') >= 0) {
                wrong("hyperparameters." + e.getKey(), "holds the character 0", "Remove it");
            }
        }
    }

    private void metric(String name, String expression) {
        try {
            if (Pattern.compile(expression).matcher("").groupCount() < 1) {
                wrong(
                        "metrics." + name,
                        "has no group",
                        "Put the part that is the value into parentheses: 'auc=([0-9.]+)'");
            }
        } catch (PatternSyntaxException e) {
            String reason = e.getDescription() + " near position " + e.getIndex();
            wrong("metrics." + name, "is not a regular expression (" + reason + ")", "Correct '" + expression + "'");
        }
    }

    private void model() {
        Optional<String> onnx = script.onnx();
        if (script.serve().isPresent() == onnx.isPresent()) {
            problems.add(
                    new Problem(
                            onnx.isPresent() ? Code.SPEC_CONTRADICTION : Code.SPEC_MISSING_KEY,
                            KEY,
                            onnx.isPresent() ? "has both 'serve' and 'onnx'" : "does not say how its model is scored",
                            "Write either 'serve' (a program that answers /invocations) or 'onnx' (a file in the model folder)"));
        }
        if (onnx.filter(file -> !isWithin(file)).isPresent()) {
            wrong("onnx", "names '" + onnx.get() + "', which is not within the model folder", "Name it as: model.onnx");
        }
    }

    private static boolean isWithin(String file) {
        try {
            Path path = Path.of(file).normalize();
            return !path.isAbsolute()
                    && !path.startsWith("..")
                    && !path.toString().isEmpty();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private void wrong(String key, String what, String cure) {
        problems.add(new Problem(Code.SPEC_WRONG_VALUE, KEY + '.' + key, what, cure));
    }
}
