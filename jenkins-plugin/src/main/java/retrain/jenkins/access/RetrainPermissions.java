package retrain.jenkins.access;

import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import jenkins.model.Jenkins;
import org.jvnet.localizer.Localizable;
import org.jvnet.localizer.ResourceBundleHolder;
import retrain.jenkins.Texts;

/** The plugin's own permission, {@code Retrain/Promote}: to move a champion by hand, and to approve that a build does. */
public final class RetrainPermissions {
    private static final ResourceBundleHolder TEXTS = ResourceBundleHolder.get(Texts.class);

    public static final PermissionGroup GROUP =
            new PermissionGroup("Retrain", RetrainPermissions.class, new Localizable(TEXTS, "plugin.name"));

    /** Nobody has it but administrators and those who were given it: who may configure or build a job may not therefore promote. */
    public static final Permission PROMOTE = new Permission(
            GROUP, "Promote", new Localizable(TEXTS, "permission.promote"), Jenkins.ADMINISTER, PermissionScope.ITEM);

    private RetrainPermissions() {}

    /** Makes the permission known, by loading this class: who holds it is read soon after the extensions are found. */
    public static void load() {}
}
