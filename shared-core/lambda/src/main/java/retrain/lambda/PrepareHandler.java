package retrain.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import retrain.run.Json;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A function that makes rows, as {@code data.prepare.lambda} invokes it: extend it, and name your class as the function's handler. The files of the
 * sources are read as they come, and what is written is brought to where Retrain looks for it.
 *
 * <p>It is given {@code {"job": …, "sources": {name: [addresses]}, "output": folder, "arguments": {…}}} and answers {@code {"outputs":
 * [addresses]}}.
 */
public abstract class PrepareHandler implements RequestStreamHandler {
    private static final String FILE = "rows.csv.gz";

    /** What the function has written. */
    record Answer(List<String> outputs) {}

    /**
     * Makes the rows. What this throws is the function's error, which ends the run that asked.
     *
     * @param sources the rows of the sources
     * @param rows takes the rows that are made
     */
    protected abstract void prepare(PrepareSources sources, PrepareRows rows) throws IOException;

    @Override
    public final void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        JsonNode request = JsonNode.parser().parse(in.readAllBytes());
        String output = Events.text(request, "output")
                .orElseThrow(
                        () -> new InvalidInput("the request has no 'output': this function is invoked by Retrain"));
        Path file = Files.createTempFile("rows", ".csv.gz");
        try (S3Client s3 = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            try (PrepareRows rows = new PrepareRows(file)) {
                prepare(new PrepareSources(request, s3), rows);
            }
            S3Object to = S3Object.of(output + FILE);
            s3.putObject(r -> r.bucket(to.bucket()).key(to.key()), file);
            out.write(Json.write(new Answer(List.of(output + FILE))));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** An object in S3. */
    record S3Object(String bucket, String key) {
        static S3Object of(String address) {
            int slash = address.indexOf('/', "s3://".length());
            return new S3Object(address.substring("s3://".length(), slash), address.substring(slash + 1));
        }
    }
}
