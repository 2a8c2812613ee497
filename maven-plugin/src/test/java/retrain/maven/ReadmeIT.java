package retrain.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the project's README. */
class ReadmeIT {
    private static final Path README = Path.of("..", "README.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```shell\\n(.*?)^```");

    @TempDir
    Path folder;

    @Test
    void shouldRunOnDataOfTheReadersOwn() throws IOException {
        List<String> blocks = blocks();
        // These build the project itself: the build runs the second, and .ci/run both.
        assertThat(blocks.subList(0, 3))
                .containsExactly(
                        "mvn verify -DskipTests -pl samples/flight-delay -am\n",
                        "mvn verify\n",
                        "mvn install -DskipTests -pl maven-plugin -am\n");
        Files.writeString(folder.resolve("mydata.csv"), customers());

        MavenRun run = MavenRun.shell(folder, blocks.get(3));

        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(run.output()).contains("target: churned", "PROMOTED: version 1 is the champion", "Report: ");
        assertThat(folder.resolve("retrain-out")).isDirectoryContaining("glob:**/report.html");
        assertThat(blocks).hasSize(4);
    }

    private static String customers() {
        Random random = new Random(5);
        StringBuilder rows = new StringBuilder("customer,plan,calls,churned\n");
        for (int i = 0; i < 2000; i++) {
            boolean basic = random.nextBoolean();
            int calls = random.nextInt(30);
            boolean churned = random.nextInt(100) < calls * 2 + (basic ? 30 : 5);
            rows.append("C").append(i).append(basic ? ",basic," : ",plus,").append(calls);
            rows.append(churned ? ",yes\n" : ",no\n");
        }
        return rows.toString();
    }

    private static List<String> blocks() throws IOException {
        Matcher matcher = BLOCK.matcher(Files.readString(README));
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }
}
