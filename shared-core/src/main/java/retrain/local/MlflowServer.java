package retrain.local;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import retrain.report.TrackedRun;
import retrain.report.Tracker;

/**
 * A tracking server of MLflow, by its REST API 2.0 ({@code mlflow/protos/service.proto}, {@code model_registry.proto}). A run is found again
 * by a tag that it is created with, and stays RUNNING until all is told; so whatever a call was killed at, the next one goes on there.
 */
final class MlflowServer implements Tracker {
    private static final int TRIES = 4;

    /** What one {@code log-batch} takes. */
    private static final int MOST_TEXTS = 100;

    private static final int MOST_METRICS = 800;
    private static final int PAGE = 1000;
    private static final String BY_NAME = "mlflow/experiments/get-by-name";
    private static final String PROXIED = "mlflow-artifacts";

    private final MlflowApi api;

    MlflowServer(MlflowApi api) {
        this.api = api;
    }

    /** A run there. */
    private record Found(String id, String status, String artifacts, Map<String, String> tags) {
        boolean isWhole() {
            return !status.equals("RUNNING");
        }
    }

    @Override
    public String name() {
        return "MLflow";
    }

    @Override
    public void check(String model) {
        api.permitted(BY_NAME, byName(model).refused());
    }

    @Override
    public Optional<String> log(TrackedRun run) {
        String experiment = experiment(run.model());
        Map<String, String> tags = MlflowText.tags(run);
        Found found = run(experiment, run.run(), run.run(), run.start(), tags);
        if (!found.isWhole()) {
            trials(experiment, run, found.id());
            whole(run, found, tags);
        }
        String page = api.page("/#/experiments/" + experiment + "/runs/" + found.id());
        String without =
                " (without files: the server does not take them, its artifacts are at " + found.artifacts() + ")";
        return Optional.of(isProxied(found) ? page : page + without);
    }

    private void whole(TrackedRun run, Found found, Map<String, String> tags) {
        batches(found.id(), MlflowText.parameters(run.parameters()), run.metrics(), tags, run.end());
        List<Map<String, ?>> datasets = new ArrayList<>();
        for (TrackedRun.Rows rows : run.rows()) {
            datasets.add(dataset(MlflowText.Dataset.of(run, rows)));
        }
        if (!datasets.isEmpty()) {
            done("mlflow/runs/log-inputs", Map.of("run_id", found.id(), "datasets", datasets));
        }
        if (isProxied(found)) {
            run.artifacts().forEach((name, file) -> upload(found, name, file));
        }
        run.version().ifPresent(v -> version(run.model(), v, found));
        end(found.id(), "FINISHED", run.end());
    }

    private void end(String id, String status, Instant at) {
        done("mlflow/runs/update", Map.of("run_id", id, "status", status, "end_time", at.toEpochMilli()));
    }

    private static Map<String, ?> dataset(MlflowText.Dataset dataset) {
        return Map.of(
                "tags",
                List.of(Map.of("key", "mlflow.data.context", "value", dataset.context())),
                "dataset",
                Map.of(
                        "name", dataset.name(),
                        "digest", dataset.digest(),
                        "source_type", "local",
                        "source", dataset.source(),
                        "schema", dataset.schema(),
                        "profile", dataset.profile()));
    }

    /** {@return the fields of a reply that must not be a refusal} */
    private Map<String, @Nullable Object> done(String path, Map<String, ?> body) {
        return accepted(path, api.post(path, body));
    }

    private Map<String, @Nullable Object> accepted(String path, MlflowApi.Reply reply) {
        if (reply.refused().isPresent()) {
            throw api.refused(path, reply.refused().get());
        }
        return reply.fields();
    }

    private String experiment(String name) {
        MlflowApi.Reply reply = byName(name);
        if (reply.refused().filter(r -> r.is("RESOURCE_DOES_NOT_EXIST")).isPresent()) {
            // Another build may make it at the same time, or the reply be lost: then it is there at the next look.
            MlflowApi.Reply made = api.post("mlflow/experiments/create", Map.of("name", name));
            if (made.refused().filter(r -> !r.is("RESOURCE_ALREADY_EXISTS")).isPresent()) {
                throw api.refused("mlflow/experiments/create", made.refused().get());
            }
            reply = byName(name);
        }
        Map<?, ?> experiment = map(accepted(BY_NAME, reply), "experiment");
        if (ForeignJson.text(experiment, "lifecycle_stage").equals("deleted")) {
            throw api.failure(
                    "has the experiment '" + name + "', but deleted",
                    "Restore it: mlflow experiments restore -x " + ForeignJson.text(experiment, "experiment_id"),
                    null);
        }
        return ForeignJson.text(experiment, "experiment_id");
    }

