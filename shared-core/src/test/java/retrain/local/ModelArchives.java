package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Archives for the tests of other rooms, made and read by the real thing. */
public final class ModelArchives {
    public static final String FILE = "xgboost-model";

    private ModelArchives() {}

    /** {@return a {@code model.tar.gz} with the text as its only file} */
    public static Path pack(Path scratch, String text) throws IOException {
        Path folder = Files.createTempDirectory(scratch, "model-");
        Files.writeString(Files.createDirectory(folder.resolve("files")).resolve(FILE), text);
        Path archive = folder.resolve("model.tar.gz");
        Archives.pack(folder.resolve("files"), archive);
        return archive;
    }

    /** {@return the text that was packed} */
    public static String read(Path archive, Path scratch) throws IOException {
        Path folder = Files.createTempDirectory(scratch, "unpacked-");
        Archives.unpack(archive, folder);
        return Files.readString(folder.resolve(FILE));
    }
}
