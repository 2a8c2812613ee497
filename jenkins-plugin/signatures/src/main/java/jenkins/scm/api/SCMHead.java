package jenkins.scm.api;

import hudson.model.Item;

public class SCMHead implements java.io.Serializable {
    public String getName() {
        throw new UnsupportedOperationException();
    }

    public abstract static class HeadByItem implements hudson.ExtensionPoint {
        public static SCMHead findHead(Item item) {
            throw new UnsupportedOperationException();
        }
    }
}
