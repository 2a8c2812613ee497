package retrain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which commit is checked out, as the files of Git say; no program is started for it. */
final class GitCommit {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern REF = Pattern.compile("ref: (refs/\\S+)");

    private GitCommit() {}

    /** {@return the commit of the working tree that a folder is in; empty if it is in none, or its files cannot be read} */
    static Optional<String> of(Path folder) {
        for (Path f = folder.toAbsolutePath().normalize(); f != null; f = f.getParent()) {
            Path git = f.resolve(".git");
            if (Files.exists(git)) {
                try {
                    return head(git);
                } catch (IOException e) {
                    // A note for people: a run does not depend on it.
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** In a linked working tree {@code .git} is a file that names the folder. */
    private static Optional<String> head(Path git) throws IOException {
        Path folder = git;
        if (Files.isRegularFile(git)) {
            folder = git.resolveSibling(line(git).replaceFirst("^gitdir: ", ""));
        }
        String head = line(folder.resolve("HEAD"));
        Matcher ref = REF.matcher(head);
        if (!ref.matches()) {
            return commit(head);
        }
        Path common = folder.resolve("commondir");
        Path refs = Files.exists(common) ? folder.resolve(line(common)).normalize() : folder;
        Path loose = refs.resolve(ref.group(1)).normalize();
        return loose.startsWith(refs.normalize()) && Files.exists(loose)
                ? commit(line(loose))
                : packed(refs.resolve("packed-refs"), ref.group(1));
    }

    private static Optional<String> packed(Path file, String ref) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        for (String line : Files.readAllLines(file)) {
            if (line.endsWith(" " + ref)) {
                return commit(line.substring(0, line.indexOf(' ')));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> commit(@Nullable String text) {
        return text != null && COMMIT.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    private static String line(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}
