package retrain.jenkins.access;

import hudson.AbortException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.jenkins.Texts;
import retrain.jenkins.config.Settings;

/**
 * What a step asks for of AWS, or what is configured for it.
 *
 * @param credentials the id of credentials
 * @param role the ARN of a role to assume
 * @param externalId what the role's owner demands to be told
 * @param session the name that AWS shows for what is done in the role
 */
public record AwsWishes(
        Optional<String> credentials,
        Optional<String> region,
        Optional<String> role,
        Optional<String> externalId,
        Optional<String> session) {
    public static final AwsWishes NONE = of(null, null, null, null, null);

    public static AwsWishes of(
            @Nullable String credentials,
            @Nullable String region,
            @Nullable String role,
            @Nullable String externalId,
            @Nullable String session) {
        return new AwsWishes(
                Optional.ofNullable(credentials),
                Optional.ofNullable(region),
                Optional.ofNullable(role),
                Optional.ofNullable(externalId),
                Optional.ofNullable(session));
    }

    /**
     * Holds that each is one line: they become lines of AWS' configuration.
     *
     * @throws AbortException if one is not
     */
    void check() throws AbortException {
        for (Optional<String> wish : List.of(credentials, region, role, externalId, session)) {
            if (wish.isPresent() && wish.get().chars().anyMatch(Character::isISOControl)) {
                throw new AbortException(Texts.of("access.aws.line", wish.get().strip()));
            }
        }
    }

    /** {@return the same, with what is configured where the step says nothing} */
    AwsWishes orElse(Settings settings) {
        return new AwsWishes(
                credentials.or(settings::credentials),
                region.or(settings::region),
                role.or(settings::role),
                externalId,
                session);
    }
}
