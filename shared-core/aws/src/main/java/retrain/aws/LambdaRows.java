package retrain.aws;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import retrain.data.Preparer;
import retrain.data.RowMaker;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import retrain.run.Json;
import retrain.run.Usage;
import retrain.spec.LambdaSpec;
import retrain.spec.Spec;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

/**
 * Makes the rows with a function of AWS Lambda, which is invoked and waited for. What it answered is kept beside its output, so that a run that
 * is gone on with does not invoke it again.
 */
final class LambdaRows implements RowMaker {
    private static final String WHERE = "data.prepare.lambda";

    /** Beyond the function's own time, until its answer arrives. */
    private static final Duration SPARE = Duration.ofSeconds(30);

    private static final int TRIES = 8;
    private static final Pattern REPORT =
            Pattern.compile("Billed Duration: (?<ms>\\d+) ms.*?Memory Size: (?<mb>\\d+) MB", Pattern.DOTALL);

    private final Spec spec;
    private final LambdaSpec lambda;
    private final AwsClients clients;
    private final String which;

    LambdaRows(Spec spec, LambdaSpec lambda) {
        this.spec = spec;
        this.lambda = lambda;
        this.clients = new AwsClients(spec.aws());
        this.which = "Lambda function " + lambda.function();
    }

    /**
     * What the function is given.
     *
     * @param sources the addresses of each source's files
     * @param output the address below which it writes its rows
     */
    record Asked(String job, Map<String, List<String>> sources, String output, Map<String, Object> arguments) {}

    /** The addresses of the rows that the function wrote. */
    record Answer(List<String> outputs) {
        Answer {
            outputs = List.copyOf(outputs);
        }
    }

    @Override
    public String engine() {
        return "lambda";
    }

    @Override
    public Map<String, String> facts() {
        GetFunctionConfigurationResponse function = function();
        List<String> code = new ArrayList<>(List.of(function.codeSha256()));
        function.layers().forEach(layer -> code.add(layer.arn()));
        return Map.of("function " + lambda.function(), String.join(", ", code));
    }

    private GetFunctionConfigurationResponse function() {
        try (LambdaClient client = clients.of(LambdaClient.builder())) {
            return AwsFailure.call(
                    which,
                    "lambda:GetFunctionConfiguration",
                    () -> client.getFunctionConfiguration(r -> r.functionName(lambda.function())
                            .qualifier(lambda.qualifier().orElse(null))));
        }
    }

    @Override
    public List<Path> make(Preparer.Work work, Observer observer) {
        PrepareFiles files = new PrepareFiles(
                work, WHERE, new S3Transfer(clients.s3(), spec.aws().kmsKey()));
        String kept = files.folder() + "_answer.json";
        Optional<String> before = files.read(kept);
        if (before.isEmpty()) {
            Answer answer = invoked(work, files, observer);
            files.write(kept, Json.write(answer));
            return rows(files, answer);
        }
        return rows(files, answer(JsonNode.parser().parse(before.get())));
    }

    private static List<Path> rows(PrepareFiles files, Answer answer) {
        return answer.outputs().isEmpty() ? files.rowsBelow(files.folder()) : files.rows(answer.outputs());
    }

