package hudson.util;

import hudson.model.TaskListener;
import java.io.*;
import java.nio.charset.Charset;

public class StreamTaskListener implements TaskListener, Closeable {
    public StreamTaskListener(File out, Charset charset) throws IOException {}

    @Override
    public PrintStream getLogger() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() throws IOException {
        throw new UnsupportedOperationException();
    }
}
