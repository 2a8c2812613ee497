package retrain.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.RemoteFiles;
import retrain.run.RemoteFiles.RemoteFile;

/** Looks for the files that an address, a folder or a glob elsewhere stands for. Nothing is fetched. */
final class RemoteFinder {
    private static final String CATALOG = "glue://";
    private static final int MOST_LOOKED_AT = 1000;
    private static final int MOST_TOLD = 3;

    private final String where;
    private final Copies copies;
    private final List<Problem> problems;

    /** @param where the key, for people */
    RemoteFinder(String where, Copies copies, List<Problem> problems) {
        this.where = where;
        this.copies = copies;
        this.problems = problems;
    }

    /** {@return the files, as far as no problem was added; sorted} */
    Found find(String pattern) {
        try {
            if (pattern.startsWith(CATALOG)) {
                return table(pattern);
            }
            RemotePattern files = RemotePattern.of(pattern);
            List<SourceFinder.Match> found = new ArrayList<>();
            RemoteFiles from = copies.at(where, files.start(), RemoteFiles.Access.usual());
            for (RemoteFile file : pinned(files).orElseGet(() -> files.files(from))) {
                found.add(new SourceFinder.Match(source(from, file), files.time(file.address())));
            }
            return new Found(files.timed().isPresent(), found, found.isEmpty() ? nearest(from, files) : "");
        } catch (InvalidInput e) {
            for (Problem p : e.problems()) {
                String what = p.where().equals(where) ? p.what() : p.where() + " " + p.what();
                problems.add(new Problem(p.code(), where, what, p.cure()));
            }
        } catch (IllegalArgumentException e) {
            String what = String.valueOf(e.getMessage()).lines().findFirst().orElse("is no glob");
            problems.add(new Problem(
                    Code.DATA_MISSING,
                    where,
                    "'" + pattern + "' " + what,
                    "Write s3://bucket/key, s3://bucket/folder/ or a glob such as s3://bucket/flights/*.csv.gz"));
        }
        return new Found(false, List.of(), "");
    }

    /** Its files are those that its catalog names. */
    private Found table(String address) {
        RemoteFiles from = copies.at(where, address, RemoteFiles.Access.usual());
        List<SourceFinder.Match> found = new ArrayList<>();
        for (RemoteFile file : from.list(address, Integer.MAX_VALUE)) {
            found.add(new SourceFinder.Match(source(from, file), Optional.empty()));
        }
        return new Found(false, found, "the table has no files");
    }

    /** @param nearest what is there instead, for people, if nothing was found; empty if a problem was added */
    record Found(boolean timed, List<SourceFinder.Match> files, String nearest) {}

    /** {@return the file if a version is named and there is a copy of it: nobody need be asked, since a version never changes} */
    private Optional<List<RemoteFile>> pinned(RemotePattern files) {
        return files.version()
                .flatMap(v -> copies.kept(files.start(), Copies.version(v)))
                .map(copy -> List.of(new RemoteFile(
                        files.start(),
                        copy.card().bytes(),
                        files.version(),
                        copy.card().state())));
    }

    private SourceFile source(RemoteFiles from, RemoteFile file) {
        String state = Copies.state(file);
        Path path = copies.path(file.address(), state);
        return new SourceFile(
                path,
                file.address(),
                file.version().map(v -> Part.version(file.address(), v)),
                Optional.empty(),
                Optional.of(new Copies.Wanted(from, file, state)),
                file.as());
    }

    /** {@return what the nearest folder holds that has anything: those first that begin as the wanted one for longest} */
    private static String nearest(RemoteFiles from, RemotePattern wanted) {
        String folder = wanted.root();
        int bucket = folder.indexOf('/', folder.indexOf("://") + 3);
        while (bucket >= 0) {
            List<RemoteFile> there = from.list(folder, MOST_LOOKED_AT);
            if (!there.isEmpty()) {
                String first = there.stream()
                        .map(RemoteFile::address)
                        .sorted(Comparator.comparingInt(a -> -common(a, wanted.start())))
                        .limit(MOST_TOLD)
                        .collect(Collectors.joining(", "));
                return "nearest is " + first;
            }
            if (folder.length() <= bucket + 1) {
                break;
            }
            folder = folder.substring(0, folder.lastIndexOf('/', folder.length() - 2) + 1);
        }
        return "the bucket is empty";
    }

    private static int common(String a, String b) {
        int i = 0;
        while (i < a.length() && i < b.length() && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return i;
    }
}
