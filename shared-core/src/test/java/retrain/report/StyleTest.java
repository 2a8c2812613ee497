package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The contrasts that WCAG 2.1 AA asks for: 4.5 for text, 3 for what is drawn. */
class StyleTest {
    private static final Pattern COLOUR = Pattern.compile("--([a-z]+): #([0-9a-f]{6});");

    @Test
    void shouldHaveEnoughContrastInLightAndDark() throws IOException {
        String css = Files.readString(Path.of("src", "main", "resources", "retrain", "report", "report.css"));
        String[] schemes = css.split("@media screen and \\(prefers-color-scheme: dark\\)");
        assertThat(schemes).hasSize(2);
        for (String scheme : schemes) {
            Map<String, Integer> colours = colours(scheme.substring(0, scheme.indexOf("\n}")));
            for (String text : new String[] {"ink", "faint", "good", "bad", "unsure", "neutral", "candidate"}) {
                assertThat(contrast(colours, text)).as(text).isGreaterThanOrEqualTo(4.5);
            }
            for (String line : new String[] {"champion", "first", "second", "third", "fourth"}) {
                assertThat(contrast(colours, line)).as(line).isGreaterThanOrEqualTo(3);
            }
        }
    }

    private static Map<String, Integer> colours(String scheme) {
        Map<String, Integer> colours = new HashMap<>();
        Matcher matcher = COLOUR.matcher(scheme);
        while (matcher.find()) {
            colours.put(matcher.group(1), Integer.parseInt(matcher.group(2), 16));
        }
        return colours;
    }

    private static double contrast(Map<String, Integer> colours, String name) {
        double a = luminance(colours.getOrDefault(name, 0x808080));
        double b = luminance(colours.getOrDefault("paper", 0x808080));
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16 & 255) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
    }

    private static double linear(int channel) {
        double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
}
