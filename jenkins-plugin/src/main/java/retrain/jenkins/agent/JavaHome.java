package retrain.jenkins.agent;

import hudson.AbortException;
import hudson.model.JDK;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import jenkins.MasterToSlaveFileCallable;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;

/** The JDK that the process runs with: the tool that the step names, else JAVA_HOME, else the path, else the agent's own. */
final class JavaHome {
    /** Asked once an agent and home. */
    private static final Map<String, Integer> KNOWN = new ConcurrentHashMap<>();

    private final Around around;
    private final List<String> tooOld = new ArrayList<>();

    JavaHome(Around around) {
        this.around = around;
    }

    /**
     * {@return the value of JAVA_HOME for the process; empty for the one on the path}
     *
     * @param jdk the name of a tool, if one is named
     */
    String find(@Nullable String jdk) throws IOException, InterruptedException {
        if (jdk != null) {
            return tool(jdk);
        }
        String home = around.environment().getOrDefault("JAVA_HOME", "");
        if (!home.isEmpty() && fits(home, "JAVA_HOME (" + home + ")")) {
            return home;
        }
        if (fits("", "the path")) {
            return "";
        }
        String own = String.valueOf(around.directory().act(new OwnHome()));
        if (fits(own, "the agent's own (" + own + ")")) {
            around.say("the agent's own Java in " + own + " runs it");
            return own;
        }
        throw new AbortException(unfit("none was found"));
    }

    private String tool(String name) throws IOException, InterruptedException {
        JDK jdk = Jenkins.get().getJDK(name);
        if (jdk == null) {
            List<String> known =
                    Jenkins.get().getJDKs().stream().map(JDK::getName).toList();
            throw new AbortException("There is no JDK '" + name + "' among the tools of this Jenkins. There are: "
                    + (known.isEmpty() ? "none" : known));
        }
        String home = jdk.forNode(around.node(), around.listener())
                .forEnvironment(around.environment())
                .getHome();
        if (home == null || !fits(home, "the tool '" + name + "' (" + home + ")")) {
            throw new AbortException(unfit("the tool '" + name + "' in " + home + " does not start"));
        }
        return home;
    }

    private String unfit(String orElse) throws IOException {
        String found = tooOld.isEmpty() ? orElse : "found " + String.join(", ", tooOld);
        return "Retrain needs Java " + JavaVersion.OLDEST + " or later on the agent '"
                + around.node().getNodeName() + "': " + found
                + ". Install one there, or name a tool that is one: jdk: '...'";
    }

    private boolean fits(String home, String name) throws IOException, InterruptedException {
        int version = version(home);
        if (version > 0 && version < JavaVersion.OLDEST) {
            tooOld.add("Java " + version + " as " + name);
        }
        return version >= JavaVersion.OLDEST;
    }

    private int version(String home) throws IOException, InterruptedException {
        String path = home.isEmpty() ? around.environment().getOrDefault("PATH", "") : "";
        String key = around.node().getNodeName() + "\n" + home + "\n" + path;
        Integer known = around.isPlain() ? KNOWN.get(key) : null;
        if (known != null) {
            return known;
        }
        int version = ask(home).orElse(0);
        if (version >= JavaVersion.OLDEST) {
            KNOWN.put(key, version);
        }
        return version;
    }

    /** A program that is not there is an exception of the launcher. */
    private OptionalInt ask(String home) throws InterruptedException {
        try {
            return JavaVersion.of(around.run(List.of(home.isEmpty() ? "java" : home + "/bin/java", "-version"))
                    .text());
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    private static final class OwnHome extends MasterToSlaveFileCallable<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public String invoke(File file, VirtualChannel channel) {
            return System.getProperty("java.home", "");
        }
    }
}
