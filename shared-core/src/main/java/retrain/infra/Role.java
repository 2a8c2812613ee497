package retrain.infra;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A role of the stack, with all that it allows and why.
 *
 * @param id its logical id
 * @param name its name in the account, if others must know it
 * @param service who takes it: {@code lambda.amazonaws.com}
 * @param purpose what it is for, for people
 */
record Role(String id, Optional<String> name, String service, String purpose, List<Statement> statements) {
    /**
     * Something that is allowed.
     *
     * @param resources texts, or functions of {@link Cfn}
     * @param condition empty if there is none
     * @param why what needs it, for people
     */
    record Statement(
            String sid, List<String> actions, List<Object> resources, Map<String, Object> condition, String why) {}
}
