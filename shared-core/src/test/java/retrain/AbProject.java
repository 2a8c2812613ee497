package retrain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import retrain.event.Event;
import retrain.local.Embedded;
import retrain.registry.Registry;

/** A project whose candidates are tested beside the champion, a process that serves it, and callers. */
final class AbProject {
    private static final Pattern LISTENING = Pattern.compile("listening at (http://\\S+)");

    final Path folder;
    final List<String> notices = new ArrayList<>();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Random random = new Random(11);
    private int asked;

    /** @param ab the keys of {@code promote.ab} in braces */
    AbProject(Path folder, String strategy, String ab) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data:
                  sources: {rows: rows.csv}
                  key: [id]
                  holdout: {fraction: 0.3}
                train:
                  xgboost: {rounds: 40, max_depth: 3}
                  threads: 1
                evaluate: {metrics: [brier], resamples: 200}
                gates:
                  - {metric: brier, at-most: 0.9}
                promote:
                  strategy: %s
                  ab: %s
                  serve: {port: 0, capture: capture}
                monitor:
                  live:
                    predictions: capture/
                    labels: labels.csv
                    key: event_id
                    time: inference_time
                """.formatted(strategy, ab));
        StringBuilder rows = new StringBuilder("id,x,y,late\n");
        for (int i = 0; i < 2000; i++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            rows.append(String.format(Locale.ROOT, "%d,%.4f,%.4f,%d%n", i, x, y, label(x, y)));
        }
        Files.writeString(folder.resolve("rows.csv"), rows);
        Files.writeString(folder.resolve("labels.csv"), "event_id,late\n");
    }

    private int label(double x, double y) {
        return x + 0.7 * y + 0.5 * random.nextGaussian() > 0 ? 1 : 0;
    }

    Outcome execute(Command command, Map<Option, String> options) {
        return new Retrain(event -> {
                    if (event instanceof Event.Noticed noticed) {
                        notices.add(noticed.message());
                    }
                })
                .execute(new Request(command, new HashMap<>(options), folder, folder.resolve("out"), "test"));
    }

    /** A model of so many rounds: the more the better. */
    Outcome run(int rounds) {
        return execute(Command.RUN, Map.of(Option.SET, "train.xgboost.rounds=" + rounds));
    }

    Outcome look() {
        return execute(Command.AB, Map.of());
    }

    Registry registry() {
        return new Registry(Embedded.store(folder.resolve(".retrain")), "small", java.time.Clock.systemUTC());
    }

    /** Serves a project until the process is told to end. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) {
            Path folder = Path.of(args[0]);
            try (Stopping stopping = Stopping.open(() -> {})) {
                Outcome outcome = new Retrain(event -> {
                            if (event instanceof Event.Noticed noticed) {
                                System.out.println(noticed.message());
                            }
                        })
                        .execute(new Request(Command.SERVE, Map.of(), folder, folder.resolve("out"), "test"));
                System.out.println(outcome.summary());
            }
        }
    }

    /** A process that serves. */
    final class Server implements AutoCloseable {
        private final Process process;
        private final BufferedReader lines;
        private final URI address;

        Server() throws IOException {
            process = new ProcessBuilder(Children.command(List.of("-Xmx300m"), Main.class, folder.toString()))
                    .redirectErrorStream(true)
                    .start();
            lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            address = URI.create(await(LISTENING));
        }

        private String await(Pattern wanted) throws IOException {
            StringBuilder all = new StringBuilder();
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                all.append(line).append('\n');
                Matcher found = wanted.matcher(line);
                if (found.find()) {
                    return found.group(1);
                }
            }
            throw new IOException("the server ended: " + all);
        }

        HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }

        HttpRequest.Builder invocation(String type, String body) {
            return HttpRequest.newBuilder(address.resolve("/invocations"))
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString(body));
        }

        HttpRequest.Builder ping() {
            return HttpRequest.newBuilder(address.resolve("/ping"));
        }

        /** Asks for some units, and writes what turned out to be true of their rows. {@return the variants that answered, by unit} */
        Map<String, String> ask(int units, int rows) throws IOException, InterruptedException {
            Map<String, String> variants = new HashMap<>();
            StringBuilder labels = new StringBuilder();
            for (int i = 0; i < units; i++) {
                String unit = "unit-" + asked++;
                for (int row = 0; row < rows; row++) {
                    double x = random.nextGaussian();
                    double y = random.nextGaussian();
                    String id = unit + "-" + row;
                    HttpResponse<String> answer =
                            send(invocation("text/csv", String.format(Locale.ROOT, "%.4f,%.4f", x, y))
                                    .header("X-Retrain-Unit-Id", unit)
                                    .header("X-Amzn-SageMaker-Inference-Id", id));
                    if (answer.statusCode() != 200) {
                        throw new IOException(answer.statusCode() + " " + answer.body());
                    }
                    String variant = answer.headers()
                            .firstValue("x-amzn-invoked-production-variant")
                            .orElseThrow();
                    @Nullable String before = variants.putIfAbsent(unit, variant);
                    if (before != null && !before.equals(variant)) {
                        throw new IOException(unit + " went from " + before + " to " + variant);
                    }
                    labels.append(id).append(',').append(label(x, y)).append('\n');
                }
            }
            Files.writeString(folder.resolve("labels.csv"), labels, java.nio.file.StandardOpenOption.APPEND);
            return variants;
        }

        /** As Ctrl-C ends it. {@return the last line that it said} */
        String end() throws IOException, InterruptedException {
            // Unlike Process.destroy it leaves the output open.
            process.toHandle().destroy();
            String last = "";
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
            }
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IOException("the server did not end");
            }
            return last;
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
