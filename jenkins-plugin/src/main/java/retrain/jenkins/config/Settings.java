package retrain.jenkins.config;

import hudson.model.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;

/**
 * What is configured for a job: each key by itself, of the nearest folder that has it, else that of Jenkins.
 *
 * @param store the folder that takes the place of the spec's {@code store}
 * @param region of AWS
 * @param runner the name of a tool
 * @param credentials the id of the credentials for AWS
 * @param role the ARN of the role that is assumed with them
 * @param lostAgentMinutes how long an agent that is gone is waited for
 */
public record Settings(
        Optional<String> store,
        Optional<String> region,
        Optional<String> runner,
        Optional<String> credentials,
        Optional<String> role,
        Optional<Integer> lostAgentMinutes) {
    /** How long an agent that is gone is waited for unless it is configured. */
    public static final int LOST_AGENT_MINUTES = 30;

    /** {@return what is written in a form or a file; nothing, if it is blank} */
    static Settings of(
            @Nullable String store,
            @Nullable String region,
            @Nullable String runner,
            @Nullable String credentials,
            @Nullable String role,
            @Nullable Integer lostAgentMinutes) {
        return new Settings(
                written(store),
                written(region),
                written(runner),
                written(credentials),
                written(role),
                Optional.ofNullable(lostAgentMinutes));
    }

    private static Optional<String> written(@Nullable String text) {
        return text == null || text.isBlank() ? Optional.empty() : Optional.of(text.strip());
    }

    /** {@return what holds for a job} */
    public static Settings of(Item job) {
        List<Settings> nearestFirst = new ArrayList<>();
        if (Jenkins.get().getPlugin("cloudbees-folder") != null) {
            nearestFirst.addAll(FolderSettings.around(job));
        }
        nearestFirst.add(RetrainConfiguration.get().settings());
        return merged(nearestFirst);
    }

    static Settings merged(List<Settings> nearestFirst) {
        return new Settings(
                first(nearestFirst, Settings::store),
                first(nearestFirst, Settings::region),
                first(nearestFirst, Settings::runner),
                first(nearestFirst, Settings::credentials),
                first(nearestFirst, Settings::role),
                first(nearestFirst, Settings::lostAgentMinutes));
    }

    private static <T> Optional<T> first(List<Settings> nearestFirst, Function<Settings, Optional<T>> key) {
        return nearestFirst.stream().map(key).flatMap(Optional::stream).findFirst();
    }

    /** {@return how long an agent that is gone is waited for} */
    public Duration patience() {
        return Duration.ofMinutes(lostAgentMinutes.orElse(LOST_AGENT_MINUTES));
    }
}
