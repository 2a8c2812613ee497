package retrain.jenkins.agent;

import hudson.XmlFile;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** All runs that somebody may still ask for: a small file each, in {@code JENKINS_HOME/retrain/runs}. */
final class AgentRuns {
    private static final Logger LOGGER = Logger.getLogger(AgentRuns.class.getName());
    private static final String ENDING = ".xml";

    private final File folder;
    private final Map<String, AgentRun> runs = new ConcurrentHashMap<>();

    /** Reads the folder. A file that cannot be read is left where it is, and its run is unknown. */
    AgentRuns(File folder) {
        this.folder = folder;
        File[] files = folder.listFiles((in, name) -> name.endsWith(ENDING));
        for (File file : files == null ? new File[0] : files) {
            read(file).ifPresent(run -> runs.put(run.id(), run));
        }
    }

    private static Optional<AgentRun> read(File file) {
        try {
            return Optional.of((AgentRun) new XmlFile(file).read());
        } catch (IOException | ClassCastException e) {
            LOGGER.log(Level.WARNING, file + " cannot be read, so nobody can wait for its run any more", e);
            return Optional.empty();
        }
    }

    Optional<AgentRun> find(String id) {
        return Optional.ofNullable(runs.get(id));
    }

    Collection<AgentRun> all() {
        return runs.values();
    }

    /** {@return those that a build started} */
    List<AgentRun> of(String build) {
        return runs.values().stream().filter(run -> run.build().equals(build)).toList();
    }

    /** Keeps a run from now on. */
    void add(AgentRun run) {
        runs.put(run.id(), run);
        save(run);
    }

    /** Keeps a run as it is now; nothing if it was removed. */
    void save(AgentRun run) {
        synchronized (run) {
            if (runs.containsKey(run.id())) {
                try {
                    file(run).write(run);
                } catch (IOException e) {
                    throw new UncheckedIOException("The state of run " + run.id() + " cannot be written: " + e, e);
                }
            }
        }
    }

    void remove(AgentRun run) {
        synchronized (run) {
            runs.remove(run.id());
            try {
                file(run).delete();
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "The file of run " + run.id() + " cannot be deleted", e);
            }
        }
    }

    private XmlFile file(AgentRun run) {
        return new XmlFile(new File(folder, run.id() + ENDING));
    }
}
