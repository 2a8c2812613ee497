package jenkins.scm.api;

import java.io.IOException;

public abstract class SCMFile {
    public final boolean isFile() throws IOException, InterruptedException {
        throw new UnsupportedOperationException();
    }

    public String contentAsString() throws IOException, InterruptedException {
        throw new UnsupportedOperationException();
    }
}
