package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import retrain.infra.Role.Statement;

/** Compares what a definition asks of IAM with what a role allows: each action on each resource, nothing missing, nothing spare. */
final class RoleAudit {
    private RoleAudit() {}

    /** Something that is asked of IAM. */
    record Asked(String action, String resource) {}

    /** @param beside services of whose actions no definition tells */
    static void check(String as, Role role, Collection<Asked> asked, Set<String> beside) {
        Set<String> used = new TreeSet<>();
        for (Asked one : asked) {
            Set<String> by = allowing(role, one);
            assertThat(by).as(as + " " + one).isNotEmpty();
            used.addAll(by);
        }
        Set<String> all = new TreeSet<>();
        for (Statement statement : role.statements()) {
            statement.actions().stream()
                    .filter(action -> !beside.contains(action.replaceAll(":.*", "")))
                    .forEach(action -> resources(statement)
                            .forEach(resource -> all.add(statement.sid() + " " + action + " " + resource)));
        }
        assertThat(all).as(as).isEqualTo(used);
    }

    private static Set<String> allowing(Role role, Asked asked) {
        Set<String> all = new TreeSet<>();
        for (Statement statement : role.statements()) {
            for (String resource : resources(statement)) {
                boolean fits = Pattern.matches("\\Q" + resource.replace("*", "\\E.*\\Q") + "\\E", asked.resource());
                if (fits && statement.actions().contains(asked.action())) {
                    all.add(statement.sid() + " " + asked.action() + " " + resource);
                }
            }
        }
        return all;
    }

    private static List<String> resources(Statement statement) {
        return ((List<?>) Deployed.value(statement.resources()))
                .stream().map(Object::toString).toList();
    }
}
