package retrain.aws;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.model.ChangeAction;
import software.amazon.awssdk.services.cloudformation.model.PolicyAction;
import software.amazon.awssdk.services.cloudformation.model.Replacement;
import software.amazon.awssdk.services.cloudformation.model.ResourceAttribute;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.ResourceChangeDetail;

/** What a change set does to a resource, in a line for people. */
final class ChangeLine {
    private ChangeLine() {}

    /** {@return the lines, what is lost first} */
    static List<String> of(List<ResourceChange> changes) {
        return changes.stream()
                .sorted(Comparator.comparingInt(ChangeLine::weight).thenComparing(ResourceChange::logicalResourceId))
                .map(ChangeLine::of)
                .toList();
    }

    private static int weight(ResourceChange change) {
        if (change.action() == ChangeAction.REMOVE) {
            return 0;
        }
        if (change.action() == ChangeAction.MODIFY) {
            return change.replacement() == Replacement.TRUE ? 1 : 2;
        }
        return change.action() == ChangeAction.ADD ? 4 : 3;
    }

    private static String of(ResourceChange change) {
        String what = change.logicalResourceId() + " (" + change.resourceType() + ")";
        return switch (change.action()) {
            case ADD -> "Add " + what;
            case REMOVE -> "REMOVE " + what + (keeps(change) ? "; it stays in the account" : "");
            case MODIFY -> "Modify " + what + properties(change) + "; " + replacement(change);
            case IMPORT -> "Adopt " + what + ", which is there: " + change.physicalResourceId();
            default -> change.actionAsString() + " " + what;
        };
    }

    private static boolean keeps(ResourceChange change) {
        return change.policyAction() == PolicyAction.RETAIN || change.policyAction() == PolicyAction.REPLACE_AND_RETAIN;
    }

    private static String properties(ResourceChange change) {
        String names = change.details().stream()
                .map(ChangeLine::property)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : ": " + names;
    }

    private static String property(ResourceChangeDetail detail) {
        boolean named = detail.target().attribute() == ResourceAttribute.PROPERTIES
                && detail.target().name() != null;
        return named ? detail.target().name() : detail.target().attributeAsString();
    }

    private static String replacement(ResourceChange change) {
        if (change.replacement() == null || change.replacement() == Replacement.FALSE) {
            return "no replacement";
        }
        if (change.replacement() == Replacement.CONDITIONAL) {
            return "REPLACEMENT is possible";
        }
        return "REPLACEMENT: a new one is made, and the old one " + (keeps(change) ? "stays" : "removed");
    }
}
