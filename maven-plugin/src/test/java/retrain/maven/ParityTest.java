package retrain.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import retrain.Command;
import retrain.Option;

/** The goals, as Maven sees them, are the core's table of commands and options. */
class ParityTest {
    private final Map<String, Element> goals = goals();

    @Test
    void shouldHaveAGoalForEachCommandAndHelp() {
        List<String> words = new ArrayList<>(
                Arrays.stream(Command.values()).map(Command::word).toList());
        words.add("help");
        assertThat(goals.keySet()).containsExactlyInAnyOrderElementsOf(words);
    }

    @ParameterizedTest
    @EnumSource(Command.class)
    void shouldDescribeTheGoalAsTheCommand(Command command) {
        Element goal = goals.get(command.word());
        assertThat(text(goal, "description")).isEqualTo(command.description());
        assertThat(text(goal, "requiresProject")).isEqualTo("false");
        assertThat(text(goal, "threadSafe")).isEqualTo("true");
    }

    @ParameterizedTest
    @EnumSource(Command.class)
    void shouldHaveTheOptionsOfTheCommandAndNoOthers(Command command) {
        Map<String, String> expected = new TreeMap<>();
        for (Option option : Option.values()) {
            if (option.belongsTo(command)) {
                expected.put(option.word(), "${retrain." + option.word() + "} " + doc(option));
            }
        }
        assertThat(parameters(goals.get(command.word()))).isEqualTo(expected);
    }

    private static String doc(Option option) {
        return option.orElse().isEmpty() ? option.doc() : option.doc() + " Default: " + option.orElse() + ".";
    }

    private static Map<String, String> parameters(Element goal) {
        Map<String, String> parameters = new TreeMap<>();
        Element configuration = children(goal, "configuration").get(0);
        for (Element parameter : children(children(goal, "parameters").get(0), "parameter")) {
            if (text(parameter, "editable").equals("true")) {
                String name = text(parameter, "name");
                String expression = children(configuration, name).get(0).getTextContent();
                parameters.put(name, expression + " " + text(parameter, "description"));
            }
        }
        return parameters;
    }

    /** Descriptions are HTML, folded. */
    private static String text(Element element, String name) {
        return children(element, name)
                .get(0)
                .getTextContent()
                .replaceAll("</?code>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static Map<String, Element> goals() {
        try (InputStream descriptor = ParityTest.class.getResourceAsStream("/META-INF/maven/plugin.xml")) {
            Element plugin = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(descriptor)
                    .getDocumentElement();
            Map<String, Element> goals = new LinkedHashMap<>();
            for (Element goal : children(children(plugin, "mojos").get(0), "mojo")) {
                goals.put(text(goal, "goal"), goal);
            }
            return goals;
        } catch (Exception e) {
            throw new AssertionError("plugin.xml cannot be read", e);
        }
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                children.add(element);
            }
        }
        return children;
    }
}
