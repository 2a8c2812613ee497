package retrain.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every text that is asked for by its key is there, in the sources and in the views. */
class WordsTest {
    private static final Pattern KEY = Pattern.compile("\"((?:access|approval|config|due|permission)\\.[a-z.]+)\"");
    private static final Pattern IN_VIEW = Pattern.compile("\\$\\{%([A-Za-z]+)}");

    private static List<Path> files(String root, String end) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(root))) {
            return files.filter(f -> f.toString().endsWith(end)).sorted().toList();
        }
    }

    private static Set<String> found(Pattern pattern, Path file) throws IOException {
        Set<String> keys = new TreeSet<>();
        Matcher matcher = pattern.matcher(Files.readString(file));
        while (matcher.find()) {
            keys.add(matcher.group(1));
        }
        return keys;
    }

    @Test
    void shouldHaveEveryTextOfTheSourcesAndNoOther() throws IOException {
        Set<String> asked = new TreeSet<>();
        for (Path source : files("src/main/java", ".java")) {
            asked.addAll(found(KEY, source));
        }
        Set<String> there =
                new TreeSet<>(ResourceBundle.getBundle("retrain.jenkins.Texts").keySet());
        there.removeIf(key -> !key.matches("(access|approval|config|due|permission)\\..*"));

        assertThat(asked).isNotEmpty().isEqualTo(there);
        assertThat(asked)
                .allSatisfy(key ->
                        assertThat(Texts.in(Locale.ENGLISH, key, 1, 2, 3)).isNotBlank());
    }

    @Test
    void shouldHaveEveryTextOfTheViews() throws IOException {
        List<Path> views = files("src/main/resources", ".jelly");
        assertThat(views).isNotEmpty();
        for (Path view : views) {
            Set<String> keys = found(IN_VIEW, view);
            Properties texts = new Properties();
            Path beside = Path.of(view.toString().replaceFirst("jelly$", "properties"));
            if (Files.exists(beside)) {
                texts.load(Files.newBufferedReader(beside));
            }
            assertThat(texts.stringPropertyNames()).as(view.toString()).containsAll(keys);
        }
    }
}
