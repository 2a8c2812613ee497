package hudson.model;

import hudson.security.AccessControlled;
import hudson.security.Permission;

public interface Item extends ModelObject, Saveable, AccessControlled {
    Permission READ = null;

    String getFullName();

    String getUrl();
}
