package retrain.aws;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** A server of S3 on the loopback whose conditional writes are atomic (ministack); this process's SDK is configured to use it. */
final class Ministack implements AutoCloseable {
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private final Process process;

    private Ministack(Process process) {
        this.process = process;
    }

    /** Starts the server; without one the tests are skipped, and the build says so once a test run. */
    static Ministack start(Path folder) throws IOException, InterruptedException {
        return start(folder, Map.of("SERVICES", "s3"));
    }

    /** The same with all services that it has. */
    static Ministack everything(Path folder) throws IOException, InterruptedException {
        return start(folder, Map.of());
    }

    private static Ministack start(Path folder, Map<String, String> more) throws IOException, InterruptedException {
        String program = System.getProperty("retrain.ministack", "");
        if (program.isEmpty() && SAID.compareAndSet(false, true)) {
            System.out.println("Skipped: tests with ministack; name it with -Dretrain.ministack=<.../bin/ministack>");
        }
        assumeTrue(!program.isEmpty(), "no ministack");
        int port = S3Server.freePort();
        Path log = folder.resolve("ministack.log");
        ProcessBuilder builder =
                new ProcessBuilder(program).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "BIND_HOST",
                        "127.0.0.1",
                        "GATEWAY_PORT",
                        String.valueOf(port),
                        "TMPDIR",
                        folder.toString(),
                        "LOG_LEVEL",
                        "WARNING"));
        builder.environment().putAll(more);
        Process process = builder.start();
        S3Server.awaitPort(process, port, log);
        S3Server.configure(URI.create("http://127.0.0.1:" + port));
        return new Ministack(process);
    }

    @Override
    public void close() {
        S3Server.forget();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
