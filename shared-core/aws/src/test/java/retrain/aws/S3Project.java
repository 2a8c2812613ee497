package retrain.aws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.Request;
import retrain.Retrain;
import retrain.data.Snapshot;
import retrain.run.Json;

/** A folder with a spec, and the commands of Retrain in it. */
public final class S3Project {
    final Path folder;

    public S3Project(Path folder) {
        this.folder = folder;
    }

    /** Writes the spec: its lines under {@code data}, and what else it says. */
    public S3Project spec(String data, String rest) throws IOException {
        Files.writeString(folder.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data:
                %s
                  key: [id]
                  features: [x, y]
                train: {xgboost: {rounds: 5}}
                gates: [{metric: auc, at-least: 0.5}]
                %s
                """.formatted(
                        data.stripTrailing().indent(2).stripTrailing(), rest));
        return this;
    }

    /** {@return rows that something can be learned from: id, x, y, and late, which follows from both and from chance} */
    public static String rows(int from, int count) {
        Random random = new Random(from);
        StringBuilder rows = new StringBuilder("id,x,y,late\n");
        for (int i = from; i < from + count; i++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            int late = x + 0.5 * y + random.nextGaussian() > 0 ? 1 : 0;
            rows.append(String.format(Locale.ROOT, "%d,%.4f,%.4f,%d%n", i, x, y, late));
        }
        return rows.toString();
    }

    public Outcome execute(Command command) {
        return execute(command, Map.of());
    }

    Outcome execute(Command command, Map<Option, String> options) {
        return new Retrain(e -> {})
                .execute(new Request(command, new HashMap<>(options), folder, folder.resolve("out"), "test"));
    }

    /** {@return the snapshots that the store knows} */
    public List<Snapshot> snapshots() throws IOException {
        List<Snapshot> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve(".retrain/datasets/small"))) {
            for (Path file : files.toList()) {
                found.add(Json.read(Files.readAllBytes(file), Snapshot.class, file.toString()));
            }
        }
        return found;
    }

    /** {@return the copies that are kept here, without their cards} */
    List<Path> copies() throws IOException {
        Path folder = this.folder.resolve(".retrain/scratch/remote");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> !f.toString().endsWith(".json")).sorted().toList();
        }
    }
}
