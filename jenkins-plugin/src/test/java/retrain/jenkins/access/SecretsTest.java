package retrain.jenkins.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretsTest {
    @Test
    void shouldMaskAllThatALoginHas() {
        assertThat(Secrets.of(Login.session("ASIAEXAMPLE", "very-secret", "the-session", Instant.EPOCH)))
                .contains("ASIAEXAMPLE", "very-secret", "the-session");
    }

    @Test
    void shouldMaskTheFormsOfASecret() {
        assertThat(Secrets.of(List.of("ab+/cd==")))
                .contains("ab+/cd==", "ab%2B%2Fcd%3D%3D", "YWIrL2NkPT0=", "YWIrL2NkPT0");
    }

    @Test
    void shouldMaskEachLineOfALongSecret() {
        assertThat(Secrets.of(List.of("first line\n  second line\n"))).contains("first line", "second line");
    }

    @Test
    void shouldMaskTheWholeBeforeItsParts() {
        List<String> texts = Secrets.of(List.of("first line\nsecond line"));

        assertThat(texts.indexOf("first line\nsecond line")).isLessThan(texts.indexOf("first line"));
    }

    @Test
    void shouldLeaveWhatIsInEveryLogAlone() {
        assertThat(Secrets.of(List.of("", "a", "\n"))).isEmpty();
    }
}
