package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import retrain.infra.Role.Statement;

/** What a role of a plan allows, asked as IAM is asked: of an action on a resource. */
public final class Allowed {
    private static final Map<String, String> MADE = Map.of(
            "JobRole", "arn:aws:iam::123456789012:role/.*",
            "GlueRole", "arn:aws:iam::123456789012:role/.*",
            "Key", "arn:aws:kms:.*");

    private final Role role;
    private final Set<String> used = new TreeSet<>();

    private Allowed(Role role) {
        this.role = role;
    }

    /** {@return the role of a part} */
    public static Allowed of(Plan plan, String id) {
        return new Allowed(Roles.of(plan).stream()
                .filter(r -> r.id().equals(id + "Role"))
                .findFirst()
                .orElseThrow());
    }

    /** {@return whether an action on a resource is allowed; which statements allow it is remembered} */
    public boolean allows(String action, String resource) {
        boolean found = false;
        for (Statement statement : role.statements()) {
            boolean allows = statement.actions().contains(action)
                    && statement.resources().stream()
                            .anyMatch(r -> pattern(r).matcher(resource).matches());
            if (allows) {
                used.add(statement.sid() + " " + action);
                found = true;
            }
        }
        return found;
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

    private static Pattern pattern(Object resource) {
        String text = Arn.text(resource).replace("<region>", "us-east-1").replace("<account>", "123456789012");
        String made = MADE.get(text);
        return Pattern.compile(made != null ? made : "\\Q" + text.replace("*", "\\E.*\\Q") + "\\E");
    }
}