    private MlflowApi.Reply byName(String name) {
        return api.get(BY_NAME, Map.of("experiment_name", name));
    }

    /** {@return the run of that tag, made if there is none; it is looked for again before each try to make it} */
    private Found run(String experiment, String key, String name, Instant start, Map<String, String> tags) {
        Map<String, Object> create = Map.of(
                "experiment_id",
                experiment,
                "run_name",
                name,
                "start_time",
                start.toEpochMilli(),
                "tags",
                pairs(firstTags(tags)));
        for (int attempt = 1; ; attempt++) {
            Optional<Found> there = search(experiment, "tags.`" + MlflowText.RUN + "` = '" + key + "'").stream()
                    .findFirst();
            if (there.isPresent()) {
                return there.get();
            }
            Optional<MlflowApi.Reply> reply = api.once("mlflow/runs/create", create);
            if (reply.isPresent()) {
                return found(map(accepted("mlflow/runs/create", reply.get()), "run"));
            }
            if (attempt == TRIES) {
                throw api.failure("made no run in " + TRIES + " tries", "Look at the server's log", null);
            }
            api.pause(attempt, Optional.empty());
        }
    }

    /** What a run is found by, and what shows who it belongs to while it is not whole. */
    private static Map<String, String> firstTags(Map<String, String> tags) {
        Map<String, String> first = new TreeMap<>();
        for (String name : List.of(MlflowText.RUN, MlflowText.PARENT, "mlflow.user")) {
            String value = tags.get(name);
            if (value != null) {
                first.put(name, value);
            }
        }
        return first;
    }

    /** {@return the runs, those that are whole first} */
    private List<Found> search(String experiment, String filter) {
        List<Found> found = new ArrayList<>();
        String token = "";
        do {
            Map<String, Object> body = new HashMap<>();
            body.put("experiment_ids", List.of(experiment));
            body.put("filter", filter);
            body.put("max_results", PAGE);
            if (!token.isEmpty()) {
                body.put("page_token", token);
            }
            Map<String, @Nullable Object> reply = done("mlflow/runs/search", body);
            for (Object run : list(reply, "runs")) {
                found.add(found((Map<?, ?>) run));
            }
            token = ForeignJson.text(reply, "next_page_token");
        } while (!token.isEmpty());
        found.sort((a, b) -> Boolean.compare(b.isWhole(), a.isWhole()));
        return found;
    }

    private Found found(Map<?, ?> run) {
        Map<?, ?> info = map(run, "info");
        String id = ForeignJson.text(info, "run_id");
        if (id.isEmpty()) {
            throw api.failure("answered without a run's id", "Name MLflow's tracking server in history.mlflow", null);
        }
        Map<String, String> tags = new HashMap<>();
        for (Object tag : list(map(run, "data"), "tags")) {
            tags.put(ForeignJson.text((Map<?, ?>) tag, "key"), ForeignJson.text((Map<?, ?>) tag, "value"));
        }
        return new Found(id, ForeignJson.text(info, "status"), ForeignJson.text(info, "artifact_uri"), tags);
    }

    private void trials(String experiment, TrackedRun run, String parent) {
        if (run.trials().isEmpty()) {
            return;
        }
        Map<String, Found> there = new HashMap<>();
        for (Found found : search(experiment, "tags.`" + MlflowText.PARENT + "` = '" + parent + "'")) {
            there.putIfAbsent(found.tags().getOrDefault(MlflowText.RUN, ""), found);
        }
        for (TrackedRun.Trial trial : run.trials()) {
            Map<String, String> tags = MlflowText.tags(run, trial, parent);
            String key = MlflowText.trialName(run, trial);
            Found found = there.get(key);
            if (found == null) {
                found = run(experiment, key, "trial " + trial.number(), run.start(), tags);
            }
            if (!found.isWhole()) {
                Map<String, String> parameters = MlflowText.parameters(trial.parameters());
                batches(found.id(), parameters, trial.metrics(), tags, run.end());
                end(found.id(), trial.failed() ? "FAILED" : "FINISHED", run.end());
            }
        }
    }

