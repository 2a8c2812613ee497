package retrain.data;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import retrain.run.RemoteFiles;
import retrain.run.RemoteFiles.RemoteFile;
import retrain.spec.TimedPath;

/**
 * The address of a file that is elsewhere, of all that begins with a path ("folder"), or of those that match a glob; it may have places for
 * a time as {@link SourcePattern} has.
 *
 * @param start what all addresses begin with: the whole address if there is no wildcard
 * @param root of this, up to its last slash
 * @param glob what follows the root; empty if there is no wildcard
 * @param timed what follows the root, if there are places for a time
 * @param version of a file that is named with {@code ?versionId=}
 */
record RemotePattern(String start, String root, String glob, Optional<TimedPath> timed, Optional<String> version) {
    private static final Pattern SHAPE = Pattern.compile("[a-z][a-z0-9+.-]*://[^/*?\\[{]+(/.*)?");
    private static final Pattern VERSIONED = Pattern.compile("(.*)\\?versionId=([^?&*]+)");

    /** @throws IllegalArgumentException with a message for the user */
    static RemotePattern of(String pattern) {
        if (!SHAPE.matcher(pattern).matches()) {
            throw new IllegalArgumentException("names no bucket");
        }
        Matcher versioned = VERSIONED.matcher(pattern);
        boolean pinned = versioned.matches();
        String text = pinned ? versioned.group(1) : pattern;
        boolean isTimed = text.indexOf('{') >= 0 && TimedPath.isTimed(text);
        String stepped = isTimed ? TimedPath.stepped(text) : text;
        String start = stepped.substring(0, firstWildcard(stepped));
        String root = start.substring(0, start.lastIndexOf('/') + 1);
        String rest = stepped.substring(root.length());
        boolean wild = start.length() < stepped.length();
        if (pinned && (wild || text.endsWith("/"))) {
            throw new IllegalArgumentException("names a version, but not the one file that it is of");
        }
        return new RemotePattern(
                start,
                root,
                wild ? (isTimed ? TimedPath.glob(rest) : rest) : "",
                isTimed ? Optional.of(TimedPath.of(rest)) : Optional.empty(),
                pinned ? Optional.of(versioned.group(2)) : Optional.empty());
    }

    private static int firstWildcard(String text) {
        int at = 0;
        while (at < text.length() && "*?[{".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    /** {@return the time in a file's address; empty if it has none, or none is asked for} */
    Optional<LocalDateTime> time(String address) {
        return timed.flatMap(t -> t.time(address.substring(root.length())));
    }

    /**
     * {@return the files; of a folder those of known formats at any depth, without hidden ones and those that begin with _}
     *
     * @throws IllegalArgumentException with a message for the user
     */
    List<RemoteFile> files(RemoteFiles from) {
        if (version.isPresent()) {
            return from.find(start, version).stream().toList();
        }
        if (!glob.isEmpty()) {
            return matching(from);
        }
        // What is looked for first is what is there most likely: an address costs one request then.
        if (SourceFormat.of(start).isPresent()) {
            List<RemoteFile> exact = exact(from);
            return exact.isEmpty() ? inFolder(from) : exact;
        }
        List<RemoteFile> within = inFolder(from);
        return within.isEmpty() && !start.endsWith("/") ? exact(from) : within;
    }

    /** Nothing that begins with an address is listed before it. */
    private List<RemoteFile> exact(RemoteFiles from) {
        return from.list(start, 1).stream()
                .filter(f -> f.address().equals(start))
                .toList();
    }

    private List<RemoteFile> inFolder(RemoteFiles from) {
        String folder = start.endsWith("/") ? start : start + "/";
        return from.list(folder, Integer.MAX_VALUE).stream()
                .filter(f -> SourceFormat.of(f.address()).isPresent())
                .filter(f -> isVisible(f.address().substring(folder.length())))
                .toList();
    }

    private static boolean isVisible(String path) {
        for (String step : path.split("/", -1)) {
            if (step.startsWith(".") || step.startsWith("_")) {
                return false;
            }
        }
        return true;
    }

    private List<RemoteFile> matching(RemoteFiles from) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        List<RemoteFile> found = new ArrayList<>();
        for (RemoteFile file : from.list(start, Integer.MAX_VALUE)) {
            // Consoles mark a folder by an empty object of its name.
            if (!file.address().endsWith("/") && matches(matcher, file.address().substring(root.length()))) {
                found.add(file);
            }
        }
        return found;
    }

    /** {@return whether a file at this address would be one of the files, if it were new; a version that is named never is} */
    boolean holds(String address) {
        if (version.isPresent() || !address.startsWith(start)) {
            return false;
        }
        if (!glob.isEmpty()) {
            return !address.endsWith("/")
                    && matches(
                            FileSystems.getDefault().getPathMatcher("glob:" + glob), address.substring(root.length()));
        }
        String folder = start.endsWith("/") ? start : start + "/";
        return address.equals(start)
                || (address.startsWith(folder)
                        && SourceFormat.of(address).isPresent()
                        && isVisible(address.substring(folder.length())));
    }

    private static boolean matches(PathMatcher matcher, String path) {
        try {
            return matcher.matches(Path.of(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
