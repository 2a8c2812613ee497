package retrain.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import retrain.data.Hashing.Algorithm;
import retrain.data.Hashing.Hashed;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Json;
import retrain.spec.DvcYaml;
import retrain.spec.DvcYaml.Output;

/**
 * The files that DVC keeps under the names in {@code .dvc} files and {@code dvc.lock}, without DVC. A content is taken only if its MD5
 * is the one that is named: from the workspace, else from DVC's cache, else from a remote.
 */
final class Dvc {
    /** What a {@link Part#version} of DVC begins with. */
    static final String VERSION = "dvc:";

    private static final int MOST_TOLD = 20;

    private final String where;
    private final Path base;
    private final Hashing hashing;
    private final Copies copies;
    private final List<DvcRemote> remotes;
    private final List<Problem> problems;
    private final List<String> notices;
    private final Map<Path, DvcRepository> repositories = new HashMap<>();
    private final List<Wanted> wanted = new ArrayList<>();

    /** Why remotes could not be read. It matters only if something is found nowhere else. */
    private final Set<Problem> refused = new LinkedHashSet<>();

    /**
     * @param where the source, for people
     * @param base the folder that paths of the spec are relative to
     */
    Dvc(String where, Path base, Hashing hashing, Copies copies, List<Problem> problems, List<String> notices) {
        this.where = where;
        this.base = base.toAbsolutePath().normalize();
        this.hashing = hashing;
        this.copies = copies;
        this.remotes = DvcRemote.all(copies);
        this.problems = problems;
        this.notices = notices;
    }

    /** An output, and the file that names it. */
    private record Named(String by, Path path, Output output, DvcRepository repository) {
        Algorithm algorithm() {
            return output.isUnixLines() ? Algorithm.MD5_DOS2UNIX : Algorithm.MD5;
        }

        Places places() {
            return new Places(repository, output.remote());
        }
    }

    /** Where files are looked for together. */
    private record Places(DvcRepository repository, Optional<String> remote) {}

    /** A file that must have an MD5. */
    private record Wanted(Named of, Path path, String name, String md5) {}

    /** {@return the files that a pattern stands for, as far as no problem was added; sorted} */
    List<SourceFile> files(String pattern) throws IOException {
        int lock = pattern.indexOf('#');
        boolean locked = !pattern.endsWith(".dvc");
        String by = locked ? pattern.substring(0, lock) : pattern;
        List<Path> files = SourcePattern.of(base, by).files();
        for (Path file : files) {
            named(file, locked ? pattern.substring(lock + 1) : "");
        }
        if (files.isEmpty()) {
            problems.add(new Problem(
                    Code.DATA_MISSING,
                    where,
                    "'" + by + "' matches no file in " + base,
                    "Correct the path, or check the file out of Git"));
        }
        return found();
    }

    /** @param only the path of an output, or of a file within one; empty: all outputs */
    private void named(Path file, String only) throws IOException {
        String by = Sources.name(base, file);
        Path folder = file.resolveSibling("").toAbsolutePath().normalize();
        DvcRepository repository = repository(folder);
        List<Output> outputs = outputs(file, by);
        boolean found = outputs.isEmpty();
        for (Output output : outputs) {
            boolean within = output.isFolder() && only.startsWith(output.path() + "/");
            if (only.isEmpty() || output.path().equals(only) || within) {
                Path path = folder.resolve(output.path()).normalize();
                want(
                        new Named(by, path, output, repository),
                        within ? folder.resolve(only).normalize() : path);
                found = true;
            }
        }
        if (!found) {
            problems.add(new Problem(
                    Code.DATA_MISSING, where, by + " names no output '" + only + "'", "Name one of its 'outs'"));
        }
    }

    private DvcRepository repository(Path folder) throws IOException {
        DvcRepository known = repositories.get(folder);
        if (known == null) {
            known = DvcRepository.around(folder, remotes);
            repositories.put(folder, known);
        }
        return known;
    }

    private List<Output> outputs(Path file, String by) {
        try {
            return DvcYaml.read(file, by);
        } catch (InvalidInput e) {
            problems.addAll(e.problems());
            return List.of();
        }
    }

