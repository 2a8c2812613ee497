package retrain.infra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A role of the stack, with all that it allows and why.
 *
 * @param id its logical id
 * @param name its name in the account, if others must know it: {@code retrain-jobs}, or with a path {@code ml/retrain-jobs}
 * @param services who take it: {@code lambda.amazonaws.com}
 * @param purpose what it is for, for people
 */
record Role(String id, Optional<String> name, List<String> services, String purpose, List<Statement> statements) {
    Role {
        services = List.copyOf(services);
        statements = List.copyOf(statements);
    }

    Role(String id, Optional<String> name, String service, String purpose, List<Statement> statements) {
        this(id, name, List.of(service), purpose, statements);
    }

    /** {@return every action that it allows, in the order of its statements} */
    List<String> actions() {
        return statements.stream().flatMap(s -> s.actions().stream()).distinct().toList();
    }

    /**
     * Something that is allowed.
     *
     * @param sid letters and digits, once in a role
     * @param resources texts, or functions of {@link Cfn}
     * @param condition empty if there is none
     * @param why what needs it, for people
     */
    record Statement(
            String sid, List<String> actions, List<Object> resources, Map<String, Object> condition, String why) {
        Statement {
            actions = List.copyOf(actions);
            resources = List.copyOf(resources);
        }

        /** {@return that the actions are allowed on the resources, always} */
        static Statement of(String sid, String why, List<Object> resources, String... actions) {
            return new Statement(sid, List.of(actions), resources, Map.of(), why);
        }

        /** {@return the same on another resource} */
        Statement on(Object resource) {
            return new Statement(sid, actions, List.of(resource), condition, why);
        }

        /** {@return the same on a condition: {@code when("StringEquals", "iam:PassedToService", "glue.amazonaws.com")}} */
        Statement when(String operator, String key, Object value) {
            Map<String, Object> conditions = new LinkedHashMap<>(condition);
            conditions.put(operator, Map.of(key, value));
            return new Statement(sid, actions, resources, conditions, why);
        }

        /** {@return the statement as a policy has it} */
        Map<String, Object> document() {
            return Cfn.map(
                    "Sid",
                    sid,
                    "Effect",
                    "Allow",
                    "Action",
                    new ArrayList<>(actions),
                    "Resource",
                    new ArrayList<>(resources),
                    "Condition",
                    condition.isEmpty() ? Optional.empty() : condition);
        }
    }
}
