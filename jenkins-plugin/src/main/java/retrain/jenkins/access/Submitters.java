package retrain.jenkins.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/** The users and groups of whom one must approve: {@code alice, ops}. */
final class Submitters {
    private Submitters() {}

    /**
     * {@return whether a user is one of them} Names are compared as Jenkins' own realm does, without regard to case.
     *
     * @param named absent if it is anyone who may promote
     */
    static boolean include(Optional<String> named, String user, Collection<String> groups) {
        return named.isEmpty()
                || Arrays.stream(named.get().split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .anyMatch(name ->
                                name.equalsIgnoreCase(user) || groups.stream().anyMatch(name::equalsIgnoreCase));
    }
}
