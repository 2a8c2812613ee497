package retrain.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudformation.model.AlreadyExistsException;
import software.amazon.awssdk.services.cloudformation.model.Change;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetStatus;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.ExecutionStatus;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** Change sets of a stack: made under a name, so that one that a killed process has left is found again. */
final class ChangeSets {
    private static final Set<ChangeSetStatus> COMING =
            Set.of(ChangeSetStatus.CREATE_PENDING, ChangeSetStatus.CREATE_IN_PROGRESS);

    private final StackCalls calls;
    private final double poll;

    ChangeSets(StackCalls calls, double poll) {
        this.calls = calls;
        this.poll = poll;
    }

    /**
     * A change set that was made.
     *
     * @param changes empty if the stack is as the template says
     */
    record Made(String name, String stackId, List<ResourceChange> changes) {}

    /** {@return the change set; one of the same name is taken if it can still be executed} */
    Made make(CreateChangeSetRequest request) {
        String name = request.changeSetName();
        try {
            create(request);
        } catch (AlreadyExistsException e) {
            if (find(name).executionStatus() != ExecutionStatus.AVAILABLE) {
                delete(name);
                create(request);
            }
        }
        return made(name, awaited(name));
    }

    private void create(CreateChangeSetRequest request) {
        try {
            calls.client().createChangeSet(request);
        } catch (AlreadyExistsException e) {
            throw e;
        } catch (SdkException e) {
            throw AwsFailure.of(calls.where(), "cloudformation:CreateChangeSet", e);
        }
    }

    private DescribeChangeSetResponse awaited(String name) {
        Pauses pauses = Pauses.here(calls.where(), poll);
        DescribeChangeSetResponse now = find(name);
        while (COMING.contains(now.status())) {
            pauses.pause();
            now = find(name);
        }
        return now;
    }

    private DescribeChangeSetResponse find(String name) {
        return find(name, null);
    }

    private DescribeChangeSetResponse find(String name, @Nullable String token) {
        return calls.ask(
                "DescribeChangeSet",
                () -> calls.client()
                        .describeChangeSet(r ->
                                r.stackName(calls.name()).changeSetName(name).nextToken(token)));
    }

    private Made made(String name, DescribeChangeSetResponse now) {
        if (now.status() == ChangeSetStatus.CREATE_COMPLETE) {
            return new Made(name, now.stackId(), changes(name, now));
        }
        String reason = String.valueOf(now.statusReason());
        if (saysUnchanged(reason)) {
            return new Made(name, now.stackId(), List.of());
        }
        throw new InvalidInput(
                Code.DEPLOYMENT_FAILED,
                calls.where(),
                "cannot be changed to what the files say: " + reason.replaceAll("[. ]+$", ""),
                "Mend what the reason says, then give the command again");
    }

    /** There is no status of its own for that. */
    private static boolean saysUnchanged(String reason) {
        return reason.contains("didn't contain changes") || reason.contains("No updates are to be performed");
    }

    private List<ResourceChange> changes(String name, DescribeChangeSetResponse first) {
        List<ResourceChange> changes = new ArrayList<>();
        DescribeChangeSetResponse page = first;
        while (true) {
            page.changes().stream().map(Change::resourceChange).forEach(changes::add);
            if (page.nextToken() == null || page.nextToken().isEmpty()) {
                return changes;
            }
            page = find(name, page.nextToken());
        }
    }

    /** Begins what the change set says. A second time, after an answer that was lost, it does nothing. */
    void execute(Made made) {
        calls.ask("ExecuteChangeSet", () -> {
            try {
                calls.client()
                        .executeChangeSet(r -> r.stackName(calls.name())
                                .changeSetName(made.name())
                                .clientRequestToken(made.name())
                                .retainExceptOnCreate(true));
            } catch (CloudFormationException e) {
                if (!AwsFailure.code(e).equals("InvalidChangeSetStatus") || !begun(made.name())) {
                    throw e;
                }
            }
            return "";
        });
    }

    private boolean begun(String name) {
        ExecutionStatus status = find(name).executionStatus();
        return status == ExecutionStatus.EXECUTE_IN_PROGRESS || status == ExecutionStatus.EXECUTE_COMPLETE;
    }

    /**
     * Removes a change set, and the stack if it is nothing but an empty one that a change set has made: also when the thread is interrupted,
     * as an empty stack in the account puzzles whoever finds it.
     */
    void remove(String name) {
        boolean interrupted = Thread.interrupted();
        try {
            delete(name);
            Optional<Stack> left = calls.find().filter(s -> s.stackStatus() == StackStatus.REVIEW_IN_PROGRESS);
            if (left.isPresent() && isAlone(name)) {
                String id = left.get().stackId();
                calls.ask("DeleteStack", () -> calls.client().deleteStack(r -> r.stackName(id)));
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean isAlone(String name) {
        return calls.ask(
                "ListChangeSets",
                () -> calls.client().listChangeSets(r -> r.stackName(calls.name())).summaries().stream()
                        .allMatch(s -> s.changeSetName().equals(name)));
    }

    private void delete(String name) {
        calls.ask("DeleteChangeSet", () -> {
            try {
                calls.client().deleteChangeSet(r -> r.stackName(calls.name()).changeSetName(name));
            } catch (CloudFormationException e) {
                if (!StackCalls.isGone(e) && !AwsFailure.code(e).equals("ChangeSetNotFound")) {
                    throw e;
                }
            }
            return "";
        });
    }
}
