package retrain.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program of the user's. It and what it started end with {@link #close}, and with this JVM unless that is killed; for that case
 * {@link #trace} says how to find it again.
 */
final class ChildProcess implements AutoCloseable {
    /** Between the request to end and the kill; SageMaker gives 120 s, too long for a build that was cancelled. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final long LOOK_SECONDS = 1;

    /** How long output may still come after the end, if what the program started holds it open. */
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);

    /** Handed down to all that a program starts, so that what outlives its parents is still known as its own. */
    private static final String MARK = "RETRAIN_PROCESS";

    private final Process process;
    private final String mark;
    private final OutputLines output;
    private final Thread reader;
    private final Thread hook;
    /** All that the program was seen to have started: what outlives it can be found in no other way. */
    private final Set<ProcessHandle> started = ConcurrentHashMap.newKeySet();

    private volatile @Nullable Exception unread;

    private ChildProcess(Process process, String mark, Consumer<String> lines, Path log) {
        this.process = process;
        this.mark = mark;
        this.output = new OutputLines(lines);
        this.reader = new Thread(() -> read(log), "retrain-output-" + process.pid());
        this.hook = new Thread(() -> endAll(Duration.ZERO), "retrain-end-" + process.pid());
    }

    /**
     * What is started.
     *
     * @param environment all of it
     * @param log the file that the output, standard and error, is kept in
     */
    record Launch(List<String> command, Path folder, Map<String, String> environment, Path log) {}

    /**
     * How a process is found again: a number alone may be another process by now.
     *
     * @param started when it began, as far as the system tells
     */
    record Trace(long pid, Optional<Instant> started) {
        static Trace of(ProcessHandle handle) {
            return new Trace(handle.pid(), handle.info().startInstant());
        }

        /** Ends the process, if it still is there. */
        void end() {
            ProcessHandle.of(pid)
                    .filter(h -> started.isPresent() && of(h).equals(this))
                    .ifPresent(h -> ChildProcess.end(h, GRACE));
        }
    }

    /**
     * Starts a program.
     *
     * @param lines told every line of its output, on a thread of its own; must not throw
     * @throws IOException if there is no such program, or it may not be run
     */
    static ChildProcess start(Launch launch, Consumer<String> lines) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program(launch.command(), launch.environment()))
                .directory(launch.folder().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(nowhere()));
        builder.environment().clear();
        builder.environment().putAll(launch.environment());
        String mark = UUID.randomUUID().toString();
        builder.environment().put(MARK, mark);
        ChildProcess child = new ChildProcess(builder.start(), mark, lines, launch.log());
        Runtime.getRuntime().addShutdownHook(child.hook);
        child.reader.setDaemon(true);
        child.reader.start();
        return child;
    }

    private static File nowhere() {
        return new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");
    }

    /** Java is always there, though not always on the path: then it is the one that runs this. */
    private static List<String> program(List<String> command, Map<String, String> environment) {
        if (!command.get(0).equals("java") || isOnPath("java", environment.getOrDefault("PATH", ""))) {
            return command;
        }
        List<String> resolved = new ArrayList<>(command);
        resolved.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        return resolved;
    }

    private static boolean isOnPath(String program, String path) {
        return Stream.of(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))
                        || Files.isExecutable(Path.of(folder, program + ".exe")));
    }

    private void read(Path log) {
        try (InputStream in = process.getInputStream();
                OutputStream out = Files.newOutputStream(log)) {
            output.read(in, out);
        } catch (IOException | RuntimeException e) {
            unread(e);
        } catch (Error e) {
            unread(new IllegalStateException("the reader of the output has failed", e));
            throw e;
        }
    }

    /** A program whose output is not read any more would wait for ever. */
    private void unread(Exception e) {
        unread = e;
        process.destroyForcibly();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    Trace trace() {
        return Trace.of(process.toHandle());
    }

    /** {@return the last lines of its output so far} */
    List<String> tail() {
        return output.tail();
    }

    /**
     * Waits for the end and for the last line of output. What the program leaves running is ended too, as it would be with a container.
     *
     * @return the exit code
     * @throws IOException if the output could not be kept
     */
    int await() throws InterruptedException, IOException {
        while (!process.waitFor(LOOK_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(started::add);
        }
        int code = process.exitValue();
        endOrphans();
        reader.join(LAST_OUTPUT.toMillis());
        Exception failure = unread;
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        return code;
    }

    /** Ends the program and all that it started without waiting for that; may be called by what is told the lines of its output. */
    void endSoon() {
        Thread end = new Thread(() -> endAll(GRACE), "retrain-end-soon-" + process.pid());
        end.setDaemon(true);
        end.start();
    }

    /** Ends the program and all that it started: asks first, then kills. */
    @Override
    public void close() {
        endAll(GRACE);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook does the same once more, which is harmless.
            return;
        }
        try {
            reader.join(LAST_OUTPUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void endAll(Duration grace) {
        end(process.toHandle(), grace);
        endOrphans();
    }

    /** A process that was started while its parent ended is nobody's child any more. */
    private void endOrphans() {
        started.forEach(ProcessHandle::destroyForcibly);
        ProcessHandle.allProcesses().filter(this::isMarked).forEach(ProcessHandle::destroyForcibly);
    }

    /** Only Linux tells the environment of other processes; elsewhere those that were seen in time are ended. */
    private boolean isMarked(ProcessHandle handle) {
        Path environment = Path.of("/proc", Long.toString(handle.pid()), "environ");
        try {
            return Files.isReadable(environment)
                    && Files.readString(environment, StandardCharsets.ISO_8859_1)
                            .contains(MARK + "=" + mark);
        } catch (IOException e) {
            // It has ended meanwhile, or is not ours to look at.
            return false;
        }
    }

    /** Looks for descendants twice: a process that is asked to end may still start others. */
    private static void end(ProcessHandle root, Duration grace) {
        List<ProcessHandle> tree = tree(root);
        if (!grace.isZero()) {
            tree.forEach(ProcessHandle::destroy);
            awaitEnd(tree, grace);
        }
        Stream.concat(tree.stream(), tree.stream().flatMap(ProcessHandle::descendants))
                .toList()
                .forEach(ProcessHandle::destroyForcibly);
        awaitEnd(tree, GRACE);
    }

    private static List<ProcessHandle> tree(ProcessHandle root) {
        return Stream.concat(root.descendants(), Stream.of(root)).toList();
    }

    private static void awaitEnd(List<ProcessHandle> tree, Duration atMost) {
        CompletableFuture<?>[] ends = tree.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // Those that have not ended are killed next.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a process cannot fail", e);
        }
    }
}
