package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked // what is missing in a map of JSON fails the test
class StateMachinePictureTest {
    /** The picture of the documentation: the sample's. {@code -Dretrain.golden=update} writes it. */
    private static final Path DOCS = Path.of("../docs/images/state-machine.svg");

    @Test
    void shouldBeThePictureOfTheDocumentation() throws IOException {
        String picture = StateMachinePicture.file(Plans.flights()).content();
        if ("update".equals(System.getProperty("retrain.golden"))) {
            Files.createDirectories(DOCS.resolveSibling(""));
            Files.writeString(DOCS, picture);
        }

        assertThat(DOCS).hasContent(picture);
    }

    @Test
    void shouldShowEveryState(@TempDir Path folder) throws Exception {
        for (Plan plan : List.of(
                Plans.flights("infra.approval={}"), StateMachineTest.looking(folder), Plans.sample("own-trainer"))) {
            String picture = StateMachinePicture.file(plan).content();
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(picture.getBytes(StandardCharsets.UTF_8)));

            Map<String, Object> states =
                    StateMachineTest.map(StateMachine.definition(plan).get("States"));
            states.keySet().stream()
                    .filter(s -> !s.equals("NotUnderstood"))
                    .forEach(s -> assertThat(picture).contains(">" + s + "</text>"));
            assertThat(picture).contains("prefers-color-scheme: dark");
        }
    }
}
