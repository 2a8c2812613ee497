package retrain.aws;

import java.util.List;
import java.util.Set;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;

/**
 * How an operation on a stack ended.
 *
 * @param status of the stack
 * @param events of the operation, the oldest first
 */
record StackEnd(String stack, String status, List<StackEvent> events) {
    static final String FREE_THE_NAME =
            "Remove what is there under that name, or write 'infra: {buckets: {made: existing}}' if it is a bucket of yours, or another 'infra: {stack: …}';"
                    + " then deploy again";

    private static final Set<String> WELL =
            Set.of("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE", "DELETE_COMPLETE");

    /** What CloudFormation says of resources that it gave up because of others. */
    private static final List<String> CONSEQUENCES = List.of(
            "Resource creation cancelled",
            "Resource update cancelled",
            "Resource deletion cancelled",
            "The following resource(s) failed to");

    StackEnd {
        events = List.copyOf(events);
    }

    boolean isWell() {
        return WELL.contains(status);
    }

    /** {@return what to throw: the first cause, with the others behind it} */
    BackendFailure failure() {
        List<StackEvent> causes = events.stream().filter(this::isCause).toList();
        String what = causes.isEmpty()
                ? "ended as " + status + whole()
                : text(causes.get(0)) + others(causes) + "; the stack is " + status + state();
        String cure = causes.isEmpty()
                ? "See 'aws cloudformation describe-stack-events --stack-name " + stack + "'"
                : cure(String.valueOf(causes.get(0).resourceStatusReason()));
        return BackendFailure.permanent(new Problem(Code.DEPLOYMENT_FAILED, "stack " + stack, what, cure), null);
    }

    /** {@return what is told of the stack as a whole, where no resource has failed by itself} */
    private String whole() {
        return events.stream()
                .filter(e -> e.stackId().equals(e.physicalResourceId()))
                .map(StackEvent::resourceStatusReason)
                .filter(reason -> reason != null && !reason.isBlank() && !reason.equals("User Initiated"))
                .findFirst()
                .map(reason -> ": " + reason.strip().replaceAll("[. ]+$", ""))
                .orElse(", and no event tells why");
    }

    private boolean isCause(StackEvent event) {
        String reason = event.resourceStatusReason();
        return event.resourceStatusAsString().endsWith("_FAILED")
                && !event.stackId().equals(event.physicalResourceId())
                && reason != null
                && CONSEQUENCES.stream().noneMatch(reason::startsWith);
    }

    private static String text(StackEvent event) {
        return event.logicalResourceId() + " (" + event.resourceType() + ") is " + event.resourceStatusAsString() + ": "
                + event.resourceStatusReason().strip().replaceAll("[. ]+$", "");
    }

    private static String others(List<StackEvent> causes) {
        if (causes.size() == 1) {
            return "";
        }
        List<String> rest = causes.stream()
                .skip(1)
                .map(StackEvent::logicalResourceId)
                .distinct()
                .toList();
        return "; so failed " + String.join(", ", rest);
    }

    private String state() {
        return switch (status) {
            case "ROLLBACK_COMPLETE" -> ": what was made of it is removed again";
            case "UPDATE_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_COMPLETE" -> ": it is as it was before";
            case "UPDATE_ROLLBACK_FAILED" -> ": it is neither as it was nor as it was to be";
            default -> "";
        };
    }

    private String cure(String reason) {
        if (reason.contains("not authorized to perform")) {
            return AwsFailure.permission("cloudformation:ExecuteChangeSet", "*", reason) + ", then deploy again";
        }
        if (status.equals("DELETE_FAILED")) {
            return "Mend what the reason says, then destroy it again";
        }
        if (reason.contains("already exist")) {
            return FREE_THE_NAME;
        }
        return "Mend what the reason says, then deploy again";
    }
}
