package retrain.infra;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import retrain.infra.Role.Statement;

/** What a role of a plan allows, asked as IAM is asked: of an action on a resource, with what the request tells of itself. */
public final class Allowed {
    private static final String PLACE = ":us-east-1:123456789012:";

    private final Plan plan;
    private final Role role;
    private final Set<String> used = new TreeSet<>();

    private Allowed(Plan plan, Role role) {
        this.plan = plan;
        this.role = role;
    }

    /** {@return the role of a part: of the stack, or of its builds} */
    public static Allowed of(Plan plan, String id) {
        return find(plan, id).orElseThrow(() -> new IllegalArgumentException("no role of " + id));
    }

    /** {@return the role of a part, if the plan has it} */
    public static Optional<Allowed> find(Plan plan, String id) {
        return Stream.of(Roles.of(plan), Delivery.roles(plan), List.of(new PersonAccess(plan).role()))
                .flatMap(List::stream)
                .filter(r -> r.id().equals(id + "Role"))
                .findFirst()
                .map(role -> new Allowed(plan, role));
    }

    /**
     * {@return whether an action on a resource is allowed; which statements allow it is remembered}
     *
     * @param told what conditions may ask for: {@code iam:PassedToService}
     */
    public boolean allows(String action, String resource, Map<String, String> told) {
        boolean found = false;
        for (Statement statement : role.statements()) {
            boolean allows = statement.actions().contains(action)
                    && statement.resources().stream()
                            .anyMatch(r -> pattern(known(r)).matcher(resource).matches())
                    && holds(statement.condition(), told);
            if (allows) {
                used.add(statement.sid() + " " + action);
                found = true;
            }
        }
        return found;
    }

    private boolean holds(Map<String, Object> condition, Map<String, String> told) {
        return condition.entrySet().stream()
                .allMatch(operator -> ((Map<?, ?>) operator.getValue())
                        .entrySet().stream()
                                .allMatch(asked -> told.containsKey(
                                                asked.getKey().toString())
                                        && values(asked.getValue())
                                                .anyMatch(value -> fits(
                                                        operator.getKey(),
                                                        value,
                                                        told.get(asked.getKey().toString())))));
    }

    private static Stream<?> values(Object value) {
        return value instanceof Collection<?> several ? several.stream() : Stream.of(value);
    }

    private boolean fits(String operator, Object value, String told) {
        return switch (operator) {
            case "StringEquals", "ForAnyValue:StringEquals" -> known(value).equals(told);
            case "StringLike" -> pattern(known(value)).matcher(told).matches();
            default -> throw new IllegalArgumentException("what is " + operator + "?");
        };
    }

    /** {@return all that is allowed: {@code Store s3:GetObject}} */
    public List<String> all() {
        List<String> all = new ArrayList<>();
        role.statements().forEach(s -> s.actions().forEach(a -> all.add(s.sid() + " " + a)));
        return all;
    }

    /** {@return what was asked for, and is allowed} */
    public Set<String> used() {
        return used;
    }

    /** {@return a resource as the requests of tests name it} */
    private String known(Object resource) {
        String text = Arn.text(resource).replace("<region>", "us-east-1").replace("<account>", "123456789012");
        return switch (text) {
            case Ids.JOB_ROLE -> plan.spec().aws().role().orElseThrow();
            case "GlueRole" -> "arn:aws:iam::123456789012:role/*glue*";
            case Ids.STATE_MACHINE -> "arn:aws:states" + PLACE + "stateMachine:" + plan.machine();
            case Ids.KEY -> "arn:aws:kms" + PLACE + "key/made-by-the-stack";
            default ->
                text.replace(
                                "<CodeBucket>/<CodeKey>",
                                plan.code().bucket() + "/" + plan.code().key() + "/function.zip")
                        .replace("<CodeBucket>", plan.code().bucket());
        };
    }

    private static Pattern pattern(String text) {
        return Pattern.compile("\\Q" + text.replace("*", "\\E.*\\Q") + "\\E");
    }
}
