package retrain.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.Request;
import retrain.Retrain;
import retrain.event.Event;
import retrain.local.Embedded;
import retrain.run.Json;
import retrain.run.Store;

/** A project with a champion, whose stream takes batches of a topic. */
final class Project {
    final Path folder;
    final List<String> notices = new ArrayList<>();

    private Project(Path folder) {
        this.folder = folder;
    }

    /** Arguments: the folder of a project, whose stream goes on. */
    public static void main(String[] args) {
        new Project(Path.of(args[0])).stream();
    }

    /** {@return a process in which the stream goes on} */
    Process start() throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Project.class.getName(),
                        folder.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    static Project withChampion(Path folder) throws IOException {
        Project project = new Project(Files.createDirectories(folder));
        StringBuilder rows = new StringBuilder();
        for (int id = 0; id < 300; id++) {
            rows.append(row(id)).append('\n');
        }
        Files.writeString(folder.resolve("rows.jsonl"), rows);
        project.stream("folder: incoming");
        project.execute(Command.RUN);
        return project;
    }

    Project copy(Path to, String stream) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Path there = to.resolve(folder.relativize(file).toString());
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectories(there);
                } else {
                    Files.copy(file, there, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
        Project project = new Project(to);
        project.stream(stream);
        return project;
    }

    void stream(String stream) throws IOException {
        Files.writeString(folder.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data:
                  sources: {rows: rows.jsonl}
                  key: [id]
                  holdout: {fraction: 0.3}
                train:
                  xgboost: {rounds: 5, max_depth: 2}
                  threads: 1
                evaluate: {metrics: [auc, log_loss], min-rows: 10, min-positives: 1, resamples: 200}
                gates:
                  - {metric: auc, at-least: 0.05}
                stream:
                  rounds: 1
                  gate-every: 1000
                  poll: 20 milliseconds
                  stop-when-idle: 0 seconds
                """ + stream.indent(2));
    }

    /** {@return a row that something can be learned from} */
    static String row(int id) {
        Random random = new Random(id * 31L);
        double x = random.nextGaussian();
        double y = random.nextGaussian();
        int late = x + 0.5 * y + 0.3 * random.nextGaussian() > 0 ? 1 : 0;
        return String.format(Locale.ROOT, "{\"id\": %d, \"x\": %.4f, \"y\": %.4f, \"late\": %d}", id, x, y, late);
    }

    Outcome stream() {
        return execute(Command.STREAM);
    }

    Outcome execute(Command command) {
        return execute(command, Map.of());
    }

    Outcome execute(Command command, Map<Option, String> options) {
        return new Retrain(this::heard).execute(new Request(command, options, folder, folder.resolve("out"), "test"));
    }

    private void heard(Event event) {
        if (event instanceof Event.Noticed noticed) {
            notices.add(noticed.message());
        }
    }

    Store store() {
        return Embedded.store(folder.resolve(".retrain"));
    }

    /** {@return what each checkpoint says of the batch that it is about} */
    List<Map<String, String>> batches() {
        return checkpoints().stream()
                .filter(c -> c.containsKey("step.batch.offset"))
                .map(c -> {
                    Map<String, String> batch = new TreeMap<>(c);
                    batch.keySet().removeIf(key -> !key.startsWith("step."));
                    return batch;
                })
                .toList();
    }

    List<Map<String, String>> checkpoints() {
        List<Map<String, String>> all = new ArrayList<>();
        for (String key : store().list("streams/")) {
            all.add(Json.flat(store().read(key).orElseThrow().content(), key));
        }
        return all;
    }

    /** {@return what the last checkpoint says} */
    String last(String path) {
        List<Map<String, String>> all = checkpoints();
        return all.get(all.size() - 1).getOrDefault(path, "");
    }

    List<Long> rows() {
        return batches().stream()
                .map(b -> Long.valueOf(b.get("step.batch.rows")))
                .toList();
    }

    String state() throws IOException {
        return Files.readString(folder.resolve("out/stream.json"));
    }

    /** {@return the ids of the rows that were kept, in the order of batches} */
    List<List<Integer>> landed(String land) throws IOException {
        List<List<Integer>> batches = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve(land))) {
            for (Path batch : files.sorted().toList()) {
                batches.add(Files.readAllLines(batch.resolve("batch.jsonl")).stream()
                        .map(line -> Integer.valueOf(line.replaceAll(".*\"id\": (\\d+),.*", "$1")))
                        .toList());
            }
        }
        return batches;
    }
}
