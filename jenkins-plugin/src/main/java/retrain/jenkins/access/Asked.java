package retrain.jenkins.access;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import retrain.Command;
import retrain.Option;

/**
 * What a step, or the trigger, asks for.
 *
 * @param options as they were given
 */
public record Asked(Command command, Map<Option, String> options, AwsWishes aws) {
    public Asked {
        Map<Option, String> copy = new EnumMap<>(Option.class);
        copy.putAll(options);
        options = Collections.unmodifiableMap(copy);
    }

    Optional<String> value(Option option) {
        return Optional.ofNullable(options.get(option));
    }
}
