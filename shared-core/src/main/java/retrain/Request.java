package retrain;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a front end asks for.
 *
 * @param options the options that were given, as texts; they are read and checked by the core
 * @param directory the folder that relative paths of options are relative to
 * @param out the folder for the reports
 * @param by who or what asks, for the ledger and the audit chain
 */
public record Request(Command command, Map<Option, String> options, Path directory, Path out, String by) {
    public Request {
        Map<Option, String> copy = new EnumMap<>(Option.class);
        copy.putAll(options);
        options = Collections.unmodifiableMap(copy);
    }

    /** {@return the option's value, or its default; empty if it has neither} */
    public Optional<String> value(Option option) {
        String value = options.getOrDefault(option, option.orElse());
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** {@return whether a rejection is told, and nothing fails} */
    public boolean warnsOnly() {
        return value(Option.ON_REJECT).equals(Optional.of("warn"));
    }

    /** {@return whether an option that is true or false is true} */
    boolean isOn(Option option) {
        return value(option).equals(Optional.of("true"));
    }
}