    /** @param only the output, or the one file of it that is asked for */
    private void want(Named named, Path only) throws IOException {
        if (!named.output.isFolder()) {
            wanted.add(new Wanted(named, named.path, Sources.name(base, named.path), named.output.md5()));
            return;
        }
        for (Map.Entry<String, String> member : members(named).entrySet()) {
            Path path = named.path.resolve(member.getKey()).normalize();
            boolean asked = only.equals(named.path) ? isData(Path.of(member.getKey())) : path.equals(only);
            if (asked) {
                wanted.add(new Wanted(named, path, Sources.name(base, path), member.getValue()));
            }
        }
    }

    /** As of a folder that is named itself. */
    private static boolean isData(Path file) {
        for (Path step : file) {
            if (step.toString().startsWith(".") || step.toString().startsWith("_")) {
                return false;
            }
        }
        return SourceFormat.of(file).isPresent();
    }

    /** {@return the MD5 of each file of a folder by its path within it: from DVC's list, else from the folder if it is the listed one} */
    private Map<String, String> members(Named named) throws IOException {
        String md5 = named.output.md5();
        for (int place = 0; place < named.repository.places(); place++) {
            Path list = kept(named.places(), place, List.of(md5 + ".dir")).get(md5 + ".dir");
            if (list != null && md5(list).equals(md5)) {
                return listed(list);
            }
            if (list != null) {
                copies.drop(list);
            }
        }
        Map<String, String> there = Files.isDirectory(named.path) ? inWorkspace(named) : Map.of();
        if (DvcList.md5(there).equals(md5)) {
            return there;
        }
        String name = Sources.name(base, named.path);
        String what = there.isEmpty() ? " is not there" : " is not the folder that " + named.by + " names";
        problems.add(missing(named, name + what, "DVC's list of its files"));
        return Map.of();
    }

    private String md5(Path file) {
        return hashing.digests(Algorithm.MD5, List.of(file)).get(0).hex();
    }

    private Map<String, String> listed(Path list) throws IOException {
        Map<String, String> members = new TreeMap<>();
        try {
            Map<String, String> flat = Json.flat(Files.readAllBytes(list), list.toString());
            for (int i = 0; flat.containsKey("[" + i + "].relpath"); i++) {
                members.put(flat.getOrDefault("[" + i + "].relpath", ""), flat.getOrDefault("[" + i + "].md5", ""));
            }
        } catch (BackendFailure e) {
            problems.add(new Problem(
                    Code.DATA_MALFORMED, list.toString(), "is no list of files of DVC's", "Run 'dvc fetch' again"));
        }
        return members;
    }

