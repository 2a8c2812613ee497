package retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.registry.AuditEntry;
import retrain.registry.ModelVersion;

/** A test on a laptop from its beginning to its end, by the commands that a user has. */
class AbIT {
    private static final String QUICK =
            "{share: 0.4, ramp: [0.5], ramp-units: 50, ramp-days: 0, settle: 0, min-units: 150}";

    @TempDir
    Path folder;

    private static List<String> lines(Path capture) throws IOException {
        try (Stream<Path> files = Files.walk(capture)) {
            return files.filter(Files::isRegularFile)
                    .flatMap(f -> {
                        try {
                            return Files.readAllLines(f).stream();
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }

    @Test
    void shouldPromoteABetterChallenger() throws Exception {
        AbProject project = new AbProject(folder, "ab", QUICK);
        assertThat(project.run(1).kind()).isEqualTo(Outcome.Kind.PROMOTED);
        try (AbProject.Server server = project.new Server()) {
            assertThat(server.send(server.ping()).statusCode()).isEqualTo(200);
            assertThat(server.ask(5, 1).values()).containsOnly("v1");
            Outcome challenged = project.run(40);
            assertThat(challenged.kind()).as(challenged.summary()).isEqualTo(Outcome.Kind.TESTING);
            assertThat(challenged.fails()).isFalse();
            assertThat(Files.readString(folder.resolve("out/result.json"))).contains("\"TESTING\"");
            Thread.sleep(150);

            Collection<String> variants = server.ask(300, 2).values();

            assertThat(variants.stream().filter("v2"::equals).count()).isBetween(80L, 160L);
            Outcome first = project.look();
            assertThat(first.kind()).as(first.summary()).isEqualTo(Outcome.Kind.TESTING);
            assertThat(first.summary()).contains("with a share of 0.5000 from now on");
            assertThat(project.run(25).kind()).isEqualTo(Outcome.Kind.HELD);
            Thread.sleep(150);
            server.ask(900, 1);

            Outcome decided = project.look();

            assertThat(decided.kind()).as(decided.summary()).isEqualTo(Outcome.Kind.PROMOTED);
            assertThat(Files.readString(folder.resolve("out/ab.json")))
                    .contains("\"outcome\" : \"PROMOTED\"")
                    .contains("\"verdict\" : \"promote\"");
            assertThat(Files.readString(folder.resolve("out/ab.md"))).contains("brier");
            assertThat(project.registry().champion()).map(ModelVersion::number).contains(2);
            Thread.sleep(150);
            assertThat(server.ask(20, 1).values()).containsOnly("v2");
            assertThat(server.end()).contains("1,525 requests were answered");
        }
        assertThat(lines(folder.resolve("capture"))).hasSize(5 + 600 + 900 + 20);
        assertThat(project.look().summary()).startsWith("No test runs: version 2 is served alone; the last test ended");
        assertThat(project.execute(Command.HISTORY, Map.of(Option.VERIFY, "true"))
                        .text()
                        .toString())
                .contains("is whole: 4 entries");
        assertThat(project.registry().audit())
                .extracting(AuditEntry::action)
                .containsExactly("promote", "challenge", "ramp", "promote");
    }

    @Test
    void shouldRollAWorseChallengerBack() throws Exception {
        AbProject project =
                new AbProject(folder, "ab", QUICK.replace("0.4", "0.5").replace("[0.5]", "[]"));
        project.run(40);
        assertThat(project.run(1).kind()).isEqualTo(Outcome.Kind.TESTING);
        try (AbProject.Server server = project.new Server()) {
            server.ask(1200, 1);
            Outcome dry = project.execute(Command.AB, Map.of(Option.DRY_RUN, "true"));
            assertThat(dry.summary()).startsWith("Dry run: Version 2 is rolled back");
            assertThat(project.registry().challenge()).isPresent();

            Outcome decided = project.look();

            assertThat(decided.kind()).as(decided.summary()).isEqualTo(Outcome.Kind.REJECTED);
            assertThat(decided.exitCode()).isEqualTo(2);
            Thread.sleep(150);
            assertThat(server.ask(20, 1).values()).containsOnly("v1");
        }
        assertThat(project.registry().verify()).isEmpty();
        assertThat(project.run(1).summary()).contains("was rolled back by test");
    }

    @Test
    void shouldStopATestWhoseUnitsGotLost() throws Exception {
        AbProject project =
                new AbProject(folder, "ab", QUICK.replace("0.4", "0.5").replace("[0.5]", "[]"));
        project.run(40);
        project.run(1);
        try (AbProject.Server server = project.new Server()) {
            server.ask(400, 1);
            server.end();
        }
        try (Stream<Path> files = Files.walk(folder.resolve("capture/v2"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                List<String> lines = Files.readAllLines(file);
                Files.write(file, lines.subList(0, lines.size() / 2));
            }
        }

        Outcome stopped = project.look();

        assertThat(stopped.kind()).as(stopped.summary()).isEqualTo(Outcome.Kind.ALARM);
        assertThat(stopped.summary()).contains("is stopped").contains("not the share that was meant");
        assertThat(project.registry().challenge()).isEmpty();
        assertThat(project.run(1).kind()).isEqualTo(Outcome.Kind.TESTING);
    }

    @Test
    void shouldCompareAShadowOnTheSameRequests() throws Exception {
        AbProject project = new AbProject(folder, "shadow", "{settle: 0, min-units: 150}");
        project.run(1);
        project.run(40);
        try (AbProject.Server server = project.new Server()) {
            assertThat(server.ask(300, 1).values()).containsOnly("v1");
            server.end();
        }

        Outcome decided = project.look();

        assertThat(decided.kind()).as(decided.summary()).isEqualTo(Outcome.Kind.PROMOTED);
        assertThat(project.registry().champion()).map(ModelVersion::number).contains(2);
        assertThat(lines(folder.resolve("capture"))).hasSize(600);
    }
}
