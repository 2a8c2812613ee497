package retrain.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.FileTree;
import retrain.spec.DataSpec;

/**
 * The files that the spec's sources stand for.
 *
 * @param files the files of each source; sources in the order of the spec, files sorted by name, absolute
 * @param notices what a person should know of the choice
 */
public record Sources(Map<String, List<SourceFile>> files, List<String> notices) {
    public Sources {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        notices = List.copyOf(notices);
    }

    /**
     * Finds the files.
     *
     * @param base the folder that paths of the spec are relative to
     * @param hashing for the files of DVC, whose contents are checked
     * @param copies of files that are elsewhere: those of DVC are fetched to be checked, the others are only looked up
     * @throws InvalidInput with every source that matches no file, and every file that is empty, unreadable or of another format
     */
    public static Sources find(DataSpec data, Path base, Hashing hashing, Copies copies) {
        List<Problem> problems = new ArrayList<>();
        Sources sources = find(data, base, hashing, copies, problems);
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        return sources;
    }

    static Sources find(DataSpec data, Path base, Hashing hashing, Copies copies, List<Problem> problems) {
        Sources sources = new SourceFinder(base, hashing, copies, problems).find(data);
        if (sources.files().isEmpty()) {
            problems.add(new Problem(
                    Code.DATA_MISSING, "data.sources", "names no source", "Add a line such as 'rows: data/*.csv'"));
        }
        return sources;
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
     * {@return the files that patterns of other keys stand for, sorted by name, absolute and fetched}
     *
     * @param keys the patterns of each key
     * @param mayBeNone the key of which it is right that no file is there yet
     * @throws InvalidInput as {@link #find(DataSpec, Path, Hashing, Copies)}, and with what cannot be fetched
     */
    public static Sources files(
            String stage, Map<String, List<String>> keys, String mayBeNone, Path base, Hashing hashing, Copies copies) {
        List<Problem> problems = new ArrayList<>();
        SourceFinder finder = new SourceFinder(base, hashing, copies, problems);
        Map<String, List<SourceFile>> files = new LinkedHashMap<>();
        keys.forEach((key, patterns) -> files.put(key, finder.files(key, patterns, key.equals(mayBeNone))));
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        return new Sources(files, List.of()).fetched(stage, copies);
    }

    /** {@return the paths of a key's files} */
    public List<Path> paths(String key) {
        return files.getOrDefault(key, List.of()).stream().map(SourceFile::path).toList();
    }

    /**
     * {@return the same with copies of the files that are elsewhere}
     *
     * @param stage what they are for
     * @throws InvalidInput with all files that cannot be had
     */
    Sources fetched(String stage, Copies copies) {
        return fetched(stage, copies, file -> file.elsewhere().isPresent());
    }

    /** {@return the same with copies of those that cannot be read where they are; as {@link #fetched}} */
    Sources fetchedUnlessReadable(String stage, Copies copies) {
        return fetched(stage, copies, file -> file.elsewhere().isPresent() && !file.isReadableElsewhere());
    }

    /** {@return the addresses of each source's files that are still elsewhere} */
    Map<String, List<String>> elsewhere() {
        Map<String, List<String>> addresses = new LinkedHashMap<>();
        files.forEach((source, all) -> {
            List<String> left = all.stream()
                    .filter(f -> f.elsewhere().isPresent())
                    .map(SourceFile::name)
                    .toList();
            if (!left.isEmpty()) {
                addresses.put(source, left);
            }
        });
        return addresses;
    }

    /** {@return the columns of each source that its files' paths tell, as {@code year=2013/}; without the sources that have none} */
    Map<String, List<String>> partitions() {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        files.forEach((source, all) -> {
            Set<String> named = new TreeSet<>();
            for (SourceFile file : all) {
                for (String step : file.as().orElse("").split("/", -1)) {
                    if (step.contains("=")) {
                        named.add(step.substring(0, step.indexOf('=')));
                    }
                }
            }
            if (!named.isEmpty()) {
                columns.put(source, List.copyOf(named));
            }
        });
        return columns;
    }

    private Sources fetched(String stage, Copies copies, Predicate<SourceFile> needed) {
        List<Copies.Wanted> wanted = new ArrayList<>();
        for (List<SourceFile> all : files.values()) {
            for (SourceFile file : all) {
                if (needed.test(file)) {
                    wanted.add(file.elsewhere().orElseThrow());
                }
            }
        }
        return wanted.isEmpty() ? this : with(needed, copies.bring(stage, wanted));
    }

    private Sources with(Predicate<SourceFile> needed, List<Copies.Copy> copies) {
        Map<String, List<SourceFile>> here = new LinkedHashMap<>();
        int next = 0;
        for (Map.Entry<String, List<SourceFile>> source : files.entrySet()) {
            List<SourceFile> all = new ArrayList<>();
            for (SourceFile file : source.getValue()) {
                all.add(needed.test(file) ? copy(file, copies.get(next++)) : file);
            }
            here.put(source.getKey(), all);
        }
        return new Sources(here, notices);
    }

    private static SourceFile copy(SourceFile file, Copies.Copy copy) {
        Optional<String> version = copy.card().version().map(v -> Part.version(file.name(), v));
        return new SourceFile(
                copy.path(),
                file.name(),
                version.isPresent() ? version : file.version(),
                Optional.of(copy.card().digest()),
                Optional.empty(),
                file.as());
    }

    /**
     * {@return what work on the files gives}
     *
     * @param base the folder that the work names files relative to
     * @throws InvalidInput as the work does, but copies are told of by the addresses of what they are copies of
     */
    public <T> T telling(Path base, Supplier<T> work) {
        try {
            return work.get();
        } catch (InvalidInput e) {
            List<Problem> told = new ArrayList<>();
            for (Problem p : e.problems()) {
                told.add(new Problem(p.code(), told(base, p.where()), told(base, p.what()), p.cure()));
            }
            throw new InvalidInput(told);
        }
    }

    private String told(Path base, String text) {
        String told = text;
        for (List<SourceFile> source : files.values()) {
            for (SourceFile file : source) {
                if (file.name().contains("://")) {
                    told = told.replace(file.path().toString(), file.name())
                            .replace(name(base, file.path()), file.name());
                }
            }
        }
        return told;
    }

    /**
     * {@return the files of each source that are here, each under its own name: what DVC's cache holds is linked to, since engines go by a file's name}
     *
     * @param scratch a folder for the links
     * @throws BackendFailure {@code STORE_UNUSABLE} if nothing can be linked there
     */
    Map<String, List<Path>> named(Path scratch) {
        Map<String, List<Path>> named = new LinkedHashMap<>();
        int folder = 0;
        try {
            for (Map.Entry<String, List<SourceFile>> source : files.entrySet()) {
                List<Path> paths = new ArrayList<>();
                for (SourceFile file : source.getValue()) {
                    if (file.elsewhere().isPresent()) {
                        continue;
                    }
                    String name =
                            file.as().orElse(file.name().substring(file.name().lastIndexOf('/') + 1));
                    Path link = scratch.resolve("dvc/" + folder++).resolve(name);
                    paths.add(file.isRenamed() ? FileTree.link(link, file.path()) : file.path());
                }
                named.put(source.getKey(), paths);
            }
            return named;
        } catch (IOException e) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_UNUSABLE,
                            scratch.toString(),
                            "the sources cannot be linked there (" + e + ")",
                            "Free space or grant access there, then go on with the run"),
                    e);
        }
    }
}
