package retrain.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;

/** Each goal through real Maven: what it says and how the build ends. */
class GoalsIT {
    @TempDir
    Path folder;

    @Test
    void shouldDoWhatEachGoalIsFor() throws IOException {
        SampleProject project = SampleProject.small(folder);
        Set<String> seen = new TreeSet<>(Set.of("init"));

        goal(project, seen, "validate", "BUILD SUCCESS");
        goal(project, seen, "prepare", "PREPARED: ");
        goal(project, seen, "check", "DUE: ", "no-champion: there is no champion yet");
        goal(project, seen, "train", "TRAINED: ", "prepare: reused, nothing changed");
        goal(project, seen, "evaluate", "EVALUATED: ", "train: reused, nothing changed");
        String first = goal(project, seen, "run", "PROMOTED: ", "Report: ").run();
        project.replace("eta: 0.1", "eta: 0.3");
        String request = goal(project, seen, "run", "-Dretrain.intent=pull-request/7", "HELD: ")
                .run();
        goal(project, seen, "promote", "-Dretrain.run=" + request, "PROMOTED: ");
        goal(project, seen, "run", "-Dretrain.ifDue=true", "NOT_DUE: ", "held back: same-inputs: version 2");
        goal(project, seen, "monitor", "QUIET: There is nothing to watch yet: no row is newer than");
        goal(project, seen, "restore", "-Dretrain.data=champion", "-Dretrain.into=restored", "BUILD SUCCESS");
        assertThat(project.folder().resolve("restored")).isNotEmptyDirectory();
        goal(project, seen, "history", first, request);
        goal(project, seen, "history", "-Dretrain.verify", "BUILD SUCCESS");
        goal(project, seen, "diff", "-Dretrain.from=" + first, "-Dretrain.to=" + request, "eta");
        goal(project, seen, "report", "-Dretrain.run=" + first, "The reports of run " + first + " are written");
        goal(project, seen, "serve", "-Dretrain.dryRun=true", "Dry run: what is deployed to ");
        goal(project, seen, "ab", "No test runs: version 2 is served alone");
        goal(project, seen, "rollback", "-Dretrain.why=test", "version 1 is the champion again");
        Files.createDirectories(project.folder().resolve("incoming"));
        String stream = "-Dretrain.set=stream.folder=incoming,stream.source=flights,stream.stop-when-idle=0 seconds";
        goal(project, seen, "stream", stream, "The stream has ended: no batch has come for 0 seconds");
        goal(project, seen, "clean", "Would remove ");
        MavenRun infra = project.maven("retrain:infra");
        assertThat(infra.exit()).isNotZero();
        assertThat(infra.output()).contains("Add 'infra: {}', or pick the profile that has it: -Dretrain.profile=aws");
        seen.add("infra");

        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Command.values()).map(Command::word).toList());
    }

    /** Words with -D are arguments, the others are expected in the output. */
    private static MavenRun goal(SampleProject project, Set<String> seen, String goal, String... words) {
        String[] arguments = Stream.concat(
                        Stream.of("retrain:" + goal), Stream.of(words).filter(w -> w.startsWith("-D")))
                .toArray(String[]::new);
        MavenRun run = project.maven(arguments);
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(run.output())
                .contains(Stream.of(words).filter(w -> !w.startsWith("-D")).toList());
        seen.add(goal);
        return run;
    }

    @Test
    void shouldWriteASpecAndRunItOutsideOfAProject() throws IOException {
        Path rows = Files.createDirectories(folder.resolve("own")).resolve("rows.csv");
        StringBuilder csv = new StringBuilder("id,x,y,label\n");
        for (int i = 0; i < 400; i++) {
            csv.append(i)
                    .append(',')
                    .append(i % 17)
                    .append(',')
                    .append(i % 5)
                    .append(',')
                    .append(i % 17 > 8 ? 1 : 0);
            csv.append('\n');
        }
        Files.writeString(rows, csv);
        Path own = folder.resolve("own");

        MavenRun init = MavenRun.of(own, MavenRun.PLUGIN + "init", "-Dretrain.data=rows.csv");
        assertThat(init.exit()).as(init.output()).isZero();
        assertThat(own.resolve("retrain.yaml")).exists();

        MavenRun run = MavenRun.of(own, MavenRun.PLUGIN + "run", "-Dretrain.onReject=warn");
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(run.output()).contains("Report: " + own.resolve("retrain-out"));
        assertThat(own.resolve("retrain-out/result.json")).exists();
        assertThat(own.resolve("target")).doesNotExist();
    }

    @Test
    void shouldListEveryMistakeWithItsPlaceAndCureAndNoStack() {
        SampleProject project = SampleProject.small(folder);
        project.replace("task: binary", "task: binry");
        project.replace("slices:", "slcies:");
        project.replace("eta: 0.1", "etta: 0.1");

        MavenRun run = project.maven("retrain:run");

        assertThat(run.exit()).isNotZero();
        assertThat(run.output())
                .containsPattern("retrain\\.yaml:3:\\d+: .*binry")
                .containsPattern("retrain\\.yaml:\\d+:\\d+: .*slcies")
                .containsPattern("retrain\\.yaml:\\d+:\\d+: .*etta")
                .contains("mistakes:", "Did you mean 'slices'?")
                .doesNotContain("\tat ", "Exception:");
        assertThat(folder.resolve(".retrain/runs")).doesNotExist();
    }

    @Test
    void shouldRefuseAnOptionThatIsWrong() {
        MavenRun run = SampleProject.small(folder)
                .maven("retrain:run", "-Dretrain.onReject=shrug", "-Dretrain.dryRun=perhaps");

        assertThat(run.exit()).isNotZero();
        assertThat(run.output()).contains("2 mistakes:", "onReject", "fail or warn", "dryRun", "true or false");
        assertThat(run.output()).doesNotContain("\tat ");
    }

    @Test
    void shouldFailOrWarnWhenTheCandidateIsRejected() {
        SampleProject project = SampleProject.small(folder);
        project.replace("at-least: 0.5", "at-least: 0.999");

        MavenRun fails = project.maven("retrain:run");
        assertThat(fails.exit()).isNotZero();
        assertThat(fails.output()).contains("[ERROR]", "REJECTED: ", "Report: ", "BUILD FAILURE");
        assertThat(fails.output()).doesNotContain("\tat ");
        assertThat(project.outcome()).isEqualTo("REJECTED");

        MavenRun warns = project.maven("retrain:run", "-Dretrain.onReject=warn");
        assertThat(warns.exit()).isZero();
        assertThat(warns.output()).contains("[WARNING] REJECTED: ", "BUILD SUCCESS");
    }

    @Test
    void shouldSayPlainLinesInBatchModeAndOnlyTheOutcomeWhenQuiet() {
        SampleProject project = SampleProject.small(folder);

        MavenRun batch = project.maven("retrain:run");
        assertThat(batch.output()).contains("train: boosting: 10 of 10 rounds, train-");
        assertThat(batch.output().chars().filter(c -> Character.isISOControl(c) && c != '\n' && c != '\r'))
                .isEmpty();
        assertThat(batch.output().replace("\r\n", "\n")).doesNotContain("\r");

        MavenRun quiet = project.maven("-q", "retrain:run");
        assertThat(quiet.exit()).isZero();
        assertThat(quiet.output().strip().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("UNCHANGED: "),
                        line -> assertThat(line).startsWith("Report: "));
    }

    @Test
    void shouldShowHelpWithEveryGoal() {
        MavenRun help = SampleProject.small(folder).maven("retrain:help", "-Ddetail", "-Dgoal=history");
        assertThat(help.exit()).as(help.output()).isZero();
        assertThat(help.output()).contains("retrain:history", "profile", "verify", "retrain.onReject");

        MavenRun all = MavenRun.of(folder, "retrain:help");
        for (Command command : Command.values()) {
            assertThat(all.output())
                    .contains("retrain:" + command.word(), command.description().substring(0, 20));
        }
    }
}
