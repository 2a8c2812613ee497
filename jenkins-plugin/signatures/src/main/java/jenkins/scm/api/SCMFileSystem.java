package jenkins.scm.api;

import java.io.*;

public abstract class SCMFileSystem implements Closeable {
    public static SCMFileSystem of(SCMSource source, SCMHead head, SCMRevision revision)
            throws IOException, InterruptedException {
        throw new UnsupportedOperationException();
    }

    public final SCMFile child(String path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() throws IOException {
        throw new UnsupportedOperationException();
    }
}