    private Map<String, String> inWorkspace(Named named) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(named.path)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        List<Hashed> hashed = hashing.digests(named.algorithm(), files);
        Map<String, String> md5s = new TreeMap<>();
        for (int i = 0; i < files.size(); i++) {
            String path = named.path.relativize(files.get(i)).toString().replace('\\', '/');
            md5s.put(path, hashed.get(i).hex());
        }
        return md5s;
    }

    /** In the workspace first; what is not there, or differs, place by place. */
    private List<SourceFile> found() throws IOException {
        Map<Wanted, SourceFile> found = new LinkedHashMap<>();
        Map<Wanted, String> others = new LinkedHashMap<>();
        Map<Wanted, Path> there = new LinkedHashMap<>();
        for (Wanted file : wanted) {
            if (Files.isRegularFile(file.path)) {
                there.put(file, file.path);
            }
        }
        take(there, found, others);
        for (int place = 0; found.size() < wanted.size() && place < places(); place++) {
            take(kept(place, found.keySet()), found, new LinkedHashMap<>());
        }
        tell(found, others);
        List<SourceFile> files = new ArrayList<>(found.values());
        files.sort((a, b) -> a.name().compareTo(b.name()));
        return files;
    }

    /** {@return what a place of each output's repository keeps of what was not found yet} */
    private Map<Wanted, Path> kept(int place, Set<Wanted> found) {
        Map<Places, List<Wanted>> open = new LinkedHashMap<>();
        for (Wanted file : wanted) {
            if (!found.contains(file) && place < file.of.repository.places()) {
                open.computeIfAbsent(file.of.places(), p -> new ArrayList<>()).add(file);
            }
        }
        Map<Wanted, Path> there = new LinkedHashMap<>();
        open.forEach((places, files) -> {
            Map<String, Path> kept =
                    kept(places, place, files.stream().map(Wanted::md5).toList());
            for (Wanted file : files) {
                Path path = kept.get(file.md5);
                if (path != null) {
                    there.put(file, path);
                }
            }
        });
        return there;
    }

    private Map<String, Path> kept(Places places, int place, List<String> md5s) {
        try {
            return places.repository.find(place, md5s, places.remote);
        } catch (InvalidInput e) {
            for (Problem p : e.problems()) {
                refused.add(new Problem(p.code(), where, p.where() + " " + p.what(), p.cure()));
            }
            return Map.of();
        }
    }

    private int places() {
        return wanted.stream().mapToInt(w -> w.of.repository.places()).max().orElse(0);
    }

    /** Adds those that have their MD5 to the found ones, and the MD5 of those that have another. */
    private void take(Map<Wanted, Path> there, Map<Wanted, SourceFile> found, Map<Wanted, String> others) {
        Map<Algorithm, List<Wanted>> by = new EnumMap<>(Algorithm.class);
        there.keySet()
                .forEach(w -> by.computeIfAbsent(w.of.algorithm(), a -> new ArrayList<>())
                        .add(w));
        for (Map.Entry<Algorithm, List<Wanted>> same : by.entrySet()) {
            List<Wanted> files = same.getValue();
            List<Path> paths = files.stream().map(there::get).toList();
            List<Hashed> hashed = hashing.digests(same.getKey(), paths);
            for (int i = 0; i < files.size(); i++) {
                Wanted file = files.get(i);
                if (hashed.get(i).hex().equals(file.md5)) {
                    found.put(file, new SourceFile(paths.get(i), file.name, Optional.of(VERSION + file.md5)));
                } else {
                    others.put(file, hashed.get(i).hex());
                    copies.drop(paths.get(i));
                }
            }
        }
    }

    private void tell(Map<Wanted, SourceFile> found, Map<Wanted, String> others) {
        int told = 0;
        for (Wanted file : wanted) {
            String other = others.get(file);
            SourceFile taken = found.get(file);
            if (taken != null && other != null) {
                notices.add(file.name + " is not the version that " + file.of.by + " names, which is taken from "
                        + taken.path());
            } else if (taken == null && ++told <= MOST_TOLD) {
                String what = other == null
                        ? " is not there"
                        : " has the MD5 " + other + ", but " + file.of.by + " names " + file.md5;
                problems.add(missing(file.of, file.name + what, "it"));
            }
        }
        if (told > MOST_TOLD) {
            problems.add(new Problem(
                    Code.DATA_MISSING, where, "so it is with " + (told - MOST_TOLD) + " files more", "Run 'dvc pull'"));
        }
    }

    private Problem missing(Named named, String what, String lacks) {
        problems.addAll(refused);
        refused.clear();
        List<String> unread = named.repository.unread(named.output.remote());
        String pull = "Run 'dvc pull " + named.by.replaceFirst("dvc\\.lock$", named.output.path()) + "'";
        String remotes = unread.isEmpty() ? "" : ": the remote " + String.join(", ", unread) + " is not read here";
        return new Problem(
                Code.DATA_MISSING,
                where,
                what + ", and neither DVC's cache nor a remote that can be read here has " + lacks,
                pull + remotes + ", or 'dvc add' or 'dvc commit' if what is there is meant");
    }

    /** The list of a folder's files as DVC writes it, whose MD5 is the folder's. */
    private static final class DvcList {
        static String md5(Map<String, String> files) {
            StringBuilder json = new StringBuilder("[");
            files.forEach((path, md5) -> json.append(json.length() > 1 ? ", " : "")
                    .append("{\"md5\": \"")
                    .append(md5)
                    .append("\", \"relpath\": ")
                    .append(text(path))
                    .append('}'));
            return Hashing.md5(json.append(']').toString());
        }

        /** As Python's JSON: only ASCII. */
        private static String text(String path) {
            StringBuilder text = new StringBuilder("\"");
            for (int i = 0; i < path.length(); i++) {
                char c = path.charAt(i);
                if (c == '"' || c == '\\') {
                    text.append('\\').append(c);
                } else if (c < ' ' || c > '~') {
                    text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                } else {
                    text.append(c);
                }
            }
            return text.append('"').toString();
        }
    }
}