    private Answer invoked(Preparer.Work work, PrepareFiles files, Observer observer) {
        Asked asked = new Asked(work.job(), files.sources(), files.folder(), lambda.arguments());
        InvokeRequest request = InvokeRequest.builder()
                .functionName(lambda.function())
                .qualifier(lambda.qualifier().orElse(null))
                .logType(LogType.TAIL)
                .payload(SdkBytes.fromByteArray(Json.write(asked)))
                .build();
        Duration patience = Duration.ofSeconds(function().timeout()).plus(SPARE);
        observer.on(new Event.Noticed(which + " is invoked"));
        try (LambdaClient client = clients.of(
                LambdaClient.builder().overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry())),
                patience)) {
            InvokeResponse response = invoke(client, request);
            enter(response, work);
            if (response.functionError() != null) {
                throw failed(response);
            }
            return answer(JsonNode.parser().parse(response.payload().asUtf8String()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BackendFailure.retryable(
                    new Problem(Code.CANCELLED, which, "was told to stop", "Go on with the run"), null, e);
        }
    }

    /** The SDK would repeat the call at once; a function that is throttled needs longer. */
    private InvokeResponse invoke(LambdaClient client, InvokeRequest request) throws InterruptedException {
        Backoff backoff = new Backoff(spec.aws());
        for (int tries = 1; ; tries++) {
            try {
                return client.invoke(request);
            } catch (SdkException e) {
                RetrainException failure = failure(e);
                boolean later = failure instanceof BackendFailure backend && backend.isRetryable();
                if (!later || tries == TRIES || failure.problems().get(0).code() == Code.CANCELLED) {
                    throw failure;
                }
                backoff.pause();
            }
        }
    }

    private RetrainException failure(SdkException e) {
        String code = AwsFailure.code(e);
        if (code.equals("TooManyRequestsException")) {
            return BackendFailure.retryable(
                    new Problem(
                            Code.REMOTE_FAILED,
                            which,
                            "is throttled (" + AwsFailure.message(e) + "), in several tries",
                            "Reserve concurrency for it, or go on with the run later"),
                    null,
                    e);
        }
        return AwsFailure.of(which, "lambda:InvokeFunction", e);
    }

    private RetrainException failed(InvokeResponse response) {
        String payload = response.payload().asUtf8String();
        String message = text(payload, "errorMessage").orElse(payload);
        String type = text(payload, "errorType").map(t -> t + ": ").orElse("");
        boolean late = message.contains("Task timed out");
        return BackendFailure.permanent(
                new Problem(
                        Code.DATA_SQL,
                        WHERE,
                        which + " failed: " + type + message + lines(response),
                        late
                                ? "Give the function more time or memory, or prepare with 'glue'"
                                : "Mend the function, then go on with the run"),
                null);
    }

    private static Optional<String> text(String json, String field) {
        try {
            return JsonNode.parser().parse(json).field(field).map(JsonNode::text);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static String log(InvokeResponse response) {
        return response.logResult() == null
                ? ""
                : new String(Base64.getDecoder().decode(response.logResult()), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String lines(InvokeResponse response) {
        List<String> lines = log(response)
                .lines()
                .filter(l -> !l.matches("(START|END|REPORT|INIT_START) .*"))
                .toList();
        return LastLines.told(lines);
    }

    private static Answer answer(JsonNode answer) {
        List<String> outputs = new ArrayList<>();
        Optional<JsonNode> told = answer.isObject() ? answer.field("outputs") : Optional.empty();
        if (told.isPresent() && told.get().isArray()) {
            told.get().asArray().forEach(o -> outputs.add(o.text()));
        }
        for (String output : outputs) {
            if (output == null || !S3Address.is(output)) {
                throw new InvalidInput(
                        Code.DATA_MISSING,
                        WHERE,
                        "the function's answer names '" + output + "' among its outputs, which is no address in S3",
                        "Answer with {\"outputs\": [\"s3://bucket/key.parquet\"]}");
            }
        }
        return new Answer(outputs);
    }

    /** By Lambda's own clock, from the report at the end of the log. */
    private static void enter(InvokeResponse response, Preparer.Work work) {
        Matcher report = REPORT.matcher(log(response));
        Optional<Instant> at = response.sdkHttpResponse()
                .firstMatchingHeader("Date")
                .map(d -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(d)));
        if (report.find() && at.isPresent()) {
            double seconds = Long.parseLong(report.group("ms")) / 1000.0;
            new Usage(work.job(), "lambda", report.group("mb") + " MB", 1, seconds, seconds, false, at.get())
                    .enter(work.store());
        }
    }
}
