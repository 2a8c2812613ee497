package retrain.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Unpacks an archive that may come from anybody into an empty folder: only ordinary files and folders, only within the folder, each name once
 * on every file system, and no more than the limits say, by what is read and not by what is declared. Nothing of it is executed.
 */
final class Unpacking {
    /** They are kept in memory while it unpacks. */
    private static final int LONGEST_NAMES = 32 << 20;

    private final Path root;
    private final Limits limits;

    /** Names as file systems compare them that take no notice of case -> the name as it stands, with a slash after a folder's. */
    private final Map<String, String> names = new HashMap<>();

    private long held;

    private Unpacking(Path root, Limits limits) {
        this.root = root;
        this.limits = limits;
    }

    /**
     * What an archive may be.
     *
     * @param bytes of all files together
     * @param small so much of content is no bomb, however well it was packed
     * @param ratio how often the archive's own size what is more may be
     * @param entries files, folders, and headers before them
     * @param depth of folders
     */
    record Limits(long bytes, long small, int ratio, int entries, int depth) {
        /** Far more than any model; a bomb ends here. Text of trees is packed to a tenth or so. */
        static final Limits USUAL = new Limits(64L << 30, 1L << 30, 200, 200_000, 64);
    }

    /** @throws IOException if it is no tar.gz, or something in it is not as it must be */
    static void unpack(Path archive, Path folder, Limits limits) throws IOException {
        Path root = folder.toAbsolutePath().normalize();
        Files.createDirectories(root);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive));
                GzipCompressorInputStream gzip = GzipCompressorInputStream.builder()
                        .setInputStream(in)
                        .setDecompressConcatenated(true)
                        .get()) {
            new Unpacking(root, limits).unpack(new TarReader(gzip, limits.entries()), Files.size(archive));
        }
    }

    private void unpack(TarReader tar, long packed) throws IOException {
        long most = Math.min(limits.bytes(), Math.max(limits.small(), packed * limits.ratio()));
        for (TarReader.Entry entry = tar.next(); entry != null; entry = tar.next()) {
            Path target = target(entry);
            if (entry.folder()) {
                Files.createDirectories(target);
                continue;
            }
            if (entry.size() > most) {
                throw new IOException("the archive of " + packed + " bytes holds too much: '" + brief(entry.name())
                        + "' has " + entry.size() + " bytes");
            }
            most -= entry.size();
            Files.createDirectories(target.getParent());
            try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
                tar.copy(out);
            }
            if (entry.executable() && !target.toFile().setExecutable(true)) {
                throw new IOException("cannot make '" + entry.name() + "' executable");
            }
        }
    }

    private Path target(TarReader.Entry entry) throws IOException {
        String name = entry.name();
        List<String> parts = parts(name);
        if (parts.size() > limits.depth() || (parts.isEmpty() && !entry.folder())) {
            throw new IOException("entry '" + brief(name) + "' has a name that cannot be");
        }
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            path.append(i == 0 ? "" : "/").append(parts.get(i));
            once(path.toString(), entry.folder() || i < parts.size() - 1);
        }
        return resolve(path.toString(), name);
    }

    /** A slash alone is the folder itself, as Python's tarfile may write it. */
    private static List<String> parts(String name) throws IOException {
        boolean outside =
                (name.startsWith("/") && name.length() > 1) || name.indexOf('\\') >= 0 || name.matches("[A-Za-z]:.*");
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/", -1)) {
            outside |= part.equals("..");
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        if (outside) {
            throw new IOException("entry '" + brief(name) + "' is outside of the archive's folder");
        }
        return parts;
    }

    private static String brief(String name) {
        return name.length() <= 200 ? name : name.substring(0, 200) + "…";
    }

    private Path resolve(String path, String name) throws IOException {
        try {
            Path target = root.resolve(path).normalize();
            if (!target.startsWith(root)) {
                throw new IOException("entry '" + brief(name) + "' is outside of the archive's folder");
            }
            return target;
        } catch (InvalidPathException e) {
            throw new IOException("entry '" + brief(name) + "' has a name that cannot be", e);
        }
    }

    /** A folder may be named often, a file once; no name differs from another in case or in the way its accents are written only. */
    private void once(String path, boolean folder) throws IOException {
        String name = folder ? path + "/" : path;
        String key = Normalizer.normalize(path, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        String other = names.putIfAbsent(key, name);
        if (other == null) {
            held += name.length();
        } else if (!folder || !other.equals(name)) {
            throw new IOException("the archive has both '" + brief(other) + "' and '" + brief(name) + "'");
        }
        if (held > LONGEST_NAMES) {
            throw new IOException("the names in the archive are longer than " + LONGEST_NAMES + " characters together");
        }
    }
}
