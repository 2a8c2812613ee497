package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import retrain.run.Json;

class JsonTextTest {
    @Test
    void shouldKeepTheOrderOfKeys() {
        assertThat(JsonText.of(Cfn.map("b", 1, "a", List.of(true, 2.5), "c", Map.of(), "d", List.of())))
                .isEqualTo("""
                        {
                          "b": 1,
                          "a": [
                            true,
                            2.5
                          ],
                          "c": {},
                          "d": []
                        }
                        """);
    }

    @Test
    void shouldEscapeWhatJsonCannotHold() {
        String text = "quote \" backslash \\ line \n tab \t bell \u0007 delete \u007f \u00e9 \ud83d\ude00";
        String json = JsonText.of(Map.of("key \"\n", text));

        assertThat(json).contains("\\u0007", "\\u007f", "\\n", "\\t", "\\\"", "\\\\", "\u00e9", "\\ud83d\\ude00");
        assertThat(Json.flat(json.getBytes(java.nio.charset.StandardCharsets.UTF_8), "test"))
                .containsEntry("key \"\n", text);
    }

    @Test
    void shouldRefuseWhatIsNoJson() {
        assertThatThrownBy(() -> JsonText.of(Map.of("a", new Object()))).isInstanceOf(IllegalArgumentException.class);
    }
}
