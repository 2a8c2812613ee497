package retrain.jenkins.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class LoginTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private static String token(String claims) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
    }

    private static String expiring(Instant at) {
        return token("{\"iss\":\"https://ci.example\",\"exp\":" + at.getEpochSecond() + "}");
    }

    @Test
    void shouldReadWhenATokenExpires() {
        assertThat(Jwt.expiry(expiring(NOW))).contains(NOW);
    }

    @Test
    void shouldTakeWhatIsNoTokenForOneWithoutExpiry() {
        assertThat(Jwt.expiry("opaque")).isEmpty();
        assertThat(Jwt.expiry("a.b.c")).isEmpty();
        assertThat(Jwt.expiry("a.!.c")).isEmpty();
        assertThat(Jwt.expiry(token("[1]"))).isEmpty();
        assertThat(Jwt.expiry(token("{\"exp\":\"soon\"}"))).isEmpty();
        assertThat(Jwt.expiry(token("{\"exp\":1e300}"))).isEmpty();
    }

    @Test
    void shouldRenewATokenTenMinutesBeforeItsEnd() {
        Login login = Login.token(expiring(NOW.plus(Duration.ofHours(1))), NOW);

        assertThat(login.renewAt(NOW)).contains(NOW.plus(Duration.ofMinutes(50)));
        assertThat(login.hasEnded(NOW)).isFalse();
    }

    @Test
    void shouldRenewAShortLivedTokenWhenHalfOfItsLifeIsOver() {
        assertThat(Login.token(expiring(NOW.plusSeconds(300)), NOW).renewAt(NOW))
                .contains(NOW.plusSeconds(150));
    }

    @Test
    void shouldRenewATokenOfUnknownLifeNowAndThen() {
        assertThat(Login.token("opaque", NOW).renewAt(NOW)).contains(NOW.plus(Duration.ofMinutes(30)));
    }

    @Test
    void shouldSeeThatATokenHasExpired() {
        assertThat(Login.token(expiring(NOW), NOW).hasEnded(NOW)).isTrue();
        assertThat(Login.token(expiring(NOW.minusSeconds(1)), NOW).hasEnded(NOW))
                .isTrue();
    }

    @Test
    void shouldRenewKeysOfASessionAndNotThoseOfAUser() {
        assertThat(Login.session("a", "b", "c", NOW.plus(Duration.ofHours(1))).renewAt(NOW))
                .contains(NOW.plus(Duration.ofMinutes(50)));
        assertThat(Login.session("a", "b", "c", NOW.plusSeconds(900)).renewAt(NOW))
                .contains(NOW.plusSeconds(450));
        assertThat(Login.keys("a", "b").renewAt(NOW)).isEmpty();
    }

    @Test
    void shouldRefuseWhatWouldBecomeAnotherKeyOfTheFile() {
        assertThat(Login.keys("AKIA", "secret\nrole_arn = arn").isBroken()).isTrue();
        assertThat(Login.keys("", "secret").isBroken()).isTrue();
        assertThat(Login.keys("AKIA", "se\"cret").isBroken()).isTrue();
        assertThat(Login.keys("AKIA", "se\\cret").isBroken()).isTrue();
        assertThat(Login.keys("AKIA", "secr\u00e9t").isBroken()).isTrue();
        assertThat(Login.keys("AKIA", "a+b/c==").isBroken()).isFalse();
        assertThat(Login.keys(" AKIA ", "secret\n").isBroken()).isFalse();
    }

    @Test
    void shouldNotTellItsSecrets() {
        assertThat(Login.keys("AKIAEXAMPLE", "very-secret") + "" + Login.token("very-secret", NOW))
                .doesNotContain("AKIAEXAMPLE", "very-secret");
    }
}
