package retrain.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file of one writer that a kill leaves whole, as it was before, or absent. What many write at once needs more. */
public final class WholeFile {
    private WholeFile() {}

    /** Writes the file, over an earlier one. Its folder is there. */
    public static void write(Path file, byte[] content) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.write(part, content);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
