package jenkins.scm.api;

public abstract class SCMRevision implements java.io.Serializable {
    public final SCMHead getHead() {
        throw new UnsupportedOperationException();
    }
}
