package retrain.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.spec.DataSpec;
import retrain.spec.Span;

/** Looks for the files that the spec's sources stand for. */
final class SourceFinder {
    private static final String FORMATS = "csv, csv.gz, parquet or json";
    private static final String LOCK = "dvc.lock#";
    private static final int MOST_TOLD = 5;

    private final Path base;
    private final Hashing hashing;
    private final Copies copies;
    private final List<Problem> problems;
    private final List<String> notices = new ArrayList<>();
    private boolean mayBeNone;
    private Optional<String> id = Optional.empty();

    /** The time of each file that has one. */
    private final Map<Path, LocalDateTime> times = new HashMap<>();

    SourceFinder(Path base, Hashing hashing, Copies copies, List<Problem> problems) {
        this.base = base;
        this.hashing = hashing;
        this.copies = copies;
        this.problems = problems;
    }

    Sources find(DataSpec data) {
        id = data.version();
        Map<String, List<SourceFile>> files = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> source : data.sources().entrySet()) {
            String where = where(source.getKey());
            List<SourceFile> found = found(where, source.getValue());
            files.put(source.getKey(), found);
            if (data.window().isEmpty()) {
                check(where, found);
            }
        }
        if (data.window().isPresent()) {
            keepWithin(data.window().get(), files);
            files.forEach((source, found) -> check(where(source), found));
        }
        return new Sources(files, notices);
    }

    /**
     * {@return the files that the patterns of a key stand for}
     *
     * @param mayBeNone whether it is right that none is there yet
     */
    List<SourceFile> files(String where, List<String> patterns, boolean mayBeNone) {
        this.mayBeNone = mayBeNone;
        List<SourceFile> files = mayBeNone && patterns.isEmpty() ? List.of() : found(where, patterns);
        check(where, files);
        return files;
    }

    private static String where(String source) {
        return "data.sources." + source;
    }

    private List<SourceFile> found(String where, List<String> patterns) {
        Map<String, SourceFile> found = new TreeMap<>();
        for (String pattern : patterns) {
            for (SourceFile file : identified(where, pattern)) {
                SourceFile other = found.put(file.name(), file);
                if (other != null
                        && file.elsewhere().isPresent()
                        && !other.path().equals(file.path())) {
                    twoVersions(where, file.name());
                }
            }
        }
        if (patterns.isEmpty()) {
            problems.add(new Problem(Code.DATA_MISSING, where, "names no file", "Name a file, a folder or a glob"));
        }
        return List.copyOf(found.values());
    }

    private void twoVersions(String where, String name) {
        problems.add(new Problem(
                Code.DATA_MISSING,
                where,
                "names two versions of " + name,
                "Name one, or copy the other to an address of its own"));
    }

    private void check(String where, List<SourceFile> files) {
        Set<SourceFormat> formats = new TreeSet<>();
        for (SourceFile file : files) {
            check(where, file);
            Optional<SourceFormat> format = file.format();
            if (format.isPresent()) {
                formats.add(format.get());
            }
        }
        if (formats.size() > 1) {
            problems.add(new Problem(
                    Code.DATA_MISSING,
                    where,
                    "mixes files of the formats " + formats,
                    "Make a source of each format, and join them in the prepare query"));
        }
    }

    /** {@return the files of a pattern, in the version that the spec names if the pattern has a place for it} */
    private List<SourceFile> identified(String where, String pattern) {
        if (id.isEmpty() || !pattern.contains(DataSpec.VERSION)) {
            return matches(where, pattern);
        }
        String version = id.get();
        List<SourceFile> named = new ArrayList<>();
        for (SourceFile file : matches(where, pattern.replace(DataSpec.VERSION, version))) {
            Optional<String> told = file.version().isPresent() ? file.version() : Optional.of("id:" + version);
            named.add(file.with(told));
        }
        return named;
    }

    private List<SourceFile> matches(String where, String pattern) {
        if (pattern.contains("://")) {
            return elsewhere(where, pattern);
        }
        try {
            return isOfDvc(pattern)
                    ? new Dvc(where, base, hashing, copies, problems, notices).files(pattern)
                    : here(where, pattern);
        } catch (IOException e) {
            problems.add(new Problem(
                    Code.DATA_MISSING,
                    where,
                    "'" + pattern + "' cannot be looked up (" + e + ")",
                    "Grant access to it"));
            return List.of();
        }
    }

    /** {@return whether the pattern names what DVC keeps: {@code x.dvc}, or {@code dvc.lock#path/of/out}} */
    private static boolean isOfDvc(String pattern) {
        return pattern.endsWith(".dvc") || pattern.startsWith(LOCK) || pattern.contains("/" + LOCK);
    }

    /** A file that a pattern matches, and the time in its path. */
    record Match(SourceFile file, Optional<LocalDateTime> time) {}

    private List<SourceFile> elsewhere(String where, String pattern) {
        int before = problems.size();
        RemoteFinder.Found found = new RemoteFinder(where, copies, problems).find(pattern);
        if (found.files().isEmpty() && problems.size() == before && !mayBeNone) {
            problems.add(new Problem(
                    Code.DATA_MISSING,
                    where,
                    "'" + pattern + "' matches no file; " + found.nearest(),
                    "Correct the address, or bring files of the formats " + FORMATS + " there"));
        }
        return timed(where, pattern, found.timed(), found.files());
    }

    private List<SourceFile> here(String where, String pattern) throws IOException {
        SourcePattern files = SourcePattern.of(base, pattern);
        boolean timed = files.timed().isPresent();
        List<Match> found = new ArrayList<>();
        for (Path file : files.files()) {
            SourceFile source = new SourceFile(file, Sources.name(base, file), Optional.empty());
            found.add(new Match(source, timed ? files.time(file) : Optional.empty()));
        }
        if (found.isEmpty() && !mayBeNone) {
            String root = base.toAbsolutePath().normalize().toString();
            problems.add(new Problem(
                    Code.DATA_MISSING,
                    where,
                    "'" + pattern + "' matches no file in " + root,
                    "Correct the path, or put files of the formats " + FORMATS + " there"));
        }
        return timed(where, pattern, timed, found);
    }

    /** {@return the files without those that should have a time and have none} */
    private List<SourceFile> timed(String where, String pattern, boolean timed, List<Match> matches) {
        List<SourceFile> found = new ArrayList<>();
        List<String> untimed = new ArrayList<>();
        for (Match match : matches) {
            SourceFile file = match.file;
            if (!timed) {
                found.add(file);
            } else if (match.time.isEmpty()) {
                untimed.add(file.name());
            } else {
                times.put(file.path(), match.time.get());
                String version = file.version().orElse("time:" + shown(match.time.get()));
                found.add(file.with(Optional.of(version)));
            }
        }
        if (found.isEmpty() && !untimed.isEmpty()) {
            problems.add(new Problem(
                    Code.DATA_MISSING,
                    where,
                    "'" + pattern + "' finds its time in none of the files: " + brief(untimed),
                    "Write the time as it stands in their paths, such as {yyyy-MM-dd} or {yyyyMMdd}"));
        } else if (!untimed.isEmpty()) {
            notices.add(where + ": left out, since '" + pattern + "' finds no time in " + brief(untimed));
        }
        return found;
    }

    private static String shown(LocalDateTime time) {
        return time.toLocalTime().toSecondOfDay() == 0 ? time.toLocalDate().toString() : time.toString();
    }

    private static String brief(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(MOST_TOLD, names.size())));
        return names.size() > MOST_TOLD ? first + " and " + (names.size() - MOST_TOLD) + " more" : first;
    }

    /** One window for all sources, so that they fit together. */
    private void keepWithin(String window, Map<String, List<SourceFile>> files) {
        Optional<LocalDateTime> latest = times.values().stream().max(LocalDateTime::compareTo);
        if (latest.isEmpty()) {
            return;
        }
        LocalDateTime newest = latest.get();
        LocalDateTime from = Span.of(window).before(newest);
        for (Map.Entry<String, List<SourceFile>> source : files.entrySet()) {
            List<SourceFile> kept = new ArrayList<>();
            for (SourceFile file : source.getValue()) {
                LocalDateTime time = times.get(file.path());
                if (time == null || time.isAfter(from)) {
                    kept.add(file);
                }
            }
            if (kept.isEmpty() && !source.getValue().isEmpty()) {
                problems.add(new Problem(
                        Code.DATA_MISSING,
                        where(source.getKey()),
                        "has nothing within " + window + " before " + shown(newest) + ", the newest of all sources",
                        "Widen 'data.window', or bring its newer files"));
            }
            source.setValue(kept);
        }
    }

    private void check(String where, SourceFile file) {
        String name = file.name();
        try {
            if (file.format().isEmpty()) {
                problems.add(new Problem(
                        Code.DATA_MISSING,
                        where,
                        "the format of " + name + " is not known",
                        "Name files that end in " + FORMATS));
            } else if (file.elsewhere().isEmpty() && !Files.isReadable(file.path())) {
                problems.add(new Problem(Code.DATA_MISSING, where, name + " may not be read", "Grant access to it"));
            } else if (bytes(file) == 0) {
                problems.add(new Problem(
                        Code.DATA_MISSING,
                        where,
                        name + " is empty",
                        "Fetch the file again, or take it out of the source"));
            }
        } catch (IOException e) {
            problems.add(
                    new Problem(Code.DATA_MISSING, where, name + " cannot be read (" + e + ")", "Grant access to it"));
        }
    }

    private static long bytes(SourceFile file) throws IOException {
        return file.elsewhere().isPresent() ? file.elsewhere().get().file().bytes() : Files.size(file.path());
    }
}
