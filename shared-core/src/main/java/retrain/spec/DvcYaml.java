package retrain.spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;

/** The outputs that a {@code .dvc} file or a {@code dvc.lock} names. */
public final class DvcYaml {
    private static final Pattern OUTPUT = Pattern.compile("((?:stages\\.(.+)\\.)?outs\\[\\d+])\\.path");
    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}(\\.dir)?");
    private static final String CURE = "Restore it from Git, or have DVC write it again: dvc add, dvc commit";

    private DvcYaml() {}

    /**
     * A file or a folder that DVC keeps.
     *
     * @param path relative to the folder of the file that names it
     * @param md5 of a file 32 hexadecimal digits, of a folder those of its list of files
     * @param isFolder whether it is a folder
     * @param isUnixLines whether the ends of a text's lines were taken for those of Unix: before DVC 3
     * @param remote the remote it is kept in; absent: the default one
     */
    public record Output(String path, String md5, boolean isFolder, boolean isUnixLines, Optional<String> remote) {}

    /**
     * {@return the outputs}
     *
     * @param name the file's name for people
     * @throws InvalidInput if the file cannot be read, is not YAML, or names no output with an MD5
     */
    public static List<Output> read(Path file, String name) {
        Map<String, String> keys = keys(file, name);
        List<Output> outputs = new ArrayList<>();
        for (Map.Entry<String, String> key : keys.entrySet()) {
            Matcher output = OUTPUT.matcher(key.getKey());
            if (output.matches()) {
                outputs.add(output(name, keys, output.group(1), key.getValue()));
            }
        }
        if (outputs.isEmpty()) {
            throw malformed(name, "names no output ('outs' with 'path' and 'md5')");
        }
        return outputs;
    }

    private static Output output(String name, Map<String, String> keys, String at, String path) {
        String md5 = keys.getOrDefault(at + ".md5", "");
        if (!MD5.matcher(md5).matches()) {
            throw malformed(name, "'" + at + ".md5' is " + (md5.isEmpty() ? "absent" : "'" + md5 + "', no MD5"));
        }
        String folder = keys.getOrDefault("wdir", ".");
        return new Output(
                folder.equals(".") ? path : folder + "/" + path,
                md5.substring(0, 32),
                md5.length() > 32,
                !keys.getOrDefault(at + ".hash", "").equals("md5"),
                Optional.ofNullable(keys.get(at + ".remote")));
    }

    private static Map<String, String> keys(Path file, String name) {
        try {
            return YamlFile.flat(file);
        } catch (InvalidInput e) {
            List<Problem> problems = new ArrayList<>();
            for (Problem p : e.problems()) {
                problems.add(new Problem(Code.DATA_MALFORMED, name, p.where() + " " + p.what(), CURE));
            }
            throw new InvalidInput(problems);
        }
    }

    private static InvalidInput malformed(String name, String what) {
        return new InvalidInput(Code.DATA_MALFORMED, name, what, CURE);
    }
}
