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
 * @param ends when it is of no use any more, if that comes
 */
record Login(Optional<String> keyId, String secret, Optional<String> session, Optional<Instant> ends) {
    /** How long before its end it is made anew, and at what intervals if the end is not known. */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private static final Duration UNKNOWN = Duration.ofMinutes(30);

    static Login keys(String keyId, String secret) {
        return new Login(Optional.of(keyId.strip()), secret.strip(), Optional.empty(), Optional.empty());
    }

    static Login session(String keyId, String secret, String session, Instant ends) {
        return new Login(Optional.of(keyId.strip()), secret.strip(), Optional.of(session.strip()), Optional.of(ends));
    }

    static Login token(String token, Instant now) {
        Instant ends = Jwt.expiry(token.strip()).orElse(now.plus(UNKNOWN).plus(MARGIN));
        return new Login(Optional.empty(), token.strip(), Optional.empty(), Optional.of(ends));
    }

    boolean isToken() {
        return keyId.isEmpty();
    }

    /** {@return whether a part is empty or has a sign with which another key could be written into a file of AWS} */
    boolean isBroken() {
        return Stream.of(keyId, Optional.of(secret), session)
                .flatMap(Optional::stream)
                .anyMatch(part -> !part.matches("[\\x21-\\x7e&&[^\"\\\\]]+"));
    }

    boolean hasEnded(Instant now) {
        return ends.filter(end -> !end.isAfter(now)).isPresent();
    }

    /** {@return when it must be made anew: ten minutes before its end; of a short life, when half of it is over} */
    Optional<Instant> renewAt(Instant now) {
        return ends.map(end -> Duration.between(now, end))
                .map(life -> life.compareTo(MARGIN.multipliedBy(2)) < 0 ? life.dividedBy(2) : life.minus(MARGIN))
                .map(now::plus);
    }

    @Override
    public String toString() {
        return isToken() ? "a token" : "keys";
    }
}
