package hudson.security;

public final class PermissionScope {
    public static final PermissionScope ITEM = null;

    public PermissionScope(Class<?> modelClass, PermissionScope... containers) {}
}
