package retrain.jenkins.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class BadgePictureTest {
    @Test
    void shouldDrawWhatTheGoldenFileHas() {
        String svg = BadgePicture.of("flight-delay", "v4 PROMOTED", Tone.GOOD);

        assertThat(svg).isEqualTo(Sample.golden("badge.svg", svg));
    }

    @Test
    void shouldEscapeTheNameOfTheModel() {
        String svg = BadgePicture.of("<img src=x onerror=alert(1)>\"", "v1", Tone.GOOD);

        assertThat(Xml.all(Xml.parse(svg))).extracting(Element::getTagName).doesNotContain("img");
    }

    @Test
    void shouldCutALongNameBetweenCharacters() {
        String svg = BadgePicture.of("\uD83D\uDE80".repeat(100), "v1", Tone.BAD);

        assertThat(Xml.parse(svg).getAttribute("aria-label")).isEqualTo("\uD83D\uDE80".repeat(59) + "…: v1");
    }
}
