package retrain.jenkins.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;

/** The views keep to Jenkins' content security policy, and all of their texts are there in each language. */
class ViewsTest {
    private static final Path ROOT = Path.of("src/main/resources");
    private static final Path PAGES = ROOT.resolve("retrain/jenkins/page");
    private static final Pattern KEY = Pattern.compile("\\$\\{%([A-Za-z.]+)");

    static Stream<Path> views() throws IOException {
        return files(ROOT, ".jelly");
    }

    static Stream<Path> pages() throws IOException {
        return files(PAGES, ".jelly");
    }

    static Stream<Path> texts() throws IOException {
        return files(ROOT, ".properties");
    }

    @ParameterizedTest
    @MethodSource("views")
    void shouldHaveNeitherInlineScriptNorInlineStyle(Path view) throws IOException {
        for (Element element : Xml.all(Xml.parse(Files.readString(view)))) {
            assertThat(element.getTagName()).isNotEqualTo("style");
            if (element.getTagName().equals("script")) {
                assertThat(element.getTextContent()).isBlank();
                assertThat(element.getAttribute("src")).startsWith("${resURL}/plugin/retrain/");
            }
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                String name = ((Attr) element.getAttributes().item(i)).getName().toLowerCase(Locale.ROOT);
                assertThat(name).isNotEqualTo("style").doesNotStartWith("on");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("views")
    void shouldEscapeByDefault(Path view) throws IOException {
        assertThat(Files.readString(view)).startsWith("<?jelly escape-by-default='true'?>");
    }

    /** Such an expression cannot be parsed, and the page is not found. */
    @ParameterizedTest
    @MethodSource("views")
    void shouldNotNameAPropertyAsAWordOfTheExpressions(Path view) throws IOException {
        assertThat(Files.readString(view))
                .doesNotContainPattern("\\$\\{[^}]*\\.(empty|and|or|not|eq|ne|lt|le|gt|ge)\\b");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void shouldHaveEachTextInEachLanguageAndNoOther(Path view) throws IOException {
        Set<String> used = keys(view);

        assertThat(texts(view, "").stringPropertyNames()).isEqualTo(used);
        assertThat(texts(view, "_de").stringPropertyNames()).isEqualTo(used);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void shouldBeAscii(Path texts) throws IOException {
        assertThat(Files.readString(texts, StandardCharsets.UTF_8)).matches("\\p{ASCII}*");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void shouldTranslateWhatThereIsWithTheSamePlaces(Path texts) throws IOException {
        String name = texts.getFileName().toString();
        if (name.endsWith("_de.properties")) {
            Properties english = load(texts.resolveSibling(name.replace("_de", "")));
            load(texts)
                    .forEach((key, text) -> assertThat(places(text))
                            .as("%s in %s", key, texts)
                            .isEqualTo(places(english.getOrDefault(key, "not there"))));
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void shouldTranslateAllTextsOfThisRoom(Path texts) throws IOException {
        if (texts.getFileName().toString().equals("Texts.properties")) {
            Set<String> german =
                    load(texts.resolveSibling("Texts_de.properties")).stringPropertyNames();
            List<String> prefixes = List.of("page.", "column.", "badge.", "gate.", "show.", "token.");

            assertThat(german)
                    .containsAll(load(texts).stringPropertyNames().stream()
                            .filter(key -> prefixes.stream().anyMatch(key::startsWith))
                            .toList());
        }
    }

    private static Set<String> keys(Path view) throws IOException {
        Set<String> keys = new TreeSet<>();
        Matcher matcher = KEY.matcher(Files.readString(view));
        while (matcher.find()) {
            keys.add(matcher.group(1));
        }
        return keys;
    }

    /** {@return the numbers of the arguments, and the apostrophes, which take no part in a format if they are single} */
    private static Set<String> places(Object text) {
        Set<String> places = new TreeSet<>();
        Matcher matcher = Pattern.compile("\\{\\d}|(?<!')'(?!')").matcher((String) text);
        while (matcher.find()) {
            places.add(matcher.group());
        }
        assertThat(places).as("%s: a single apostrophe", text).doesNotContain("'");
        return places;
    }

    private static Properties texts(Path view, String language) throws IOException {
        String name = view.getFileName().toString().replace(".jelly", language + ".properties");
        Path file = view.resolveSibling(name);
        return Files.exists(file) ? load(file) : new Properties();
    }

    private static Properties load(Path file) throws IOException {
        Properties texts = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            texts.load(reader);
        }
        return texts;
    }

    private static Stream<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList().stream();
        }
    }
}
