package retrain.infra;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import retrain.infra.Role.Statement;

/** The roles for people: every action, on what, and why. */
final class RolesTable {
    private RolesTable() {}

    /** {@return a page of Markdown} */
    static String of(List<Role> roles) {
        StringBuilder page = new StringBuilder();
        for (Role role : roles) {
            page.append("## ").append(role.id()).append("\n\n");
            page.append(role.purpose()).append(" Taken by ").append(codes(role.services()));
            role.name()
                    .ifPresent(name ->
                            page.append(", under the name `").append(name).append('`'));
            page.append(".\n\n| may | on | why |\n|---|---|---|\n");
            role.statements().forEach(statement -> page.append(row(statement)));
            page.append('\n');
        }
        return page.toString().stripTrailing() + "\n";
    }

    private static String row(Statement statement) {
        String on = codes(statement.resources().stream().map(Arn::text).toList());
        return "| " + codes(statement.actions()) + " | " + on + condition(statement.condition()) + " | "
                + statement.why() + " |\n";
    }

    private static String condition(Map<String, Object> condition) {
        Map<String, String> asked = new TreeMap<>();
        condition
                .values()
                .forEach(keys -> ((Map<?, ?>) keys)
                        .forEach((key, value) -> asked.put(
                                (String) key,
                                value instanceof List<?> list ? texts(list) : "`" + Arn.text(value) + "`")));
        return asked.entrySet().stream()
                .map(e -> "; `" + e.getKey() + "` is " + e.getValue())
                .collect(Collectors.joining());
    }

    private static String texts(List<?> list) {
        return list.stream().map(v -> "`" + Arn.text(v) + "`").collect(Collectors.joining(" or "));
    }

    private static String codes(List<String> texts) {
        return texts.stream().map(t -> "`" + t + "`").collect(Collectors.joining(", "));
    }
}
