package retrain.lambda;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import retrain.aws.AwsFailure;
import retrain.run.Digest;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.ListExecutionsResponse;

/**
 * The executions of the state machine. Lists of them may be some seconds behind; names are not: one is taken for 90 days, whoever asks. So an
 * execution is named after the one before it, and of several that would follow the same one only the first begins.
 */
final class Executions {
    private static final int PAGE = 100;
    private static final int DIGITS = 20;

    /** How an execution ends that did nothing because an older one runs. */
    private static final Optional<String> ANOTHER = Optional.of("AnotherRuns");

    private final SfnClient client;
    private final String machine;

    Executions(SfnClient client, String machine) {
        this.client = client;
        this.machine = machine;
    }

    /**
     * An execution.
     *
     * @param covers whether it saw, or will see, all that was there when it began
     */
    record Execution(String arn, Instant began, boolean covers) {
        /** {@return whether what was there at that time needs no other execution} */
        boolean covers(Instant time) {
            return covers && !began.isBefore(time);
        }

        String name() {
            return arn.substring(arn.lastIndexOf(':') + 1);
        }
    }

    /**
     * The executions as they are now.
     *
     * @param latest the one that began last, whatever became of it
     * @param covering one that runs or has succeeded, if it began since the time that was asked about
     * @param runs the oldest that runs, whenever it began: the others give way to it
     */
    record Now(Optional<Execution> latest, Optional<Execution> covering, Optional<Execution> runs) {}

    /** {@return the executions, of which those that began before a time cannot cover it} */
    Now now(Instant time) {
        List<ExecutionListItem> since = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            ListExecutionsResponse page = list(Optional.empty(), next);
            since.addAll(page.executions());
            next = Optional.ofNullable(page.nextToken());
        } while (next.isPresent()
                && (since.isEmpty() || !since.get(since.size() - 1).startDate().isBefore(time)));
        Optional<Execution> runs = list(Optional.of(ExecutionStatus.RUNNING), Optional.empty()).executions().stream()
                .map(Executions::execution)
                .min(Comparator.comparing(Execution::began).thenComparing(Execution::arn));
        return new Now(
                since.stream().map(Executions::execution).findFirst(),
                runs.filter(e -> e.covers(time)).or(() -> succeeded(since, time)),
                runs);
    }

    private Optional<Execution> succeeded(List<ExecutionListItem> executions, Instant time) {
        return executions.stream()
                .filter(e -> e.status() == ExecutionStatus.SUCCEEDED)
                .map(Executions::execution)
                .filter(e -> e.covers(time) && hasLooked(e))
                .findFirst();
    }

    /** {@return whether an execution that succeeded did not just end because an older one ran} */
    private boolean hasLooked(Execution execution) {
        return AwsFailure.call("execution " + execution.name(), "states:DescribeExecution", () -> {
            String output = client.describeExecution(r -> r.executionArn(execution.arn()))
                    .output();
            return output == null
                    || !Events.text(JsonNode.parser().parse(output), "end").equals(ANOTHER);
        });
    }

    private ListExecutionsResponse list(Optional<ExecutionStatus> status, Optional<String> next) {
        return AwsFailure.call(
                "state machine " + machine,
                "states:ListExecutions",
                () -> client.listExecutions(r -> r.stateMachineArn(machine)
                        .statusFilter(status.orElse(null))
                        .nextToken(next.orElse(null))
                        .maxResults(PAGE)));
    }

    private static Execution execution(ExecutionListItem item) {
        return new Execution(item.executionArn(), item.startDate(), covers(item.status()));
    }

    /** One that failed, was stopped or took too long may have seen nothing. */
    private static boolean covers(ExecutionStatus status) {
        return status == ExecutionStatus.RUNNING || status == ExecutionStatus.SUCCEEDED;
    }

    /** {@return the name of the execution after another one} */
    static String after(Optional<Execution> latest) {
        String before = latest.map(e -> e.arn() + " " + e.began()).orElse("none");
        return "event-" + Digest.of(before).hex().substring(0, DIGITS);
    }

    /**
     * Begins an execution, unless there is one of that name.
     *
     * @return the one that began; empty if the name is taken by one with another input, or by one that has ended
     */
    Optional<Execution> begin(String name, String input) {
        return AwsFailure.call("state machine " + machine, "states:StartExecution", () -> {
            try {
                var begun = client.startExecution(
                        r -> r.stateMachineArn(machine).name(name).input(input));
                return Optional.of(new Execution(begun.executionArn(), begun.startDate(), true));
            } catch (ExecutionAlreadyExistsException e) {
                return Optional.empty();
            }
        });
    }

    /** {@return the execution of a name, if it is seen already} */
    Optional<Execution> named(String name) {
        String arn = machine.replace(":stateMachine:", ":execution:") + ":" + name;
        return AwsFailure.call("execution " + name, "states:DescribeExecution", () -> {
            try {
                var found = client.describeExecution(r -> r.executionArn(arn));
                return Optional.of(new Execution(arn, found.startDate(), covers(found.status())));
            } catch (ExecutionDoesNotExistException e) {
                return Optional.empty();
            }
        });
    }
}
