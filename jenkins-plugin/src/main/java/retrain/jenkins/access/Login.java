package retrain.jenkins.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the process proves to AWS who it is with: keys, or a token of an identity provider. Never kept.
 *
 * @param keyId empty for a token
 * @param secret the secret key, or the token
 * @param session the token that belongs to keys of a session
 * @param lifetime how long it is good for from now on, if it ends
 */
record Login(Optional<String> keyId, String secret, Optional<String> session, Optional<Duration> lifetime) {
    /** How long before its end it is made anew, and at what intervals if the end is not known. */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private static final Duration UNKNOWN = Duration.ofMinutes(30);

    static Login keys(String keyId, String secret) {
        return new Login(Optional.of(keyId.strip()), secret.strip(), Optional.empty(), Optional.empty());
    }

    static Login session(String keyId, String secret, String session, Duration lifetime) {
        return new Login(
                Optional.of(keyId.strip()), secret.strip(), Optional.of(session.strip()), Optional.of(lifetime));
    }

    static Login token(String token, Instant now) {
        Optional<Instant> end = Jwt.expiry(token.strip());
        Duration lifetime = end.map(e -> Duration.between(now, e)).orElse(UNKNOWN.plus(MARGIN));
        return new Login(Optional.empty(), token.strip(), Optional.empty(), Optional.of(lifetime));
    }

    boolean isToken() {
        return keyId.isEmpty();
    }

    /** {@return whether a part is empty or has a line break, with which another key could be written into a file of AWS} */
    boolean isBroken() {
        return Stream.of(keyId, Optional.of(secret), session)
                .flatMap(Optional::stream)
                .anyMatch(part -> part.isEmpty() || part.chars().anyMatch(Character::isISOControl));
    }

    boolean hasEnded() {
        return lifetime.filter(l -> l.isNegative() || l.isZero()).isPresent();
    }

    /** {@return when it must be made anew: ten minutes before its end; of a short life, when half of it is over} */
    Optional<Instant> renewAt(Instant now) {
        return lifetime.map(l -> now.plus(l.compareTo(MARGIN.multipliedBy(2)) < 0 ? l.dividedBy(2) : l.minus(MARGIN)));
    }

    @Override
    public String toString() {
        return isToken() ? "a token" : "keys";
    }
}
