package com.cloudbees.plugins.credentials;

import hudson.ExtensionPoint;
import hudson.model.Describable;

public interface Credentials extends Describable<Credentials>, java.io.Serializable, ExtensionPoint {}
