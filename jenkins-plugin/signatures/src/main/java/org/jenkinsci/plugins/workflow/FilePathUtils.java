package org.jenkinsci.plugins.workflow;

import hudson.FilePath;

public class FilePathUtils {
    public static String getNodeName(FilePath path) {
        throw new UnsupportedOperationException();
    }

    public static FilePath find(String node, String path) {
        throw new UnsupportedOperationException();
    }
}
