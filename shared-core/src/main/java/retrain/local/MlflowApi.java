package retrain.local;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;

/** Calls of MLflow's REST API 2.0: each within a time limit, again after what may pass. No redirect is followed, so that no other host gets the password. */
final class MlflowApi {
    private static final int TRIES = 4;
    private static final int LONGEST_REPLY = 16 << 20;
    private static final int EXCERPT = 300;
    private static final int TOO_MANY = 429;
    private static final int BYTES_A_SECOND = 1 << 18;

    private final URI server;
    private final Optional<String> authorization;
    private final Limits limits;
    private final MlflowSigner signer;
    private final HttpClient client;

    /**
     * How long things may take.
     *
     * @param reply for a reply, to its last byte; uploads get more by their size
     * @param pause before the second try; it doubles with every further one
     * @param longestPause of those that the server asks for
     */
    record Limits(Duration reply, Duration pause, Duration longestPause) {
        static Limits usual() {
            return new Limits(Duration.ofSeconds(20), Duration.ofMillis(500), Duration.ofSeconds(10));
        }
    }

    /**
     * An error that the server names.
     *
     * @param code {@code RESOURCE_DOES_NOT_EXIST}
     */
    record Refused(int status, String code) {
        boolean is(String other) {
            return code.equals(other);
        }

        /** {@return whether it is not known who asks, or that one may not} */
        boolean isOfStranger() {
            return status == 401 || status == 403;
        }
    }

    /** A reply: its fields, or that the server refused. */
    record Reply(Map<String, @Nullable Object> fields, Optional<Refused> refused) {}

    /** @param environment {@code MLFLOW_TRACKING_TOKEN}, or {@code MLFLOW_TRACKING_USERNAME} and {@code MLFLOW_TRACKING_PASSWORD} */
    MlflowApi(URI server, Map<String, String> environment, Limits limits) {
        this(server, environment, limits, MlflowSigner.none());
    }

    MlflowApi(URI server, Map<String, String> environment, Limits limits, MlflowSigner signer) {
        this.signer = signer;
        this.server = server;
        this.authorization = authorization(environment);
        this.limits = limits;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(limits.reply())
                .build();
    }

