package retrain.local;

import java.util.Locale;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;

/** XGBoost's native library, which is unpacked from the jar and loaded when it is first needed. */
final class XgboostLibrary {
    static final String NAME = "xgboost4j";

    static final String VERSION = "3.0.4";

    /** The library as provenance tells it. A constant, so that telling it loads nothing. */
    static final String NAME_AND_VERSION = NAME + " " + VERSION;

    private static final String ENTRY = "ml.dmlc.xgboost4j.java.XGBoostJNI";

    private XgboostLibrary() {}

    /**
     * Loads the library if it is not loaded yet.
     *
     * @throws BackendFailure {@link Code#DEPENDENCY_MISSING} if that cannot be done here
     */
    static void load() {
        try {
            Class.forName(ENTRY, true, XgboostLibrary.class.getClassLoader());
            UnpackedLibraries.remove("lib" + NAME);
        } catch (ClassNotFoundException | LinkageError e) {
            throw unavailable(e);
        }
    }

    static BackendFailure unavailable(Throwable error) {
        String reason = innermost(error);
        boolean openMp = reason.toLowerCase(Locale.ROOT).contains("omp");
        return BackendFailure.permanent(
                new Problem(
                        Code.DEPENDENCY_MISSING,
                        "XGBoost " + VERSION,
                        openMp
                                ? "its native library needs the OpenMP runtime, which is not installed here (" + reason
                                        + ")"
                                : "its native library cannot be loaded here (" + reason + ")",
                        "Install the OpenMP runtime: package libgomp1 on Debian and Ubuntu, libgomp on Fedora, RHEL and Amazon Linux,"
                                + " libomp of Homebrew on macOS"),
                error);
    }

    private static String innermost(Throwable error) {
        Throwable at = error;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return String.valueOf(at.getMessage()).lines().findFirst().orElse("");
    }
}
