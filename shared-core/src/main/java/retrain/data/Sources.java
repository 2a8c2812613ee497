package retrain.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.DataSpec;

/**
 * The files that the spec's sources stand for.
 *
 * @param files the files of each source; sources in the order of the spec, files sorted by name, absolute
 */
public record Sources(Map<String, List<Path>> files) {
    private static final String FORMATS = "csv, csv.gz, parquet or json";

    public Sources {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    /**
     * Finds the files.
     *
     * @param base the folder that paths of the spec are relative to
     * @throws InvalidInput with every source that matches no file, and every file that is empty, unreadable or of another format
     */
    public static Sources find(DataSpec data, Path base) {
        List<Problem> problems = new ArrayList<>();
        Sources sources = find(data, base, problems);
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        return sources;
    }

    static Sources find(DataSpec data, Path base, List<Problem> problems) {
        Map<String, List<Path>> files = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> source : data.sources().entrySet()) {
            files.put(source.getKey(), files("data.sources." + source.getKey(), source.getValue(), base, problems));
        }
        if (files.isEmpty()) {
            problems.add(new Problem(
                    Code.DATA_MISSING, "data.sources", "names no source", "Add a line such as 'rows: data/*.csv'"));
        }
        return new Sources(files);
    }

    /** {@return the path as the user sees it: relative to the spec's folder, with forward slashes} */
    public static String name(Path base, Path file) {
        Path root = base.toAbsolutePath().normalize();
        Path absolute = file.toAbsolutePath().normalize();
        Path shown = root.getRoot() != null && root.getRoot().equals(absolute.getRoot())
                ? root.relativize(absolute)
                : absolute;
        return shown.toString().replace('\\', '/');
    }

    /**
     * {@return the files that patterns of another key stand for, sorted by name, absolute}
     *
     * @param where the key
     * @throws InvalidInput as {@link #find(DataSpec, Path)}
     */
    public static List<Path> files(String where, List<String> patterns, Path base) {
        List<Problem> problems = new ArrayList<>();
        List<Path> files = files(where, patterns, base, problems);
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        return files;
    }

    private static List<Path> files(String where, List<String> patterns, Path base, List<Problem> problems) {
        Map<String, Path> found = new TreeMap<>();
        for (String pattern : patterns) {
            for (Path file : matches(where, pattern, base, problems)) {
                found.put(name(base, file), file);
            }
        }
        if (patterns.isEmpty()) {
            problems.add(new Problem(Code.DATA_MISSING, where, "names no file", "Name a file, a folder or a glob"));
        }
        List<Path> files = List.copyOf(found.values());
        Set<SourceFormat> formats = new TreeSet<>();
        for (Path file : files) {
            Optional<SourceFormat> format = SourceFormat.of(file);
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
        return files;
    }

    private static List<Path> matches(String where, String pattern, Path base, List<Problem> problems) {
        if (pattern.contains("://")) {
            problems.add(new Problem(
                    Code.DATA_MISSING,
                    where,
                    "'" + pattern + "' is not a file here",
                    "Copy the files and name their folder"));
            return List.of();
        }
        try {
            List<Path> files = SourcePattern.of(base, pattern).files();
            if (files.isEmpty()) {
                problems.add(new Problem(
                        Code.DATA_MISSING,
                        where,
                        "'" + pattern + "' matches no file in "
                                + base.toAbsolutePath().normalize(),
                        "Correct the path, or put files of the formats " + FORMATS + " there"));
            }
            for (Path file : files) {
                check(where, name(base, file), file, problems);
            }
            return files;
        } catch (IOException e) {
            problems.add(new Problem(
                    Code.DATA_MISSING,
                    where,
                    "'" + pattern + "' cannot be looked up (" + e + ")",
                    "Grant access to it"));
            return List.of();
        }
    }

    private static void check(String where, String name, Path file, List<Problem> problems) {
        try {
            if (SourceFormat.of(file).isEmpty()) {
                problems.add(new Problem(
                        Code.DATA_MISSING,
                        where,
                        "the format of " + name + " is not known",
                        "Name files that end in " + FORMATS));
            } else if (!Files.isReadable(file)) {
                problems.add(new Problem(Code.DATA_MISSING, where, name + " may not be read", "Grant access to it"));
            } else if (Files.size(file) == 0) {
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
}
