package retrain.local;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import retrain.problem.Code;
import retrain.report.TrackedRun;
import retrain.report.Tracker;
import retrain.run.Digest;
import retrain.run.WholeFile;

/**
 * A folder in the layout of MLflow's {@code FileStore} ({@code mlflow/store/tracking/file_store.py} and {@code
 * mlflow/store/model_registry/file_store.py} of 3.17). A run's folder is called by a digest of the run's id, so that telling it again writes
 * the same files; its {@code meta.yaml} comes last, and where it is, all is there.
 */
final class MlflowFolder implements Tracker {
    private static final String META = "meta.yaml";
    private static final Pattern NAME = Pattern.compile("(?m)^name: ['\"]?(.*?)['\"]?$");
    private static final Pattern VERSION = Pattern.compile("version-([0-9]{1,9})");
    private static final BigInteger EXPERIMENTS = BigInteger.TEN.pow(18);
    private static final int RUN_ID = 32;

    /** Numbers of {@code RunStatus} and {@code SourceType}. */
    private static final int FINISHED = 3;

    private static final int FAILED = 4;
    private static final int LOCAL = 4;

    private final Path root;

    MlflowFolder(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public String name() {
        return "MLflow";
    }

    @Override
    public Optional<String> log(TrackedRun run) {
        try {
            Path experiment = experiment(run);
            String id = id(run.run());
            Path folder = experiment.resolve(id);
            if (!Files.exists(folder.resolve(META))) {
                for (TrackedRun.Trial trial : run.trials()) {
                    trial(experiment, run, trial, id);
                }
                whole(experiment, folder, run, id);
            }
            return Optional.of(folder.toString());
        } catch (IOException e) {
            throw DiskFailure.of(
                    Code.STORE_UNUSABLE, root, DiskFailure.UNKNOWN, e, "or name another place in history.mlflow");
        }
    }

    private static String id(String name) {
        return Digest.of("run " + name).hex().substring(0, RUN_ID);
    }

    /** {@return the experiment's folder, which MLflow may have made} */
    private Path experiment(TrackedRun run) throws IOException {
        Optional<Path> there = Files.isDirectory(root) ? named(run.model()) : Optional.empty();
        if (there.isPresent()) {
            return there.get();
        }
        if (!Files.isDirectory(root)) {
            makeExperiment(root.resolve("0"), "Default", run.start());
        }
        String number = new BigInteger(Digest.of("experiment " + run.model()).hex(), 16)
                .mod(EXPERIMENTS)
                .toString();
        return makeExperiment(root.resolve(number), run.model(), run.start());
    }

    private Optional<Path> named(String experiment) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (Path folder : folders) {
                Path meta = folder.resolve(META);
                if (Files.exists(meta)) {
                    Matcher name = NAME.matcher(Files.readString(meta));
                    if (name.find() && name.group(1).equals(experiment)) {
                        return Optional.of(folder);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Path makeExperiment(Path folder, String name, Instant at) throws IOException {
        Map<String, @Nullable Object> meta = new TreeMap<>();
        meta.put("artifact_location", uri(folder));
        meta.put("creation_time", at.toEpochMilli());
        meta.put("experiment_id", String.valueOf(folder.getFileName()));
        meta.put("last_update_time", at.toEpochMilli());
        meta.put("lifecycle_stage", "active");
        meta.put("name", name);
        yaml(folder.resolve(META), meta);
        return folder;
    }

    private static String uri(Path folder) {
        String uri = folder.toUri().toString();
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }

    private void whole(Path experiment, Path folder, TrackedRun run, String id) throws IOException {
        for (Map.Entry<String, Path> artifact : run.artifacts().entrySet()) {
            copy(artifact.getValue(), folder.resolve("artifacts").resolve(artifact.getKey()));
        }
        for (TrackedRun.Rows rows : run.rows()) {
            dataset(experiment, folder, MlflowText.Dataset.of(run, rows), id);
        }
        if (run.version().isPresent()) {
            version(folder, run, run.version().get(), id);
        }
        content(folder, MlflowText.parameters(run.parameters()), run.metrics(), MlflowText.tags(run), run.end());
        meta(folder, run, run.run(), id, false);
    }

    private static void trial(Path experiment, TrackedRun run, TrackedRun.Trial trial, String parent)
            throws IOException {
        String id = id(MlflowText.trialName(run, trial));
        Path folder = experiment.resolve(id);
        Map<String, String> tags = MlflowText.tags(run, trial, parent);
        content(folder, MlflowText.parameters(trial.parameters()), trial.metrics(), tags, run.end());
        meta(folder, run, "trial " + trial.number(), id, trial.failed());
    }

    private static void content(
            Path folder,
            Map<String, String> parameters,
            List<TrackedRun.Point> metrics,
            Map<String, String> tags,
            Instant at)
            throws IOException {
        for (String name : List.of("artifacts", "metrics", "params", "tags")) {
            Files.createDirectories(folder.resolve(name));
        }
        Map<String, String> curves = new TreeMap<>();
        for (TrackedRun.Point point : metrics) {
            String line = at.toEpochMilli() + " " + point.value() + " " + point.step() + "\n";
            curves.merge(MlflowText.name(point.metric()), line, String::concat);
        }
        texts(folder.resolve("metrics"), curves);
        texts(folder.resolve("params"), parameters);
        texts(folder.resolve("tags"), tags);
    }

    private static void texts(Path folder, Map<String, String> files) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }

    private static void meta(Path folder, TrackedRun run, String name, String id, boolean failed) throws IOException {
        Map<String, @Nullable Object> meta = new TreeMap<>();
        meta.put("artifact_uri", uri(folder.resolve("artifacts")));
        meta.put("deleted_time", null);
        meta.put("end_time", run.end().toEpochMilli());
        meta.put("entry_point_name", "");
        meta.put(
                "experiment_id",
                folder.resolveSibling(".").normalize().getFileName().toString());
        meta.put("lifecycle_stage", "active");
        meta.put("run_id", id);
        meta.put("run_name", name);
        meta.put("run_uuid", id);
        meta.put("source_name", "");
        meta.put("source_type", LOCAL);
        meta.put("source_version", "");
        meta.put("start_time", run.start().toEpochMilli());
        meta.put("status", failed ? FAILED : FINISHED);
        meta.put("tags", List.of());
        meta.put("user_id", run.by());
        yaml(folder.resolve(META), meta);
    }

    private static void dataset(Path experiment, Path folder, MlflowText.Dataset dataset, String id)
            throws IOException {
        String key = Digest.of(dataset.name() + dataset.digest()).hex().substring(0, RUN_ID);
        Map<String, @Nullable Object> meta = new TreeMap<>();
        meta.put("digest", dataset.digest());
        meta.put("name", dataset.name());
        meta.put("profile", dataset.profile());
        meta.put("schema", dataset.schema());
        meta.put("source", dataset.source());
        meta.put("source_type", "local");
        yaml(experiment.resolve("datasets").resolve(key).resolve(META), meta);
        Map<String, @Nullable Object> input = new TreeMap<>();
        input.put("destination_id", id);
        input.put("destination_type", "RUN");
        input.put("source_id", key);
        input.put("source_type", "DATASET");
        input.put("tags", Map.of("mlflow.data.context", dataset.context()));
        String link = Digest.of(key + id).hex().substring(0, RUN_ID);
        yaml(folder.resolve("inputs").resolve(link).resolve(META), input);
    }

    /** The version gets the number that it has in the store, unless another one has it here. */
    private void version(Path folder, TrackedRun run, TrackedRun.Version version, String id) throws IOException {
        Path model = root.resolve("models").resolve(run.model());
        Map<Integer, Path> there = versions(model);
        if (numbered(there, version.number()).isPresent()) {
            return;
        }
        int number = there.containsKey(version.number())
                ? there.keySet().stream().mapToInt(Integer::intValue).max().orElse(0) + 1
                : version.number();
        Path archive = folder.resolve("artifacts").resolve("model").resolve("model.tar.gz");
        copy(version.archive(), archive);
        Map<String, @Nullable Object> meta = new TreeMap<>();
        meta.put("creation_timestamp", run.end().toEpochMilli());
        meta.put("current_stage", "None");
        meta.put("description", version.description());
        meta.put("last_updated_timestamp", run.end().toEpochMilli());
        meta.put("name", run.model());
        meta.put("run_id", id);
        meta.put("run_link", null);
        meta.put("source", uri(folder.resolve("artifacts").resolve("model")));
        meta.put("status", "READY");
        meta.put("status_message", null);
        meta.put("storage_location", uri(folder.resolve("artifacts").resolve("model")));
        meta.put("user_id", run.by());
        meta.put("version", number);
        registered(model, run);
        Path place = model.resolve("version-" + number);
        texts(place.resolve("tags"), MlflowText.tags(version.tags()));
        yaml(place.resolve(META), meta);
    }

    private static void registered(Path model, TrackedRun run) throws IOException {
        if (!Files.exists(model.resolve(META))) {
            Map<String, @Nullable Object> meta = new TreeMap<>();
            meta.put("creation_timestamp", run.end().toEpochMilli());
            meta.put("description", null);
            meta.put("last_updated_timestamp", run.end().toEpochMilli());
            meta.put("name", run.model());
            yaml(model.resolve(META), meta);
        }
    }

    private static Map<Integer, Path> versions(Path model) throws IOException {
        Map<Integer, Path> versions = new TreeMap<>();
        if (Files.isDirectory(model)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(model)) {
                for (Path folder : folders) {
                    Matcher version = VERSION.matcher(folder.getFileName().toString());
                    if (version.matches() && Files.exists(folder.resolve(META))) {
                        versions.put(Integer.parseInt(version.group(1)), folder);
                    }
                }
            }
        }
        return versions;
    }

    /** {@return the number here of the version that has a number in the store} */
    private static Optional<Integer> numbered(Map<Integer, Path> versions, int number) throws IOException {
        for (Map.Entry<Integer, Path> version : versions.entrySet()) {
            Path tag = version.getValue().resolve("tags").resolve(MlflowText.VERSION);
            if (Files.exists(tag) && Files.readString(tag).equals(Integer.toString(number))) {
                return Optional.of(version.getKey());
            }
        }
        return Optional.empty();
    }

    @Override
    public void alias(String model, Map<String, Integer> aliases) {
        Path folder = root.resolve("models").resolve(model);
        try {
            Map<Integer, Path> versions = versions(folder);
            Map<String, String> files = new TreeMap<>();
            for (Map.Entry<String, Integer> alias : aliases.entrySet()) {
                numbered(versions, alias.getValue()).ifPresent(n -> files.put(alias.getKey(), Integer.toString(n)));
            }
            if (!files.isEmpty()) {
                texts(folder.resolve("aliases"), files);
            }
        } catch (IOException e) {
            throw DiskFailure.of(
                    Code.STORE_UNUSABLE, root, DiskFailure.UNKNOWN, e, "or name another place in history.mlflow");
        }
    }

    /** What is there already was copied by a call that was killed, perhaps not to its end. */
    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.resolveSibling("."));
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        to.toFile().setWritable(true); // the store's objects are read-only
    }

    /** Whole or not there. */
    private static void yaml(Path file, Map<String, @Nullable Object> values) throws IOException {
        StringBuilder yaml = new StringBuilder();
        values.forEach((k, v) -> yaml.append(k).append(": ").append(value(v)).append('\n'));
        Files.createDirectories(file.resolveSibling(".").normalize());
        WholeFile.write(file, yaml.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String value(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Map<?, ?> map) {
            List<String> entries = new ArrayList<>();
            map.forEach((k, v) -> entries.add(k + ": " + value(v)));
            return "{" + String.join(", ", entries) + "}";
        }
        if (value instanceof Number || value instanceof List<?>) {
            return value.toString();
        }
        // Between single quotes everything is itself; control characters are forbidden in YAML.
        return "'" + value.toString().replaceAll("\\p{Cc}", " ").replace("'", "''") + "'";
    }
}
