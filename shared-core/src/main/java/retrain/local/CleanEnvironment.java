package retrain.local;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a program of the user's sees of the environment: where programs, languages and temporary files are, and nothing else. Tokens and
 * keys that a build has in its environment are not for the training code of a pull request.
 */
final class CleanEnvironment {
    private static final Set<String> PASSED_ON = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LANG",
            "LANGUAGE",
            "TZ",
            "TMPDIR",
            "TMP",
            "TEMP",
            "JAVA_HOME",
            "PYTHONPATH",
            "VIRTUAL_ENV",
            "CONDA_PREFIX",
            "LD_LIBRARY_PATH",
            "DYLD_LIBRARY_PATH",
            "CUDA_VISIBLE_DEVICES",
            "NVIDIA_VISIBLE_DEVICES",
            // Windows cannot start a program without these.
            "SYSTEMROOT",
            "SYSTEMDRIVE",
            "WINDIR",
            "COMSPEC",
            "PATHEXT",
            "USERPROFILE",
            "APPDATA",
            "LOCALAPPDATA");
    private static final List<String> PASSED_ON_PREFIXES = List.of("LC_");

    private CleanEnvironment() {}

    /** {@return those of the variables that are passed on; a new map} */
    static Map<String, String> of(Map<String, String> all) {
        Map<String, String> clean = new TreeMap<>();
        all.forEach((name, value) -> {
            if (isPassedOn(name.toUpperCase(Locale.ROOT))) {
                clean.put(name, value);
            }
        });
        return clean;
    }

    private static boolean isPassedOn(String name) {
        return PASSED_ON.contains(name) || PASSED_ON_PREFIXES.stream().anyMatch(name::startsWith);
    }
}
