package retrain.jenkins.access;

import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request for approval, and what became of it; kept with the build. */
public final class Approval implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What became of it. */
    public enum State {
        WAITING,
        APPROVED,
        DENIED,
        /** The build went on without it: it was aborted, or its time was over. */
        WITHDRAWN
    }

    private final String id;
    private final @Nullable String run;
    private final @Nullable String message;
    private final @Nullable String submitter;
    private State state = State.WAITING;
    private String by = "";
    private String why = "";
    private long time;

    Approval(String id, @Nullable String run, @Nullable String message, @Nullable String submitter) {
        this.id = id;
        this.run = run;
        this.message = message;
        this.submitter = submitter;
    }

    void settle(State to, String person, String reason, long at) {
        state = to;
        by = person;
        why = reason;
        time = at;
    }

    /** {@return whether it allows the promotion of a run; one without a run allows every promotion of its build} */
    boolean allows(Optional<String> promoted) {
        return state == State.APPROVED && (run == null || promoted.equals(Optional.of(run)));
    }

    Optional<String> submitter() {
        return Optional.ofNullable(submitter);
    }

    String by() {
        return by;
    }

    String why() {
        return why;
    }

    State state() {
        return state;
    }

    public String getId() {
        return id;
    }

    public @Nullable String getRun() {
        return run;
    }

    public @Nullable String getMessage() {
        return message;
    }

    /** {@return the users and groups of whom one is asked; null if it is anyone who may promote} */
    public @Nullable String getSubmitter() {
        return submitter;
    }

    public String getState() {
        return state.name();
    }

    public boolean isWaiting() {
        return state == State.WAITING;
    }

    public String getBy() {
        return by;
    }

    public String getWhy() {
        return why;
    }

    /** {@return when it was settled, in milliseconds since 1970; 0 while it waits} */
    public long getTime() {
        return time;
    }
}
