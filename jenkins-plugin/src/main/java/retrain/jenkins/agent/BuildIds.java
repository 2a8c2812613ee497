package retrain.jenkins.agent;

import java.util.Optional;

/** Externalizable ids of builds: {@code folder/job#12}. */
final class BuildIds {
    private BuildIds() {}

    /** {@return the id after a job, or a folder around it, was renamed or moved; empty if it has nothing to do with this build} */
    static Optional<String> moved(String build, String oldFullName, String newFullName) {
        boolean isJob = build.startsWith(oldFullName + "#");
        boolean isInFolder = build.startsWith(oldFullName + "/");
        return isJob || isInFolder
                ? Optional.of(newFullName + build.substring(oldFullName.length()))
                : Optional.empty();
    }
}
