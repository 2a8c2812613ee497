package retrain;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import retrain.problem.Code;
import retrain.problem.InvalidInput;

/**
 * What a run is for.
 *
 * @param name the pull request's name, if it was given
 */
record Intent(Kind kind, Optional<String> name) {
    enum Kind {
        BRANCH,
        PULL_REQUEST,
        SCHEDULE,
        MANUAL;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static Intent parse(String text) {
        int slash = text.indexOf('/');
        String word = slash < 0 ? text : text.substring(0, slash);
        for (Kind kind : Kind.values()) {
            boolean named = kind == Kind.PULL_REQUEST && slash >= 0 && slash < text.length() - 1;
            if (kind.word().equals(word) && (slash < 0 || named)) {
                return new Intent(kind, named ? Optional.of(text.substring(slash + 1)) : Optional.empty());
            }
        }
        List<String> words = Arrays.stream(Kind.values()).map(Kind::word).toList();
        throw new InvalidInput(
                Code.OPTION_WRONG,
                "option 'intent'",
                "'" + text + "' is no intent",
                "Use one of " + String.join(", ", words) + " (or pull-request/<name>)");
    }

    /** {@return why a candidate that passes is not promoted, if it is not} */
    Optional<String> hold() {
        return kind == Kind.PULL_REQUEST ? Optional.of("a pull request never promotes") : Optional.empty();
    }

    /** {@return under what name a candidate is registered} */
    String registeredAs() {
        return kind == Kind.PULL_REQUEST ? text() : "candidate";
    }

    String text() {
        return kind.word() + name.map(n -> "/" + n).orElse("");
    }
}
