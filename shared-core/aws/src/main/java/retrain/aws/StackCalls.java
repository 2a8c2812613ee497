package retrain.aws;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.StackSummary;

/** What CloudFormation is asked about one stack. Failures are told as {@link AwsFailure} says. */
final class StackCalls {
    private final CloudFormationClient client;
    private final String name;

    StackCalls(CloudFormationClient client, String name) {
        this.client = client;
        this.name = name;
    }

    CloudFormationClient client() {
        return client;
    }

    String name() {
        return name;
    }

    /** {@return the stack, for people} */
    String where() {
        return "stack " + name;
    }

    /** @param action of CloudFormation: {@code CreateChangeSet} */
    <T> T ask(String action, Supplier<T> call) {
        return AwsFailure.call(where(), "cloudformation:" + action, call);
    }

    /** {@return the stack of the name, if there is one} */
    Optional<Stack> find() {
        return ask("DescribeStacks", () -> Optional.ofNullable(found(name)));
    }

    /** A query of what is not there is refused as a mistake, with nothing but a text that says so. */
    private @Nullable Stack found(String nameOrId) {
        try {
            return client.describeStacks(r -> r.stackName(nameOrId)).stacks().stream()
                    .filter(s -> s.stackStatus() != StackStatus.DELETE_COMPLETE)
                    .findFirst()
                    .orElse(null);
        } catch (CloudFormationException e) {
            if (isGone(e)) {
                return null;
            }
            throw e;
        }
    }

    static boolean isGone(SdkException e) {
        return AwsFailure.code(e).equals("ValidationError")
                && AwsFailure.message(e).contains("does not exist");
    }

    /**
     * {@return what was kept of the stacks of this name that were removed: of the last one that left anything, as far as CloudFormation
     * remembers, which is 90 days}
     */
    List<StackEvent> left() {
        return removed().stream()
                .map(stack -> kept(stack.stackId()))
                .filter(kept -> !kept.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private List<StackSummary> removed() {
        return ask(
                "ListStacks",
                () ->
                        client
                                .listStacksPaginator(r -> r.stackStatusFilters(StackStatus.DELETE_COMPLETE))
                                .stackSummaries()
                                .stream()
                                .filter(s -> s.stackName().equals(name))
                                .sorted(Comparator.comparing(StackSummary::deletionTime)
                                        .reversed())
                                .toList());
    }

    /**
     * {@return what a stack that was removed has left: what its removal passed over} Of what an update left, whoever wrote the update knows.
     */
    List<StackEvent> kept(String stackId) {
        List<StackEvent> kept = new ArrayList<>();
        for (StackEvent event : eventsSince(stackId, Optional.empty())) {
            if (stackId.equals(event.physicalResourceId())
                    && !event.resourceStatusAsString().startsWith("DELETE")) {
                kept.clear();
            } else if (event.resourceStatus() == ResourceStatus.DELETE_SKIPPED
                    && kept.stream().noneMatch(k -> k.logicalResourceId().equals(event.logicalResourceId()))) {
                kept.add(event);
            }
        }
        return kept;
    }

    /** {@return the id of the newest event, if there is any} */
    Optional<String> newestEvent(String stackId) {
        return ask(
                "DescribeStackEvents",
                () -> client.describeStackEvents(r -> r.stackName(stackId)).stackEvents().stream()
                        .findFirst()
                        .map(StackEvent::eventId));
    }

    /** {@return what has happened since an event, the oldest first; all if there is no such event} */
    List<StackEvent> eventsSince(String stackId, Optional<String> last) {
        return ask("DescribeStackEvents", () -> {
            List<StackEvent> events = new ArrayList<>();
            for (StackEvent event : client.describeStackEventsPaginator(r -> r.stackName(stackId))
                    .stackEvents()) {
                if (last.equals(Optional.of(event.eventId()))) {
                    break;
                }
                events.add(event);
            }
            Collections.reverse(events);
            return events;
        });
    }
}
