package retrain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import retrain.event.Event;
import retrain.local.Embedded;
import retrain.run.Store;

/** A project with rows to begin with and a folder that fills with batches. */
final class StreamProject {
    static final int ROWS = 40;

    private final Path folder;
    final List<Event> events = new ArrayList<>();

    private StreamProject(Path folder) {
        this.folder = folder;
    }

    /** @param stream the lines of the spec's key 'stream' besides folder, poll and stop-when-idle */
    static StreamProject in(Path folder, String stream) throws IOException {
        StreamProject project = new StreamProject(Files.createDirectories(folder));
        Files.createDirectories(folder.resolve("incoming"));
        Files.writeString(folder.resolve("rows.csv"), rows(0, 300, 0));
        project.spec(stream, "");
        return project;
    }

    /** {@return a project whose champion is that of another one} */
    static StreamProject copy(StreamProject from, Path folder, String stream) throws IOException {
        try (Stream<Path> files = Files.walk(from.folder)) {
            for (Path file : files.toList()) {
                Path to = folder.resolve(from.folder.relativize(file).toString());
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
        StreamProject project = new StreamProject(folder);
        project.spec(stream, "");
        return project;
    }

    void spec(String stream, String more) throws IOException {
        Files.writeString(folder.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data:
                  sources: {rows: rows.csv}
                  key: [id]
                  holdout: {fraction: 0.3}
                train:
                  xgboost: {rounds: 5, max_depth: 2}
                  threads: 1
                evaluate: {metrics: [auc, log_loss], min-rows: 10, min-positives: 1, resamples: 200}
                gates:
                  - {metric: auc, at-least: 0.05}
                stream:
                  folder: incoming
                  poll: 1 millisecond
                  stop-when-idle: 0 seconds
                """ + stream.indent(2) + more);
    }

    Path folder() {
        return folder;
    }

    Store store() {
        return Embedded.store(folder.resolve(".retrain"));
    }

    /** A batch appears whole. */
    void batch(int number) throws IOException {
        put(name(number), rows(1000 * number, ROWS, 0));
    }

    static String name(int number) {
        return String.format(Locale.ROOT, "batch-%03d.csv", number);
    }

    void put(String name, String content) throws IOException {
        Path part = Files.writeString(folder.resolve("incoming").resolve(name + ".part"), content);
        Files.move(part, folder.resolve("incoming").resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * {@return rows that something can be learned from}
     *
     * @param first id
     * @param turned by how much late has come to follow the opposite of x: 0 or 1
     */
    static String rows(int first, int count, int turned) {
        Random random = new Random(first + 7);
        StringBuilder rows = new StringBuilder("id,x,y,late\n");
        for (int i = 0; i < count; i++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            double score = (turned == 0 ? x : -x) + 0.5 * y + 0.3 * random.nextGaussian();
            rows.append(String.format(Locale.ROOT, "%d,%.4f,%.4f,%d%n", first + i, x, y, score > 0 ? 1 : 0));
        }
        return rows.toString();
    }

    List<String> notices() {
        return events.stream()
                .filter(Event.Noticed.class::isInstance)
                .map(e -> ((Event.Noticed) e).message())
                .toList();
    }

    Outcome run() {
        return execute(Command.RUN, Map.of());
    }

    Outcome stream() {
        return execute(Command.STREAM, Map.of());
    }

    Outcome execute(Command command, Map<Option, String> options) {
        return execute(command, options, Ports.embedded());
    }

    Outcome execute(Command command, Map<Option, String> options, Ports ports) {
        return new Retrain(events::add, ports)
                .execute(new Request(command, new HashMap<>(options), folder, folder.resolve("out"), "test"));
    }
}
