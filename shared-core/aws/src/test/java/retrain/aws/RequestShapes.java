package retrain.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Holds requests against AWS's own models of its services ({@code request_shapes.py}): what a stand-in lets pass, AWS may refuse. Needs the
 * Python of moto's environment; without one nothing is checked, and the build says so once a test run.
 */
final class RequestShapes {
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private RequestShapes() {}

    /** Fails if AWS would refuse one of the calls; those of S3 are not looked at. */
    static void check(List<AwsServer.Call> calls) {
        assertThat(refused(calls)).as("what AWS would refuse").isEmpty();
    }

    /** {@return what AWS would refuse, a line each; nothing without Python} */
    static List<String> refused(List<AwsServer.Call> calls) {
        Optional<Path> python = python();
        Set<String> lines = new LinkedHashSet<>();
        for (AwsServer.Call call : calls) {
            if (!call.name().startsWith("S3 ")) {
                lines.add(AwsServer.text(Map.of("name", call.name(), "body", call.body())));
            }
        }
        if (python.isEmpty() || lines.isEmpty()) {
            return List.of();
        }
        try {
            return run(python.get(), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> python() {
        String moto = System.getProperty("retrain.moto", "");
        if (moto.isEmpty() && SAID.compareAndSet(false, true)) {
            System.out.println("Skipped: the check of requests against AWS's models; name a server of moto with"
                    + " -Dretrain.moto=<.../bin/moto_server>");
        }
        return moto.isEmpty() ? Optional.empty() : Optional.of(Path.of(moto).resolveSibling("python"));
    }

    private static List<String> run(Path python, Set<String> lines) throws IOException {
        Path script = Files.createTempFile("shapes", ".py");
        Path input = Files.createTempFile("shapes", ".jsonl");
        try (InputStream in = RequestShapes.class.getResourceAsStream("request_shapes.py")) {
            Files.write(script, in.readAllBytes());
            Files.write(input, lines);
            Process process = new ProcessBuilder(python.toString(), script.toString())
                    .redirectInput(input.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return output.isBlank() ? List.of() : output.lines().toList();
        } finally {
            Files.deleteIfExists(script);
            Files.deleteIfExists(input);
        }
    }
}
