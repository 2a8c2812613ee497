package retrain.jenkins.page;

import hudson.PluginWrapper;
import jenkins.model.Jenkins;

/** Which of the plugins that this one can do without are there. */
final class Installed {
    private Installed() {}

    static boolean is(String plugin) {
        PluginWrapper found = Jenkins.get().getPluginManager().getPlugin(plugin);
        return found != null && found.isActive();
    }
}
