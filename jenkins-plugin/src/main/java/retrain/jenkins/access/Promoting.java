package retrain.jenkins.access;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import retrain.Command;
import retrain.Option;

/** Which commands move the champion, and therefore need a permission of their own when a person starts them. */
final class Promoting {
    private static final Set<Command> COMMANDS =
            EnumSet.of(Command.RUN, Command.PROMOTE, Command.STREAM, Command.AB, Command.ROLLBACK);

    private Promoting() {}

    /** {@return whether the command may move the champion, by the options with the intent that was found} */
    static boolean may(Command command, Map<Option, String> options) {
        boolean dry = "true".equals(options.get(Option.DRY_RUN));
        boolean held = command != Command.ROLLBACK
                && Intents.isPullRequest(options.getOrDefault(Option.INTENT, Option.INTENT.orElse()));
        return COMMANDS.contains(command) && !dry && !held;
    }

    /** {@return whether the command makes, changes or removes what runs in AWS} */
    private static boolean stacks(Command command, Map<Option, String> options) {
        return command == Command.INFRA
                && Set.of("deploy", "destroy").contains(options.getOrDefault(Option.STACK, "write"));
    }

    /** {@return whether the command has no place in a build of a change request: it would act on what all share, whatever the intent} */
    static boolean actsOnAll(Command command, Map<Option, String> options) {
        boolean dry = "true".equals(options.getOrDefault(Option.DRY_RUN, command == Command.CLEAN ? "true" : "false"));
        return !dry
                && (command == Command.ROLLBACK
                        || command == Command.CLEAN
                        || command == Command.AB
                        || stacks(command, options));
    }
}
