package retrain.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.train.ModelArtifact;

/** A model's own server: a process that answers {@code /ping} and {@code /invocations} on the loopback. */
final class ModelServer implements AutoCloseable {
    /** The loopback of IPv4, which every server knows; the JDK's own may be that of IPv6. */
    private static final String HOST = "127.0.0.1";

    private static final int TRIES = 3;
    private static final Duration PING = Duration.ofSeconds(2);
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 500;
    private static final int LONGEST_REPLY = 64 << 20;
    private static final int EXCERPT = 1000;

    private final ModelArtifact artifact;
    private final Limits limits;
    private final ChildProcess process;
    private final int port;
    private final HttpClient client;

    private ModelServer(ModelArtifact artifact, Limits limits, ChildProcess process, int port) {
        this.artifact = artifact;
        this.limits = limits;
        this.process = process;
        this.port = port;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(PING)
                .build();
    }

    /**
     * How long things may take and how large they may be.
     *
     * @param start from the start of the process to its first good answer to a ping
     * @param reply for a batch of rows
     * @param rows of a batch
     * @param bytes of a batch, unless its only row is longer
     */
    record Limits(Duration start, Duration reply, int rows, int bytes) {
        /** SageMaker waits 60 s for a reply and takes 6 MB. */
        static Limits usual() {
            return new Limits(Duration.ofMinutes(4), Duration.ofSeconds(60), 10_000, 4 << 20);
        }
    }

    /** What is started: {@code {port}} and {@code {model}} in the command stand for the port and the model's folder. */
    record Launch(List<String> command, ScriptFolders folders) {}

    /**
     * Starts a server and waits until it answers. Its port is a free one; if another program takes that in the meantime, another port is
     * tried.
     */
    static ModelServer start(ModelArtifact artifact, Launch launch, Limits limits) {
        for (int attempt = 1; ; attempt++) {
            int port = freePort(artifact);
            ModelServer server = new ModelServer(artifact, limits, process(artifact, launch, port), port);
            try {
                server.awaitReady();
                return server;
            } catch (PortTaken e) {
                server.close();
                if (attempt == TRIES) {
                    throw ScoreSheet.failure(
                            artifact, "found no free port for its server in " + TRIES + " tries", "Run again", e);
                }
            } catch (RuntimeException | Error e) {
                server.close();
                throw e;
            }
        }
    }

    private static int freePort(ModelArtifact artifact) {
        try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw ScoreSheet.failure(
                    artifact, "got no port for its server (" + e.getMessage() + ")", "Free ports of the loopback", e);
        }
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private static ChildProcess process(ModelArtifact artifact, Launch launch, int port) {
        ScriptFolders folders = launch.folders();
        String model = folders.model().toString();
        List<String> command = launch.command().stream()
                .map(c -> c.replace("{port}", Integer.toString(port)).replace("{model}", model))
                .toList();
        Map<String, String> variables = CleanEnvironment.of(System.getenv());
        variables.put("SM_MODEL_DIR", model);
        variables.put("SAGEMAKER_BASE_DIR", folders.ml().toString());
        variables.put("SAGEMAKER_BIND_TO_PORT", Integer.toString(port));
        variables.put("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", "text/csv");
        Path log = folders.log();
        try {
            return ChildProcess.start(new ChildProcess.Launch(command, folders.code(), variables, log), line -> {});
        } catch (IOException e) {
            throw ScoreSheet.failure(
                    artifact,
                    "has a server that cannot be started: '" + command.get(0) + "' (" + e.getMessage() + ")",
                    "Install it, or name another program in train.script.serve",
                    e);
        }
    }

