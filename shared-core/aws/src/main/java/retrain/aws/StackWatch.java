package retrain.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;

/** Follows what happens to a stack, event by event, until it has settled. */
final class StackWatch {
    private static final String GOES_ON = "_IN_PROGRESS";

    private final StackCalls calls;
    private final String stackId;
    private final Observer observer;
    private final double poll;
    private final List<StackEvent> events = new ArrayList<>();
    private Optional<String> last;

    /**
     * @param after the newest event that is not of what is waited for
     * @param poll seconds before the second look
     */
    StackWatch(StackCalls calls, String stackId, Optional<String> after, Observer observer, double poll) {
        this.calls = calls;
        this.stackId = stackId;
        this.observer = observer;
        this.poll = poll;
        this.last = after;
    }

    /** {@return the watch of what somebody else has begun, whose events so far are told no more} */
    static StackWatch joined(StackCalls calls, String stackId, Observer observer, double poll) {
        StackWatch watch = new StackWatch(calls, stackId, Optional.empty(), observer, poll);
        watch.look(false);
        return watch;
    }

    /** {@return whether a stack or resource of this status is being worked on} */
    static boolean goesOn(String status) {
        return status.endsWith(GOES_ON);
    }

    /** {@return how it ended; an interrupt ends the waiting, not the stack} */
    StackEnd await() {
        try {
            Pauses pauses = Pauses.here(calls.where(), poll);
            Optional<String> status = settled();
            while (status.isEmpty()) {
                if (look(true)) {
                    pauses = Pauses.here(calls.where(), poll);
                }
                status = settled();
                if (status.isEmpty()) {
                    pauses.pause();
                }
            }
            return new StackEnd(calls.name(), status.get(), events);
        } catch (BackendFailure e) {
            throw e.problems().get(0).code() == Code.CANCELLED ? left(e) : e;
        }
    }

    private BackendFailure left(BackendFailure cause) {
        return BackendFailure.retryable(
                new Problem(
                        Code.CANCELLED,
                        calls.where(),
                        "is waited for no longer, as this was told to stop; CloudFormation goes on with it",
                        "Give the same command again to wait for its end; 'aws cloudformation cancel-update-stack --stack-name "
                                + calls.name() + "' takes an update back"),
                null,
                cause);
    }

    /** {@return whether anything has happened} */
    private boolean look(boolean tell) {
        List<StackEvent> fresh = calls.eventsSince(stackId, last);
        for (StackEvent event : fresh) {
            last = Optional.of(event.eventId());
            events.add(event);
            if (tell) {
                observer.on(new Event.Noticed(line(event)));
            }
        }
        return !fresh.isEmpty();
    }

    private static String line(StackEvent event) {
        String reason = event.resourceStatusReason();
        return event.resourceStatusAsString() + " " + event.logicalResourceId() + " (" + event.resourceType() + ")"
                + (reason == null || reason.isBlank() ? "" : ": " + reason.strip());
    }

    /** {@return the status of the stack itself, if it is not being worked on} */
    private Optional<String> settled() {
        Optional<String> status = Optional.empty();
        for (StackEvent event : events) {
            if (stackId.equals(event.physicalResourceId())) {
                status = Optional.of(event.resourceStatusAsString());
            }
        }
        return status.filter(s -> !goesOn(s));
    }
}
