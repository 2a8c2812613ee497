package hudson.model;

import hudson.security.AccessControlled;
import hudson.security.Permission;

public interface Item extends ModelObject, Saveable, AccessControlled {
    Permission CONFIGURE = null;
    Permission EXTENDED_READ = null;
    Permission READ = null;

    String getFullName();

    String getUrl();

    ItemGroup<? extends Item> getParent();
}
