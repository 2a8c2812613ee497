package retrain.jenkins.config;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;
import retrain.jenkins.Texts;
import retrain.jenkins.access.CredentialKinds;

/** What the forms of Jenkins, of a folder and of a step share: checks, and the credentials to choose from. */
public final class Fields {
    private Fields() {}

    /** {@return a text as it is kept: none if it is blank} */
    static @Nullable String filled(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    static FormValidation told(Optional<String> wrong) {
        return wrong.isPresent() ? FormValidation.error(Texts.of(wrong.get())) : FormValidation.ok();
    }

    /** A value that works, but seldom as one thinks. */
    static FormValidation warned(Optional<String> odd) {
        return odd.isPresent() ? FormValidation.warning(Texts.of(odd.get())) : FormValidation.ok();
    }

    /** Holds that whoever asks may configure the item; without one, Jenkins. */
    public static void mayConfigure(@Nullable Item item) {
        if (item == null) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        } else {
            item.checkPermission(Item.CONFIGURE);
        }
    }

    /** {@return the credentials that whoever configures the item may choose; to others, only the one that is chosen} */
    public static ListBoxModel credentials(@Nullable Item item, String chosen) {
        StandardListBoxModel list = new StandardListBoxModel();
        list.includeEmptyValue();
        if (maySee(item)) {
            list.includeMatchingAs(ACL.SYSTEM2, item, StandardCredentials.class, List.of(), CredentialKinds.matcher());
        }
        list.includeCurrentValue(chosen);
        return list;
    }

    /** The names of all credentials of Jenkins are for its administrators alone. */
    private static boolean maySee(@Nullable Item item) {
        return item == null ? Jenkins.get().hasPermission(Jenkins.ADMINISTER) : item.hasPermission(Item.CONFIGURE);
    }
}
