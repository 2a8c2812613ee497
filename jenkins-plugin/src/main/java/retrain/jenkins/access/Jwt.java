package retrain.jenkins.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalDouble;
import retrain.jenkins.result.JsonTree;

/** When a JSON web token expires (RFC 7519). Nothing is verified: it is AWS that must believe it. */
final class Jwt {
    private Jwt() {}

    /** {@return its expiry; empty if it tells none, or is no such token} */
    static Optional<Instant> expiry(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            OptionalDouble seconds = JsonTree.of(claims).number("exp");
            return seconds.isPresent()
                    ? Optional.of(Instant.ofEpochSecond((long) seconds.getAsDouble()))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
