package retrain.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the sample's README, in its order, with what the README says of it. */
class WalkIT {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```shell\\n(.*?)^```");

    @TempDir
    Path folder;

    @Test
    void shouldGoMonthByMonthAsTheReadmeSays() throws IOException {
        SampleProject project = SampleProject.copy(folder);
        Iterator<String> blocks = blocks().iterator();

        // Done by the build: the tests' repository has the plugin.
        assertThat(blocks.next()).isEqualTo("mvn install -DskipTests -pl maven-plugin -am\n");

        MavenRun all = shell(blocks.next());
        assertThat(all.output()).contains("prepare: first run", "PROMOTED: ", "Report: ");
        assertThat(project.outcome()).isEqualTo("PROMOTED");
        assertThat(project.folder().resolve("target/retrain/report.html")).exists();

        MavenRun first = shell(blocks.next());
        assertThat(first.output()).contains("prepare: first run", "gates failed: auc 0.604", "is below 0.65");
        assertThat(project.outcome()).isEqualTo("REJECTED");

        MavenRun march = shell(blocks.next());
        assertThat(march.output()).contains("2 of 2 gates passed; there is no champion yet");
        assertThat(project.outcome()).isEqualTo("PROMOTED");

        MavenRun april = shell(blocks.next());
        assertThat(april.output()).contains("prepare: data: flights-2013-04.csv.gz is new");
        assertThat(april.output()).contains("2 of 2 gates passed");
        assertThat(project.outcome()).isEqualTo("PROMOTED");
        assertThat(project.did()).containsOnly("ran");
        assertThat(project.result()).contains("\"champion\"");

        MavenRun third = shell(blocks.next());
        assertThat(third.output()).contains("UNCHANGED: ", "prepare: reused, nothing changed since run " + april.run());
        assertThat(project.outcome()).isEqualTo("UNCHANGED");
        assertThat(project.did()).isNotEmpty().containsOnly("reused");

        MavenRun looked = shell(blocks.next());
        assertThat(looked.output()).contains("History of 'flight-delay-months'", april.run());

        MavenRun dry = shell(blocks.next());
        assertThat(dry.output()).contains("Dry run: train and every stage after it would run");

        MavenRun request = shell(blocks.next());
        assertThat(request.output()).contains("INCONCLUSIVE: 2 of 2 gates inconclusive", "rows would show it");
        assertThat(request.output()).contains("eta changed from 0.1 to 0.2");

        MavenRun without = MavenRun.shell(folder, blocks.next());
        assertThat(without.exit()).as("there is no Spark at that place").isNotZero();
        assertThat(without.output()).contains("/opt/spark");

        MavenRun quiet = shell(blocks.next());
        assertThat(quiet.output()).contains("NOT_DUE: ");

        MavenRun due = shell(blocks.next());
        assertThat(due.output()).contains("DUE: ", "new-data", "flights-2013-05.csv.gz");

        MavenRun may = shell(blocks.next());
        assertThat(may.output()).contains("prepare: data: flights-2013-05.csv.gz is new");
        assertThat(project.result()).contains("\"because\"", "new-data");

        MavenRun summer = shell(blocks.next());
        assertThat(summer.output()).contains("ALARM: The data of 2013-09 have changed", "(dewp");
        assertThat(project.folder().resolve("target/retrain/monitor.html")).exists();

        MavenRun back = shell(blocks.next());
        assertThat(back.output()).contains("version 3 is the champion again");
        assertThat(blocks).isExhausted();
    }

    private MavenRun shell(String block) {
        MavenRun run = MavenRun.shell(folder, block);
        assertThat(run.exit()).as(block + run.output()).isZero();
        return run;
    }

    private List<String> blocks() throws IOException {
        Matcher matcher = BLOCK.matcher(Files.readString(folder.resolve("README.md")));
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }
}
