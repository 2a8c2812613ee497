package retrain.spec;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What must be true of {@code data.prepare}. */
final class PrepareRules {
    private static final String PATH = "data.prepare";
    private static final List<String> WAYS = List.of("sql", "command", "glue", "lambda", "processing");

    /** Arguments of a job that Retrain sets by itself. */
    private static final Set<String> OURS = Set.of("--retrain-job", "--retrain-plan", "--retrain-output");

    private PrepareRules() {}

    static void check(Spec spec, SpecRules rules) {
        Optional<PrepareSpec> given = spec.data().prepare();
        if (given.isEmpty()) {
            if (spec.data().sources().size() > 1) {
                rules.wrong(
                        "data",
                        "there are " + spec.data().sources().size() + " sources, but nothing says how to join them",
                        "Add 'prepare: prepare.sql' with one SELECT over them");
            }
            return;
        }
        PrepareSpec prepare = given.get();
        rules.exactlyOne(
                PATH,
                WAYS,
                prepare.sql().isPresent(),
                prepare.command().isPresent(),
                prepare.glue().isPresent(),
                prepare.lambda().isPresent(),
                prepare.processing().isPresent());
        program(PATH + ".command", prepare.command(), rules);
        if (prepare.isElsewhere()) {
            elsewhere(spec, prepare, rules);
        }
    }

    private static void program(String path, Optional<List<String>> command, SpecRules rules) {
        if (command.equals(Optional.of(List.of()))) {
            rules.wrong(path, "names no program", "Write the program and its arguments: [python3, prepare.py]");
        }
    }

    private static void elsewhere(Spec spec, PrepareSpec prepare, SpecRules rules) {
        String path = PATH + "." + prepare.how();
        if (spec.aws().work().isEmpty() && !spec.store().startsWith("s3://")) {
            rules.wrong(
                    path,
                    "works in AWS, and there is no place there for its inputs and outputs",
                    "Add 'aws: {work: s3://bucket/prefix}'");
        }
        if (spec.stream().isPresent()) {
            rules.wrong(path, "is too slow for the batches of 'stream'", "Prepare with 'sql' or 'command' here");
        }
        if (!prepare.code().isEmpty() && prepare.processing().isEmpty()) {
            rules.wrong(PATH + ".code", "is of 'command' and 'processing' only", "Remove it");
        }
        if (prepare.glue().isPresent()) {
            glue(spec, prepare.glue().get(), rules);
        }
        if (prepare.processing().isPresent()) {
            program(path + ".command", prepare.processing().get().command(), rules);
            role(path, spec.aws().role(), rules);
        }
    }

    private static void role(String path, Optional<String> role, SpecRules rules) {
        if (role.isEmpty()) {
            rules.wrong(
                    path,
                    "names no role that the job runs as",
                    "Add 'aws: {role: arn:aws:iam::123456789012:role/retrain}'");
        }
    }

    private static void glue(Spec spec, GlueSpec glue, SpecRules rules) {
        String path = PATH + ".glue";
        rules.exactlyOne(
                path, List.of("sql", "job"), glue.sql().isPresent(), glue.job().isPresent());
        if (glue.sql().isPresent()) {
            role(path, glue.role().or(() -> spec.aws().role()), rules);
        } else if (glue.role().isPresent() || !glue.connections().isEmpty()) {
            rules.wrong(path, "says what the job of its own says: 'role' or 'connections'", "Remove it");
        }
        for (String name : glue.arguments().keySet()) {
            if (!name.startsWith("--") || OURS.contains(name)) {
                rules.wrong(
                        path + ".arguments." + name,
                        "'" + name + "' "
                                + (OURS.contains(name) ? "is set by Retrain itself" : "is no name of an argument"),
                        OURS.contains(name) ? "Remove it" : "Begin it with --, such as --year");
            }
        }
    }
}
