package retrain.local;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import retrain.train.ModelArtifact;

/** The {@code .tar.gz} files that SageMaker reads and writes. */
final class Archives {
    private static final int ORDINARY_FILE = 0100644;
    private static final int EXECUTABLE_FILE = 0100755;

    /** Far more than any model; a gzip bomb ends here. */
    private static final long LARGEST_CONTENT = 64L << 30;

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
        return folder.relativize(file).toString().replace('\\', '/');
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
     * @throws IOException if it is no tar.gz, or has a link, a device, an entry outside of the folder, or too much content
     */
    static void unpack(Path archive, Path folder) throws IOException {
        Path root = folder.toAbsolutePath().normalize();
        Files.createDirectories(root);
        long left = LARGEST_CONTENT;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive));
                GzipCompressorInputStream gzip = GzipCompressorInputStream.builder()
                        .setInputStream(in)
                        .setDecompressConcatenated(true)
                        .get();
                TarArchiveInputStream tar = new TarArchiveInputStream(gzip, "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = root.resolve(entry.getName()).normalize();
                if (!target.startsWith(root)) {
                    throw new IOException("entry '" + entry.getName() + "' is outside of the archive's folder");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                if (!entry.isFile() || entry.isLink() || entry.isSymbolicLink()) {
                    throw new IOException("entry '" + entry.getName() + "' is not an ordinary file");
                }
                left -= entry.getSize();
                if (left < 0) {
                    throw new IOException("the archive holds more than " + LARGEST_CONTENT + " bytes");
                }
                Files.createDirectories(target.getParent());
                Files.copy(tar, target);
                if ((entry.getMode() & 0111) != 0 && !target.toFile().setExecutable(true)) {
                    throw new IOException("cannot make '" + entry.getName() + "' executable");
                }
            }
        }
    }
}
