package retrain.local;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import retrain.report.TrackedRun;

/** A tracked run in MLflow's names, and within its limits ({@code mlflow/utils/validation.py} of 3.17). */
final class MlflowText {
    /** The tag by which a run is found again. */
    static final String RUN = "retrain.run";

    /** The tag by which a version is found again. */
    static final String VERSION = "retrain.version";

    static final String PARENT = "mlflow.parentRunId";

    private static final int NAME = 250;
    private static final int PARAMETER = 6000;
    private static final int TAG = 5000;
    private static final int DIGEST = 36;
    private static final Pattern NO_NAME = Pattern.compile("[^\\p{L}\\p{N}_. -]");
    private static final Map<String, String> OWN = Map.of(
            "by", "mlflow.user",
            "commit", "mlflow.source.git.commit",
            "reason", "mlflow.note.content");

    private MlflowText() {}

    /** {@return the text as a name of a parameter, metric or tag; on every system a file can be called so} */
    static String name(String text) {
        String name = NO_NAME.matcher(text).replaceAll("_").strip();
        String whole = name.isEmpty() || name.startsWith(".") ? "_" + name : name;
        return cut(whole, NAME);
    }

    /** {@return the start of the text, with an ellipsis if that is not all} */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }

    /** {@return the parameters; of names that become equal, the later ones get a number} */
    static Map<String, String> parameters(Map<String, String> parameters) {
        Map<String, String> named = new LinkedHashMap<>();
        parameters.forEach((k, v) -> {
            String name = name(k);
            for (int i = 2; named.containsKey(name); i++) {
                name = name(k) + "_" + i;
            }
            named.put(name, cut(v, PARAMETER));
        });
        return named;
    }

    /** {@return the tags of a run: Retrain's own begin with {@code retrain.}, and MLflow's say user, source and commit} */
    static Map<String, String> tags(TrackedRun run) {
        Map<String, String> tags = tags(run.tags());
        tags.put("mlflow.runName", run.run());
        tags.put("mlflow.user", cut(run.by(), TAG));
        tags.put("mlflow.source.name", "retrain");
        tags.put("mlflow.source.type", "JOB");
        tags.put(RUN, run.run());
        for (Map.Entry<String, String> own : OWN.entrySet()) {
            String value = run.tags().get(own.getKey());
            if (value != null) {
                tags.put(own.getValue(), cut(value, TAG));
            }
        }
        return tags;
    }

    /** {@return the tags of a trial} */
    static Map<String, String> tags(TrackedRun run, TrackedRun.Trial trial, String parent) {
        Map<String, String> tags = tags(trial.tags());
        tags.put("mlflow.runName", "trial " + trial.number());
        tags.put("mlflow.user", cut(run.by(), TAG));
        tags.put("mlflow.source.name", "retrain");
        tags.put("mlflow.source.type", "JOB");
        tags.put(PARENT, parent);
        tags.put(RUN, trialName(run, trial));
        return tags;
    }

    /** {@return by which name a trial is found again} */
    static String trialName(TrackedRun run, TrackedRun.Trial trial) {
        return run.run() + "/" + trial.number();
    }

    static Map<String, String> tags(Map<String, String> tags) {
        Map<String, String> named = new TreeMap<>();
        tags.forEach((k, v) -> named.put(name("retrain." + k), cut(v, TAG)));
        return named;
    }

    /** A dataset as MLflow has it; schema, profile and source are JSON. */
    record Dataset(String name, String digest, String source, String schema, String profile, String context) {
        static Dataset of(TrackedRun run, TrackedRun.Rows rows) {
            List<Map<String, String>> columns = rows.columns().stream()
                    .map(c -> Map.of("name", c.name(), "type", c.type()))
                    .toList();
            return new Dataset(
                    run.model(),
                    rows.digest().substring(0, Math.min(DIGEST, rows.digest().length())),
                    ForeignJson.write(Map.of("uri", rows.source())),
                    ForeignJson.write(Map.of("mlflow_colspec", columns)),
                    ForeignJson.write(Map.of("num_rows", rows.count())),
                    rows.context());
        }
    }
}
