package retrain.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A copy of samples/flight-delay, without its data unless they are asked for. */
record SampleProject(Path folder) {
    private static final Path SAMPLE = Path.of("..", "samples", "flight-delay");
    private static final Pattern OUTCOME = Pattern.compile("\"outcome\"\\s*:\\s*\"(\\w+)\"");
    private static final Pattern DID = Pattern.compile("\"did\"\\s*:\\s*\"(\\w+)\"");

    static SampleProject copy(Path folder) {
        for (String name : List.of("pom.xml", "retrain.yaml", "prepare.sql", "README.md")) {
            copy(name, folder);
        }
        try (Stream<Path> data = Files.list(SAMPLE.resolve("data"))) {
            data.forEach(file -> copy("data/" + file.getFileName(), folder));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new SampleProject(folder);
    }

    /** A copy for tests of the goals: January and February, a few rounds, no demands on the model. */
    static SampleProject small(Path folder) {
        SampleProject project = copy(folder);
        for (int month = 3; month <= 9; month++) {
            project.delete("data/flights-2013-0" + month + ".csv.gz");
        }
        project.replace("rounds: 200", "rounds: 10");
        project.replace("at-least: 0.65", "at-least: 0.5");
        return project;
    }

    private static void copy(String name, Path folder) {
        try {
            Path target = folder.resolve(name);
            Files.createDirectories(target.getParent());
            Files.copy(SAMPLE.resolve(name), target);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void delete(String name) {
        try {
            Files.delete(folder.resolve(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Changes the spec. */
    void replace(String old, String now) {
        try {
            Path spec = folder.resolve("retrain.yaml");
            String text = Files.readString(spec);
            if (!text.contains(old)) {
                throw new AssertionError("retrain.yaml has no '" + old + "'");
            }
            Files.writeString(spec, text.replace(old, now));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    MavenRun maven(String... arguments) {
        return MavenRun.of(folder, arguments);
    }

    /** {@return the outcome of the last run, from its result.json} */
    String outcome() {
        Matcher matcher = OUTCOME.matcher(result());
        if (!matcher.find()) {
            throw new AssertionError("no outcome in " + result());
        }
        return matcher.group(1);
    }

    /** {@return "ran" or "reused" for each stage of the last run} */
    List<String> did() {
        return DID.matcher(result()).results().map(found -> found.group(1)).toList();
    }

    String result() {
        try {
            return Files.readString(folder.resolve("target/retrain/result.json"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
