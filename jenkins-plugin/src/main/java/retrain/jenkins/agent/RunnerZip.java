package retrain.jenkins.agent;

import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import jenkins.MasterToSlaveFileCallable;

/** Unpacks the zip of the runner, on the agent, beside it. Others that do so at the same time do no harm: whoever is first wins. */
final class RunnerZip extends MasterToSlaveFileCallable<Boolean> {
    private static final long serialVersionUID = 1L;

    private static final Pattern UNFINISHED = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Duration LEFT_BEHIND = Duration.ofDays(1);

    private final String name;

    /** @param name that of the folder beside the zip */
    RunnerZip(String name) {
        this.name = name;
    }

    @Override
    public Boolean invoke(File zip, VirtualChannel channel) throws IOException {
        install(zip.toPath(), zip.toPath().resolveSibling(name));
        sweep(zip.toPath().resolveSibling(".").normalize(), Instant.now().minus(LEFT_BEHIND));
        return true;
    }

    /** What was being brought or unpacked when a controller or an agent ended stays until somebody does this. */
    static void sweep(Path folder, Instant before) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(
                            f -> UNFINISHED.matcher(f.getFileName().toString()).find())
                    .toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    delete(file);
                }
            }
        }
    }

    /** The folder is there whole or not at all. */
    static void install(Path zip, Path home) throws IOException {
        Path part = home.resolveSibling(home.getFileName() + "." + UUID.randomUUID());
        try {
            unpack(zip, part);
            Path runner = root(part);
            makeExecutable(runner.resolve("bin"));
            move(runner, home);
        } finally {
            delete(part);
        }
    }

    private static void unpack(Path zip, Path into) throws IOException {
        try (InputStream in = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(in)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path file = into.resolve(entry.getName()).normalize();
                if (!file.startsWith(into)) {
                    throw new IOException(zip + " holds '" + entry.getName() + "', which leaves its folder");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.resolveSibling(".").normalize());
                    Files.copy(entries, file, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** The zip holds one folder, or is that folder. */
    private static Path root(Path part) throws IOException {
        try (Stream<Path> folders = Files.walk(part, 2)) {
            return folders.filter(folder -> Files.isRegularFile(folder.resolve("bin/retrain")))
                    .findFirst()
                    .orElseThrow(() -> new IOException("The zip is none of Retrain's runner: it has no bin/retrain"));
        }
    }

    private static void makeExecutable(Path bin) throws IOException {
        try (Stream<Path> files = Files.list(bin)) {
            List<Path> stuck = files.filter(file -> !file.toFile().setExecutable(true, false))
                    .toList();
            if (!stuck.isEmpty()) {
                throw new IOException(stuck + " cannot be made executable");
            }
        }
    }

    private static void move(Path runner, Path home) throws IOException {
        try {
            Files.move(runner, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isRegularFile(home.resolve("bin/retrain"))) {
                throw e;
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
