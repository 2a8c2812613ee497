package jenkins.model;

public abstract class CauseOfInterruption implements java.io.Serializable {
    public abstract String getShortDescription();
}
