package retrain.data;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import retrain.spec.TimedPath;

/**
 * A file, a folder or a glob, which may have places for the time of the files.
 *
 * @param root the deepest folder without a wildcard; or the file or folder itself
 * @param glob what follows it; empty if there is no wildcard
 * @param timed what follows it, if there are places for a time
 */
record SourcePattern(Path root, String glob, Optional<TimedPath> timed) {
    static SourcePattern of(Path base, String pattern) throws IOException {
        String slashed = pattern.replace('\\', '/');
        boolean timed = pattern.indexOf('{') >= 0 && TimedPath.isTimed(slashed);
        String[] steps = (timed ? TimedPath.stepped(slashed) : slashed).split("/", -1);
        int wild = 0;
        while (wild < steps.length && !isWild(steps[wild])) {
            wild++;
        }
        String fixed = String.join("/", List.of(steps).subList(0, wild));
        String start = fixed.isEmpty() && pattern.startsWith("/") ? "/" : fixed;
        String rest = String.join("/", List.of(steps).subList(wild, steps.length));
        try {
            return new SourcePattern(
                    base.resolve(start).toAbsolutePath().normalize(),
                    timed ? TimedPath.glob(rest) : rest,
                    timed ? Optional.of(TimedPath.of(rest)) : Optional.empty());
        } catch (InvalidPathException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static boolean isWild(String step) {
        return step.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    /** {@return the time in a file's path; empty if it has none, or none is asked for} */
    Optional<LocalDateTime> time(Path file) {
        return timed.flatMap(t -> t.time(root.relativize(file).toString().replace('\\', '/')));
    }

    /** {@return the files; of a folder those of known formats at any depth, without hidden ones and those that begin with _} */
    List<Path> files() throws IOException {
        if (glob.isEmpty() && !Files.isDirectory(root)) {
            return Files.exists(root) ? List.of(root) : List.of();
        }
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        return glob.isEmpty() ? inFolder() : matching();
    }

    private List<Path> inFolder() throws IOException {
        try (Stream<Path> walk = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            return walk.filter(Files::isRegularFile)
                    .filter(f -> SourceFormat.of(f).isPresent())
                    .filter(this::isVisible)
                    .sorted()
                    .toList();
        }
    }

    private boolean isVisible(Path file) {
        for (Path step : root.relativize(file)) {
            if (step.toString().startsWith(".") || step.toString().startsWith("_")) {
                return false;
            }
        }
        return true;
    }

    private List<Path> matching() throws IOException {
        PathMatcher matcher;
        try {
            matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        } catch (IllegalArgumentException e) {
            throw new IOException("not a glob: " + e.getMessage(), e);
        }
        int depth = glob.contains("**") ? Integer.MAX_VALUE : glob.split("/", -1).length;
        try (Stream<Path> walk = Files.walk(root, depth, FileVisitOption.FOLLOW_LINKS)) {
            return walk.filter(Files::isRegularFile)
                    .filter(f -> matcher.matches(root.relativize(f)))
                    .sorted()
                    .toList();
        }
    }
}
