package retrain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** A few rows that something can be learned from: id, x, y, and late, which follows from both and from chance. */
final class SmallRows {
    private SmallRows() {}

    /** Writes {@code rows.csv}, the same on every call. */
    static void write(Path project, int count) throws IOException {
        Random random = new Random(1);
        StringBuilder rows = new StringBuilder("id,x,y,late\n");
        for (int i = 0; i < count; i++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            int late = x + 0.5 * y + random.nextGaussian() > 0 ? 1 : 0;
            rows.append(String.format(Locale.ROOT, "%d,%.4f,%.4f,%d%n", i, x, y, late));
        }
        Files.writeString(project.resolve("rows.csv"), rows.toString());
    }
}
