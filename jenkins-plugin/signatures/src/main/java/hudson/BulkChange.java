package hudson;

import hudson.model.Saveable;
import java.io.*;

public class BulkChange implements Closeable {
    public BulkChange(Saveable saveable) {}

    public void commit() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
