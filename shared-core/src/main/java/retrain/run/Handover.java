package retrain.run;

import java.util.Objects;

/**
 * What a run is set down for, so that somebody else does it or awaits it; the run is gone on with by its id after that.
 *
 * @param stage the stage that goes on then
 * @param kind what is to be done
 * @param action of a job: how it is begun, as Step Functions names it: {@code sagemaker:createTrainingJob}; else empty
 * @param name of a job: the name that it goes by; of what is looked at again: what it is, for people; else empty
 * @param request of a job: the parameters of the action as JSON, with the keys of the service's API ({@code TrainingJobName}); else empty
 */
public record Handover(String stage, Kind kind, String action, String name, String request) {
    public Handover {
        Objects.requireNonNull(stage);
        if ((kind == Kind.JOB) == (action.isEmpty() || request.isEmpty())) {
            throw new IllegalArgumentException("a job has an action and a request, nothing else has them");
        }
    }

    /** What is to be done. */
    public enum Kind {
        /** A job is to be begun, and awaited. */
        JOB,
        /** Something is under way already, and is looked at again some time later. */
        LOOK_AGAIN,
        /** The stage is one that another process does. */
        STAGE
    }

    /** A job that is to be begun, of the stage that does work now. */
    public static Handover job(String action, String name, String request) {
        return new Handover("", Kind.JOB, action, name, request);
    }

    /**
     * Something that is under way, of the stage that does work now.
     *
     * @param what it is, for people
     */
    public static Handover lookAgain(String what) {
        return new Handover("", Kind.LOOK_AGAIN, "", what, "");
    }

    /** A stage that another process does. */
    static Handover stage(String stage) {
        return new Handover(stage, Kind.STAGE, "", "", "");
    }

    /** {@return the same, of a stage} */
    Handover of(String itsStage) {
        return new Handover(itsStage, kind, action, name, request);
    }

    /** {@return it in a few words, for people} */
    public String line() {
        return switch (kind) {
            case JOB -> stage + ": begin and await " + action + " " + name;
            case LOOK_AGAIN -> stage + ": look again later, " + name + " is under way";
            case STAGE -> stage + ": another process does this stage";
        };
    }
}
