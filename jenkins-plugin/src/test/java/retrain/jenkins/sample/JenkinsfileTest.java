package retrain.jenkins.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sample Jenkinsfiles and those in the documentation say only what the steps understand. */
class JenkinsfileTest {
    private static final Path SAMPLES = Path.of("..", "samples", "jenkins");
    private static final Path DOCS = Path.of("..", "docs", "jenkins.md");
    private static final Pattern SNIPPET = Pattern.compile("```groovy\n(.*?)```", Pattern.DOTALL);

    static Stream<Path> samples() throws IOException {
        try (Stream<Path> files = Files.walk(SAMPLES)) {
            return files.filter(file -> file.endsWith("Jenkinsfile")).sorted().toList().stream();
        }
    }

    static Stream<String> snippets() throws IOException {
        return SNIPPET
                .matcher(Files.readString(DOCS))
                .results()
                .map(MatchResult::group)
                .map(found -> found.substring("```groovy\n".length(), found.length() - "```".length()))
                .toList()
                .stream();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldRunEverySample(Path file) throws IOException {
        assertThat(Jenkinsfile.calls(Files.readString(file))).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void shouldRunEverySnippetOfTheDocumentation(String text) {
        assertThat(Jenkinsfile.calls(text)).isNotEmpty();
    }

    @Test
    void shouldKnowEveryKeyOfTheConfigurationAsCode() throws Exception {
        Class<?> configuration = Class.forName(
                "retrain.jenkins.config.RetrainConfiguration", false, getClass().getClassLoader());
        List<String> keys = Pattern.compile("(?m)^    (\\w+): ")
                .matcher(Files.readString(DOCS))
                .results()
                .map(key -> key.group(1))
                .toList();

        assertThat(keys)
                .hasSizeGreaterThan(4)
                .allSatisfy(key ->
                        assertThat(Jenkinsfile.setter(configuration, key)).isNotNull());
    }

    @Test
    void shouldRefuseAStepAnOptionAndAPropertyThatThereIsNot() {
        assertThatThrownBy(() -> Jenkinsfile.calls("retrainAll()")).hasMessageContaining("retrainAll");
        assertThatThrownBy(() -> Jenkinsfile.calls("retrainRun(profil: 'aws')"))
                .hasRootCauseMessage("RunStep has no option profil");
        assertThatThrownBy(() -> Jenkinsfile.calls("retrainRun().verdict")).hasMessageContaining("verdict");
        assertThatThrownBy(() -> Jenkinsfile.calls("node { bat 'x' }")).hasMessageContaining("bat");
    }

    @Test
    void shouldNameEveryStepInTheDocumentation() throws IOException {
        assertThat(Jenkinsfile.symbols().filter(symbol -> symbol.startsWith("retrain") && symbol.length() > 7))
                .hasSizeGreaterThan(18)
                .allSatisfy(symbol -> assertThat(Files.readString(DOCS)).contains("`" + symbol));
    }

    @Test
    void shouldBindWhatIsGiven() {
        List<String> calls = Jenkinsfile.calls("node { retrainRun(profile: 'aws', wait: false) }");

        assertThat(calls).containsExactly("retrainRun{profile=aws, wait=false}");
    }
}
