package org.jvnet.localizer;

public class Localizable implements java.io.Serializable {
    public Localizable(ResourceBundleHolder holder, String key, Object... args) {}
}
