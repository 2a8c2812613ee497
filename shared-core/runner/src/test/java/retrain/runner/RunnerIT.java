package retrain.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import retrain.Ending;
import retrain.problem.Code;

/** The distribution as it is packed, started by its script. */
@DisabledOnOs(OS.WINDOWS) // the script of Windows is another one
class RunnerIT {
    @TempDir
    static Path home;

    @TempDir
    Path project;

    private static Path script = Path.of("");

    @BeforeAll
    static void install() throws IOException {
        Path zip;
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            zip = files.filter(f -> f.toString().endsWith("-bin.zip"))
                    .findFirst()
                    .orElseThrow();
        }
        try (FileSystem packed = FileSystems.newFileSystem(zip);
                Stream<Path> files = Files.walk(packed.getPath("/"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = home.resolve(file.toString().substring(1));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
                if (target.endsWith(Path.of("bin", "retrain"))) {
                    script = target;
                }
            }
        }
    }

    @BeforeEach
    void makeProject() throws IOException {
        Random random = new Random(1);
        StringBuilder rows = new StringBuilder("id,x,late\n");
        for (int i = 0; i < 400; i++) {
            double x = random.nextGaussian();
            rows.append(String.format(Locale.ROOT, "%d,%.4f,%d%n", i, x, x + random.nextGaussian() > 0 ? 1 : 0));
        }
        Files.writeString(project.resolve("rows.csv"), rows.toString());
        spec(5, "at-least: 0.5");
    }

    private void spec(int rounds, String gate) throws IOException {
        Files.writeString(project.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data: {sources: {rows: rows.csv}, key: [id], holdout: {fraction: 0.3}}
                train: {xgboost: {rounds: %d}, threads: 1}
                evaluate: {metrics: [auc]}
                gates: [{metric: auc, %s}]
                """.formatted(rounds, gate));
    }

    private Process start(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--ending", project.resolve("ending.json").toString()));
        return begin(all);
    }

    private Process begin(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", script.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectOutput(project.resolve("out").toFile())
                .redirectError(project.resolve("err").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        return builder.start();
    }

    private Ending end(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        Ending ending = Ending.read(project.resolve("ending.json"));
        assertThat(process.exitValue()).as(said("err")).isEqualTo(ending.exit());
        return ending;
    }

    private String said(String name) throws IOException {
        return Files.readString(project.resolve(name));
    }

    @Test
    void shouldEndWithTheCodeOfTheOutcomeAndSayIt() throws Exception {
        Ending promoted = end("run");

        assertThat(promoted.exit()).as(said("err")).isZero();
        assertThat(promoted.kind()).contains("PROMOTED");
        assertThat(promoted.run()).isPresent();
        assertThat(Path.of(promoted.report().orElseThrow())).isRegularFile().startsWith(project.toRealPath());
        assertThat(said("out")).contains("Run " + promoted.run().get(), "PROMOTED: " + promoted.summary(), "Report: ");
        assertThat(said("err")).isEmpty();
        assertThat(end("run").kind()).contains("UNCHANGED");
        assertThat(end("history").text())
                .anyMatch(line -> line.contains(promoted.run().get()));

        spec(6, "at-least: 0.999");
        assertThat(end("run").exit()).isEqualTo(2);
        assertThat(end("run", "onReject=warn").exit()).isZero();
    }

    @Test
    void shouldNameEveryMistakeForPeopleAndMachines() throws Exception {
        spec(0, "at-leest: 0.5");

        Ending mistaken = end("run");

        assertThat(mistaken.exit()).isEqualTo(3);
        assertThat(mistaken.kind()).isEmpty();
        assertThat(mistaken.problems()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(said("err").lines()).hasSameSizeAs(mistaken.problems());
        assertThat(end("run", "profil=aws").problems()).singleElement().matches(p -> p.code() == Code.OPTION_WRONG);
    }

    @Test
    void shouldTellAFailureFromAMistake() throws Exception {
        end("run");
        try (Stream<Path> versions = Files.walk(project.resolve(".retrain/models/small/versions"))) {
            for (Path version : versions.filter(Files::isRegularFile).toList()) {
                version.toFile().setWritable(true);
                Files.writeString(version, "{}");
            }
        }

        Ending failed = end("run");

        assertThat(failed.exit()).isEqualTo(4);
        assertThat(failed.problems()).isNotEmpty();
    }

    @Test
    void shouldStopInOrderAndGoOn() throws Exception {
        spec(3000, "at-least: 0.5");
        Process process = start("run");
        while (process.isAlive() && !said("out").contains("rounds")) {
            Thread.sleep(20);
        }

        process.destroy();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();
        assertThat(said("err")).contains("Stopped.", "say the same with run=");
        String run = said("err").replaceAll("(?s).*run=(\\S+).*", "$1");
        Ending resumed = end("run", "run=" + run);
        assertThat(resumed.kind()).contains("PROMOTED");
        assertThat(resumed.run()).contains(run);
    }

    @Test
    void shouldSayWhatTheJobOfAStateMachineIsNotGiven() throws Exception {
        Process process = begin(List.of("step", "--do", "dance", "--because", "", "--run", "-", "--config", "a"));

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said("err")).isEqualTo(3);
        assertThat(said("err").lines())
                .extracting(line -> line.replaceAll("[.;] .*", ""))
                .containsExactly(
                        "--do: 'dance' is not taken",
                        "'--config': is no argument",
                        "--execution: is missing",
                        "--intent: is missing",
                        "--answer: is missing");
        assertThat(said("out")).isEmpty();
    }

    @Test
    void shouldHoldWhatAStepNeedsAndNothingOfTheOtherFunctions() throws IOException {
        try (Stream<Path> jars = Files.list(script.resolveSibling("../lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .anyMatch(name -> name.matches("retrain-lambda-[0-9.]+(-SNAPSHOT)?\\.jar"))
                    .anyMatch(name -> name.startsWith("aws-lambda-java-core-"))
                    .noneMatch(name -> name.startsWith("sfn-"));
        }
    }
}
