package retrain.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
    @Test
    void shouldSpellWhatCannotBeSeen() {
        assertThat(Texts.visible("a\u0000b\u001b[1m\u202Ec\uD800d\uFFFF\nе́ 東京 😀"))
                .isEqualTo("a\\u0000b\\u001B[1m\\u202Ec\\uD800d\\uFFFF е́ 東京 😀");
    }

    @Test
    void shouldNotCutACharacterInTwo() {
        assertThat(Texts.brief("abc😀def", 5)).isEqualTo("abc…");
        assertThat(Texts.brief("abcde", 5)).isEqualTo("abcde");
    }

    @Test
    void shouldKeepOrdinarySentencesReadableInMarkdown() {
        String sentence = "auc is 0.7123, at least 0.65 (origin=JFK); it's 5% better: good";

        assertThat(Texts.markdown(sentence)).isEqualTo(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"# heading", "- item", "+ item", "=====", "---", "    code"})
    void shouldNotBeginABlockOfMarkdown(String text) {
        assertThat(Texts.markdown(text))
                .doesNotStartWith("#")
                .doesNotStartWith("-")
                .doesNotStartWith("+")
                .doesNotStartWith("=")
                .doesNotStartWith(" ");
    }

    @Test
    void shouldNotMentionReferToOrLinkAnything() {
        assertThat(Texts.markdown("@team #12 GH-3 www.x.org http://x.org"))
                .isEqualTo("@\u200Bteam #\u200B12 GH-\u200B3 www.\u200Bx.org http\\://x.org");
    }

    @Test
    void shouldPutNamesInCodeSpansUnlessTheyWouldBreakThem() {
        assertThat(Texts.code("log_loss")).isEqualTo("`log_loss`");
        assertThat(Texts.code("a`b|c")).isEqualTo("a\\`b\\|c");
        assertThat(Texts.code(" ")).isEqualTo("(empty)");
    }
}
