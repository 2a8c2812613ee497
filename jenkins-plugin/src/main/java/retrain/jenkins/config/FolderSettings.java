package retrain.jenkins.config;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import hudson.model.Item;
import java.util.ArrayList;
import java.util.List;

/** What the folders around a job say. Loaded only where the plugin of folders is. */
final class FolderSettings {
    private FolderSettings() {}

    /** {@return the settings of the folders around an item, the nearest first} */
    static List<Settings> around(Item item) {
        List<Settings> found = new ArrayList<>();
        for (Object parent = item.getParent();
                parent instanceof AbstractFolder<?> folder;
                parent = folder.getParent()) {
            FolderConfiguration configuration = folder.getProperties().get(FolderConfiguration.class);
            if (configuration != null) {
                found.add(configuration.settings());
            }
        }
        return found;
    }
}
