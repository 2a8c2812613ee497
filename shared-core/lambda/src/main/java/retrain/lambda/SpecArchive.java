package retrain.lambda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.FileTree;

/** The code of the functions as a job gets it: an archive, of which {@code spec/} is unpacked. */
final class SpecArchive {
    private static final String SPEC = "spec/";

    private SpecArchive() {}

    /**
     * Unpacks the spec, in place of what was there.
     *
     * @param input the folder that the archive is in, and no other
     * @param to gets a folder {@code spec}, like that of a function's code
     * @throws InvalidInput if there is no such archive, or a file of it would get out of the folder
     */
    static void unpack(Path input, Path to) {
        Path zip = only(input);
        try (ZipFile archive = new ZipFile(zip.toFile())) {
            List<? extends ZipEntry> entries = Collections.list(archive.entries()).stream()
                    .filter(e -> e.getName().startsWith(SPEC) && !e.isDirectory())
                    .toList();
            if (entries.isEmpty()) {
                throw wrong(zip, "has no folder 'spec'");
            }
            FileTree.remove(to);
            for (ZipEntry entry : entries) {
                unpack(archive, entry, to.resolve(SPEC).normalize(), zip);
            }
        } catch (ZipException e) {
            throw wrong(zip, "is no archive of zip (" + e.getMessage() + ")");
        } catch (IOException e) {
            throw failed(zip, e);
        }
    }

    private static void unpack(ZipFile archive, ZipEntry entry, Path spec, Path zip) throws IOException {
        String name = entry.getName().substring(SPEC.length());
        Path file = spec.resolve(name).normalize();
        if (!file.startsWith(spec) || file.equals(spec) || name.contains("\\")) {
            throw wrong(zip, "has a file that does not stay in its folder: '" + entry.getName() + "'");
        }
        Files.createDirectories(file.getParent());
        Files.copy(archive.getInputStream(entry), file);
    }

    private static Path only(Path input) {
        try (Stream<Path> files = Files.isDirectory(input) ? Files.list(input) : Stream.empty()) {
            List<Path> zips =
                    files.filter(f -> f.toString().endsWith(".zip")).sorted().toList();
            if (zips.size() != 1) {
                throw wrong(input, "has " + zips.size() + " archives instead of one, that of the functions");
            }
            return zips.get(0);
        } catch (IOException e) {
            throw failed(input, e);
        }
    }

    private static InvalidInput wrong(Path where, String what) {
        return new InvalidInput(
                Code.OPTION_WRONG,
                where.toString(),
                what,
                "Deploy the stack again, whose state machine begins this job");
    }

    private static BackendFailure failed(Path where, IOException e) {
        return BackendFailure.permanent(
                new Problem(
                        Code.STORE_UNUSABLE,
                        where.toString(),
                        "cannot be unpacked (" + e + ")",
                        "Raise 'infra.rows.volume'"),
                e);
    }
}