    private static Optional<String> authorization(Map<String, String> environment) {
        String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "");
        String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
        String password = environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
        if (!user.isEmpty()) {
            byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
        }
        return token.isEmpty() ? Optional.empty() : Optional.of("Bearer " + token);
    }

    /** {@return the address of a page of the user interface} */
    String page(String path) {
        return base() + path;
    }

    private String base() {
        String text = server.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base() + "/api/2.0/" + path)).header("Accept", "application/json");
        authorization.ifPresent(a -> request.header("Authorization", a));
        return request;
    }

    /** Asks for something; nothing changes there. */
    Reply get(String path, Map<String, String> query) {
        String text = query.entrySet().stream()
                .map(e -> e.getKey() + "="
                        + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8)
                                .replace("+", "%20"))
                .collect(Collectors.joining("&"));
        return repeated(path, () -> signed("GET", path + "?" + text, new byte[0]), limits.reply());
    }

    /** Does what can be done twice with the same result. */
    Reply post(String path, Map<String, ?> body) {
        return repeated(path, posting(path, body), limits.reply());
    }

    /** What may have been done, or not. {@return empty if nobody knows} */
    Optional<Reply> once(String path, Map<String, ?> body) {
        try {
            return Optional.of(reply(path, send(posting(path, body).get(), limits.reply())));
        } catch (Passing | IOException | TimeoutException e) {
            return Optional.empty();
        }
    }

    private Supplier<HttpRequest> posting(String path, Map<String, ?> body) {
        byte[] json = ForeignJson.write(body).getBytes(StandardCharsets.UTF_8);
        return () -> signed("POST", path, json);
    }

    /** Each try has a signature of its own, which holds its time. */
    private HttpRequest signed(String method, String path, byte[] body) {
        HttpRequest.Builder request = request(path);
        if (body.length > 0) {
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofByteArray(body));
        }
        URI address = URI.create(base() + "/api/2.0/" + path);
        signer.headers(method, address, body).forEach(request::header);
        return request.build();
    }

    /** Uploads a file to a path of the server's artifacts. */
    void upload(String path, Path file) {
        String place = "mlflow-artifacts/artifacts/" + path;
        try {
            HttpRequest.Builder put = request(place).PUT(BodyPublishers.ofFile(file));
            long seconds = file.toFile().length() / BYTES_A_SECOND;
            Reply reply = repeated(place, put::build, limits.reply().plusSeconds(seconds));
            if (reply.refused().isPresent()) {
                throw refused(place, reply.refused().get());
            }
        } catch (FileNotFoundException e) {
            throw failure("has no file " + file + " to upload", "Write the reports again with the command 'report'", e);
        }
    }

    private Reply repeated(String path, Supplier<HttpRequest> request, Duration limit) {
        for (int attempt = 1; ; attempt++) {
            try {
                return reply(path, send(request.get(), limit));
            } catch (Passing e) {
                if (attempt == TRIES) {
                    throw failure(path + " was answered with " + e.getMessage(), "Look at the server's log", e);
                }
                pause(attempt, e.wait);
            } catch (TimeoutException e) {
                // A server that is that slow is not asked again and again: the build waits for it.
                throw failure(
                        path + " was not answered within " + limit.toSeconds() + " s", "See whether it is well", e);
            } catch (IOException e) {
                if (attempt == TRIES) {
                    throw failure(
                            "cannot be reached (" + e.getClass().getSimpleName() + ": " + e.getMessage() + ")",
                            "Start it, or correct history.mlflow",
                            e);
                }
                pause(attempt, Optional.empty());
            }
        }
    }

    /** Waits before a further try. */
    void pause(int attempt, Optional<Duration> asked) {
        Duration pause = asked.orElse(limits.pause().multipliedBy(1L << (attempt - 1)));
        try {
            Thread.sleep(Math.min(pause.toMillis(), limits.longestPause().toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled(e);
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request, Duration limit) throws IOException, TimeoutException {
        try {
            return LimitedBody.reply(client, request, LONGEST_REPLY, limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled(e);
        }
    }

    private Reply reply(String path, HttpResponse<byte[]> response) throws Passing {
        int status = response.statusCode();
        String body = new String(response.body(), StandardCharsets.UTF_8);
        if (status == TOO_MANY || status >= 500) {
            throw new Passing("HTTP status " + status + excerpt(body), wait(response));
        }
        try {
            Map<String, @Nullable Object> fields = body.isBlank() ? Map.of() : ForeignJson.object(body);
            return status == 200
                    ? new Reply(fields, Optional.empty())
                    : new Reply(fields, Optional.of(new Refused(status, ForeignJson.text(fields, "error_code"))));
        } catch (IOException e) {
            if (status == 401 || status == 403) {
                return new Reply(Map.of(), Optional.of(new Refused(status, "")));
            }
            throw failure(
                    path + " was answered with HTTP status " + status + " and no JSON" + excerpt(body),
                    "Name MLflow's tracking server in history.mlflow",
                    e);
        }
    }

    private static Optional<Duration> wait(HttpResponse<byte[]> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(s -> s.matches("[0-9]{1,6}"))
                .map(s -> Duration.ofSeconds(Long.parseLong(s)));
    }

    private static String excerpt(String body) {
        String text = MlflowText.cut(body.strip(), EXCERPT);
        return text.isEmpty() ? "" : ": " + ScriptFailure.printable(text);
    }

    /** {@return the failure that a refusal is} */
    BackendFailure refused(String path, Refused refused) {
        return failure(
                said(path, refused),
                refused.isOfStranger()
                        ? signer.permission(path)
                        : "See whether the server is MLflow 2 or later, and its log",
                null);
    }

    private static String said(String path, Refused refused) {
        return path + " was refused with HTTP status " + refused.status()
                + (refused.code().isEmpty() ? "" : ", " + refused.code());
    }

    /** Throws what the user must mend, if the refusal is one for want of a permission. */
    void permitted(String path, Optional<Refused> refusal) {
        refusal.filter(Refused::isOfStranger).ifPresent(refused -> {
            throw new InvalidInput(
                    Code.TRACKER_FAILED, "MLflow's server " + server, said(path, refused), signer.permission(path));
        });
    }

    BackendFailure failure(String what, String cure, @Nullable Throwable cause) {
        return BackendFailure.retryable(
                new Problem(Code.TRACKER_FAILED, "MLflow's server " + server, what, cure), null, cause);
    }

    private static BackendFailure cancelled(InterruptedException e) {
        return BackendFailure.retryable(
                new Problem(Code.CANCELLED, "MLflow's server", "was not told all", "Write the reports again"), null, e);
    }

    /** A failure that may pass. */
    private static final class Passing extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Optional<Duration> wait;

        Passing(String message, Optional<Duration> wait) {
            super(message);
            this.wait = wait;
        }
    }
}
