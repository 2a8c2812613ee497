package org.jenkinsci.plugins.plaincredentials;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import java.io.*;

public interface FileCredentials extends StandardCredentials {
    InputStream getContent() throws IOException;
}