    private void batches(
            String id,
            Map<String, String> parameters,
            List<TrackedRun.Point> points,
            Map<String, String> tags,
            Instant at) {
        List<Map<String, ?>> metrics = new ArrayList<>();
        for (TrackedRun.Point point : points) {
            metrics.add(Map.of(
                    "key", MlflowText.name(point.metric()),
                    "value", point.value(),
                    "timestamp", at.toEpochMilli(),
                    "step", point.step()));
        }
        batches(id, "params", pairs(parameters), MOST_TEXTS);
        batches(id, "tags", pairs(tags), MOST_TEXTS);
        batches(id, "metrics", metrics, MOST_METRICS);
    }

    private void batches(String id, String kind, List<Map<String, ?>> all, int most) {
        for (int from = 0; from < all.size(); from += most) {
            List<Map<String, ?>> part = all.subList(from, Math.min(all.size(), from + most));
            done("mlflow/runs/log-batch", Map.of("run_id", id, kind, part));
        }
    }

    private static List<Map<String, ?>> pairs(Map<String, String> texts) {
        List<Map<String, ?>> pairs = new ArrayList<>();
        texts.forEach((k, v) -> pairs.add(Map.of("key", k, "value", v)));
        return pairs;
    }

    private static boolean isProxied(Found run) {
        return run.artifacts().startsWith(PROXIED + ":");
    }

    /** The artifacts' address is {@code mlflow-artifacts:/1/<run>/artifacts}, or the same with a host. */
    private void upload(Found run, String name, Path file) {
        String path = URI.create(run.artifacts()).getRawPath().replaceFirst("^/+", "");
        api.upload(path + "/" + encoded(name), file);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }

    /** The server numbers versions itself; the store's number is a tag. */
    private void version(String model, TrackedRun.Version version, Found run) {
        if (versionOf(model, version.number()).isPresent()) {
            return;
        }
        if (isProxied(run)) {
            upload(run, "model/model.tar.gz", version.archive());
        }
        MlflowApi.Reply made = api.post("mlflow/registered-models/create", Map.of("name", model));
        if (made.refused().filter(r -> !r.is("RESOURCE_ALREADY_EXISTS")).isPresent()) {
            throw api.refused("mlflow/registered-models/create", made.refused().get());
        }
        Map<String, Object> body = Map.of(
                "name", model,
                "source", run.artifacts() + "/model",
                "run_id", run.id(),
                "description", version.description(),
                "tags", pairs(MlflowText.tags(version.tags())));
        for (int attempt = 1; ; attempt++) {
            Optional<MlflowApi.Reply> reply = api.once("mlflow/model-versions/create", body);
            if (reply.isPresent()) {
                accepted("mlflow/model-versions/create", reply.get());
                return;
            }
            if (versionOf(model, version.number()).isPresent()) {
                return;
            }
            if (attempt == TRIES) {
                throw api.failure("made no version in " + TRIES + " tries", "Look at the server's log", null);
            }
            api.pause(attempt, Optional.empty());
        }
    }

    /** {@return the number there of the version that has a number in the store} */
    private Optional<String> versionOf(String model, int number) {
        String filter = "name = '" + model + "' and tags.`" + MlflowText.VERSION + "` = '" + number + "'";
        String path = "mlflow/model-versions/search";
        Map<String, @Nullable Object> reply = accepted(path, api.get(path, Map.of("filter", filter)));
        return list(reply, "model_versions").stream()
                .map(v -> ForeignJson.text((Map<?, ?>) v, "version"))
                .findFirst();
    }

    @Override
    public void alias(String model, Map<String, Integer> aliases) {
        aliases.forEach((alias, number) -> versionOf(model, number)
                .ifPresent(version -> done(
                        "mlflow/registered-models/alias", Map.of("name", model, "alias", alias, "version", version))));
    }

    private static Map<?, ?> map(Map<?, ?> of, String key) {
        return of.get(key) instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(Map<?, ?> of, String key) {
        return of.get(key) instanceof List<?> list ? list : List.of();
    }
}