    private void awaitReady() throws PortTaken {
        long deadline = System.nanoTime() + limits.start().toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        String answer = "nothing";
        while (process.isAlive() && System.nanoTime() < deadline) {
            answer = ping();
            // An answer counts only if it is this process's: another program could have the port.
            if (answer.equals("200") && process.isAlive()) {
                return;
            }
            sleep(pause);
            pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
        }
        if (process.isAlive()) {
            throw failed(
                    "has a server that did not answer GET /ping with 200 on port " + port + " within "
                            + limits.start().toSeconds() + " s (last answer: " + answer + ")",
                    "Make train.script.serve listen at 127.0.0.1 on the port in SAGEMAKER_BIND_TO_PORT");
        }
        if (isTaken()) {
            throw new PortTaken();
        }
        throw failed(
                "has a server that ended before it answered", "Correct train.script.serve, or install what it needs");
    }

    private boolean isTaken() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(loopback(), port), (int) PING.toMillis());
            return true;
        } catch (IOException e) {
            // Nobody listens: that is the answer that was asked for.
            return false;
        }
    }

    private String ping() {
        HttpRequest request = request("/ping").timeout(PING).GET().build();
        try {
            return Integer.toString(send(request, PING).statusCode());
        } catch (IOException | TimeoutException e) {
            return String.valueOf(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + port + path));
    }

    /** Scores a batch of rows in CSV. {@return the reply's body} */
    String invoke(String rows, int count) {
        HttpRequest request = request("/invocations")
                .header("Content-Type", "text/csv")
                .header("Accept", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString(rows))
                .build();
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<byte[]> response = send(request, limits.reply());
                if (response.statusCode() == 200) {
                    return new String(response.body(), StandardCharsets.UTF_8);
                }
                if (!isBusy(response.statusCode()) || attempt == TRIES) {
                    throw failed(
                            refusal(response, count), "Correct train.script.serve, or what it does with such rows");
                }
            } catch (TimeoutException e) {
                throw failed(
                        "has a server that did not answer " + count + " rows within "
                                + limits.reply().toSeconds() + " s",
                        "Make train.script.serve faster: SageMaker waits 60 s");
            } catch (IOException e) {
                // Scoring changes nothing, so that a lost connection may be tried again; a server that is gone stays
                // gone.
                if (!process.isAlive() || attempt == TRIES) {
                    throw lost(e, count);
                }
            }
            sleep(attempt * LONGEST_PAUSE_MILLIS);
        }
    }

    private static boolean isBusy(int status) {
        return status == 429 || status == 503;
    }

    private static String refusal(HttpResponse<byte[]> response, int count) {
        String body = new String(response.body(), StandardCharsets.UTF_8).strip();
        String start = body.length() <= EXCERPT ? body : body.substring(0, EXCERPT) + "…";
        return "has a server that answered " + count + " rows with HTTP status " + response.statusCode() + ": "
                + (start.isEmpty() ? "(no text)" : ScriptFailure.printable(start));
    }

    private BackendFailure lost(IOException e, int count) {
        String how = process.isAlive() ? "broke off" : "ended";
        return failed(
                "has a server that " + how + " while it scored " + count + " rows (" + e.getMessage() + ")",
                "Correct train.script.serve");
    }

    private HttpResponse<byte[]> send(HttpRequest request, Duration limit) throws IOException, TimeoutException {
        try {
            return LimitedBody.reply(client, request, LONGEST_REPLY, limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled(e);
        }
    }

    private void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled(e);
        }
    }

    private BackendFailure cancelled(InterruptedException e) {
        return BackendFailure.retryable(
                new Problem(
                        Code.CANCELLED,
                        "model " + artifact.archive().brief(),
                        "was told to stop scoring",
                        "Go on with the run"),
                null,
                e);
    }

    private BackendFailure failed(String what, String cure) {
        String output = process.tail().stream()
                .map(line -> "\n  | " + ScriptFailure.printable(line))
                .collect(Collectors.joining());
        return ScoreSheet.failure(
                artifact, what + (output.isEmpty() ? "" : "; the end of its output:" + output), cure, null);
    }

    @Override
    public void close() {
        process.close();
    }

    /** Another program has taken the port that was free a moment ago. */
    private static final class PortTaken extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
