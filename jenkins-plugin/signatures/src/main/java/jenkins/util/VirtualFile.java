package jenkins.util;

import java.io.IOException;
import java.io.InputStream;

public abstract class VirtualFile implements java.io.Serializable {
    public VirtualFile child(String name) {
        throw new UnsupportedOperationException();
    }

    public boolean isFile() throws IOException {
        throw new UnsupportedOperationException();
    }

    public boolean exists() throws IOException {
        throw new UnsupportedOperationException();
    }

    public InputStream open() throws IOException {
        throw new UnsupportedOperationException();
    }
}
