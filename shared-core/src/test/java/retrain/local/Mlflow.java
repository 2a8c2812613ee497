package retrain.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The real MLflow: its tracking server on the loopback, and its client. */
final class Mlflow implements AutoCloseable {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false",
            "MLFLOW_DISABLE_TELEMETRY", "true",
            "DO_NOT_TRACK", "true",
            // The folder is in maintenance there, and must be asked for since 3.13 or so.
            "MLFLOW_ALLOW_FILE_STORE", "true",
            "PYTHONUTF8", "1");

    private final Process process;
    private final Process client;
    private final Path clientLog;
    private final BufferedReader answers;
    final URI uri;

    private Mlflow(Process process, Process client, Path clientLog, URI uri) {
        this.process = process;
        this.client = client;
        this.clientLog = clientLog;
        this.answers = client.inputReader(StandardCharsets.UTF_8);
        this.uri = uri;
    }

    /** Starts a server that keeps everything in a folder, and a client. */
    static Mlflow start(String python, Path folder) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            port = socket.getLocalPort();
        }
        Path log = folder.resolve("server.log");
        Process process = process(
                List.of(
                        python,
                        "-m",
                        "mlflow",
                        "server",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--workers",
                        "1",
                        "--backend-store-uri",
                        "sqlite:///" + folder.resolve("mlflow.db"),
                        "--artifacts-destination",
                        folder.resolve("artifacts").toString()),
                folder,
                log);
        Path clientLog = folder.resolve("client.log");
        Mlflow server = new Mlflow(
                process, client(python, folder, clientLog), clientLog, URI.create("http://127.0.0.1:" + port));
        server.awaitReady(log);
        return server;
    }

    private static Process process(List<String> command, Path folder, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(log.toFile())
                .redirectOutput(log.toFile());
        builder.environment().putAll(ENVIRONMENT);
        return builder.start();
    }

    private static Process client(String python, Path folder, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        python,
                        Path.of("src", "test", "resources", "read_mlflow.py")
                                .toAbsolutePath()
                                .toString(),
                        Files.createDirectories(folder.resolve("downloads")).toString())
                .redirectError(log.toFile());
        builder.environment().putAll(ENVIRONMENT);
        return builder.start();
    }

    private void awaitReady(Path log) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(uri.resolve("/health"))
                .timeout(Duration.ofSeconds(2))
                .build();
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not yet.
            }
            Thread.sleep(200);
        }
        close();
        throw new IllegalStateException("MLflow's server did not start:\n" + Files.readString(log));
    }

    /** {@return what MLflow's client reads at a URI: a map an experiment} */
    Map<String, @Nullable Object> read(String at, List<String> experiments) throws IOException {
        Writer asked = client.outputWriter(StandardCharsets.UTF_8);
        asked.write(at + "\t" + String.join("\t", experiments) + "\n");
        asked.flush();
        @Nullable String line = answers.readLine();
        if (line == null) {
            throw new IllegalStateException("MLflow's client failed:\n" + Files.readString(clientLog));
        }
        return ForeignJson.object(line);
    }

    @Override
    public void close() throws Exception {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.add(client.toHandle());
        all.forEach(ProcessHandle::destroy);
        for (ProcessHandle one : all) {
            one.onExit().get(30, TimeUnit.SECONDS);
        }
    }
}
