package retrain.maven;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A machine that builds: bash, {@code mvn} as the tests have it, and of the command line of AWS the copies to and from S3, which is a folder
 * here.
 *
 * @param checkout the checked out repository
 */
record BuildMachine(Path checkout, Path bin, Path s3) {
    private static final String AWS = """
            #!/usr/bin/env bash
            # aws s3 cp --quiet FROM TO, one of them '-'
            if [ "$1 $2 $3" != 's3 cp --quiet' ]; then echo "unknown: aws $*" >&2; exit 252; fi
            if [ "$4" = - ]; then mkdir -p "$(dirname "$S3/${5#s3://}")"; cat >"$S3/${5#s3://}"; else cat "$S3/${4#s3://}"; fi
            """;

    /** How a script ended, and what it said. */
    record Ended(int exit, String output) {}

    static BuildMachine of(Path folder, Path checkout) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        String maven = String.join(" ", MavenRun.commandLine());
        program(bin.resolve("mvn"), "#!/usr/bin/env bash\nexec " + maven + " \"$@\"\n");
        program(bin.resolve("aws"), AWS);
        return new BuildMachine(checkout, bin, Files.createDirectories(folder.resolve("s3")));
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException(file + " cannot be made executable");
        }
    }

    /** Runs a script in the checkout, with these variables alone beside those of every machine. */
    Ended bash(String script, Map<String, String> variables, String... options) {
        try {
            Path file = Files.createTempFile(bin.getParent(), "step", ".sh");
            Files.writeString(file, script);
            List<String> command = new ArrayList<>(List.of("bash", "--noprofile", "--norc"));
            command.addAll(List.of(options));
            command.add(file.toString());
            return ended(new ProcessBuilder(command), variables);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Ended ended(ProcessBuilder builder, Map<String, String> variables)
            throws IOException, InterruptedException {
        Map<String, String> environment = builder.environment();
        String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
        String home = environment.getOrDefault("HOME", "/");
        environment.clear();
        environment.put("PATH", bin + ":" + path);
        environment.put("HOME", home);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("CI", "true");
        environment.put("S3", s3.toString());
        environment.putAll(variables);
        Process process =
                builder.directory(checkout.toFile()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    /** {@return what a file of lines 'name=value' says; nothing if there is none} */
    static Map<String, String> variables(Path file) {
        Map<String, String> all = new LinkedHashMap<>();
        try {
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                all.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return all;
    }

    /** {@return the objects in S3, by their names after the bucket's} */
    Map<String, String> objects() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (var files = Files.walk(s3)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.put(s3.relativize(file).toString(), Files.readString(file).strip());
            }
        }
        return all;
    }
}
