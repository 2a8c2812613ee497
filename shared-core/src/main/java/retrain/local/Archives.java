package retrain.local;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import retrain.run.FileTree;
import retrain.train.ModelArtifact;

/** The {@code .tar.gz} files that SageMaker reads and writes. */
final class Archives {
    private static final int ORDINARY_FILE = 0100644;
    private static final int EXECUTABLE_FILE = 0100755;

    private Archives() {}

    /** Packs the files below a folder: sorted, without times and owners, so that equal files give equal bytes. */
    static void pack(Path folder, Path archive) throws IOException {
        GzipParameters parameters = new GzipParameters();
        parameters.setOperatingSystem(255);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive));
                GzipCompressorOutputStream gzip = new GzipCompressorOutputStream(out, parameters);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (Path file : files(folder)) {
                TarArchiveEntry entry = new TarArchiveEntry(name(folder, file));
                entry.setSize(Files.size(file));
                entry.setMode(Files.isExecutable(file) ? EXECUTABLE_FILE : ORDINARY_FILE);
                entry.setModTime(0);
                tar.putArchiveEntry(entry);
                Files.copy(file, tar);
                tar.closeArchiveEntry();
            }
        }
    }

    /** {@return the ordinary files below a folder, sorted by their names within it} */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
                    .sorted((a, b) -> name(folder, a).compareTo(name(folder, b)))
                    .toList();
        }
    }

    /** {@return the file's path within the folder, with forward slashes} */
    static String name(Path folder, Path file) {
        return FileTree.name(folder, file);
    }

    /** Unpacks an archive of a model that is to score. */
    static void unpack(ModelArtifact artifact, Path archive, Path folder) {
        try {
            unpack(archive, folder);
        } catch (IOException e) {
            throw ScoreSheet.failure(
                    artifact,
                    "cannot be unpacked to " + folder + " (" + e.getMessage() + ")",
                    "Free space there, or train again if the archive is damaged",
                    e);
        }
    }

    /**
     * Unpacks an archive into a folder.
     *
     * @throws IOException if it is no tar.gz, or has a link, a device, an entry outside of the folder, a name twice, or too much content
     */
    static void unpack(Path archive, Path folder) throws IOException {
        Unpacking.unpack(archive, folder, Unpacking.Limits.USUAL);
    }
}
