package retrain.stream;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import retrain.evaluate.Prequential.Shown;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.Store;
import retrain.train.TrainedModel;

/** Reads a stream's chain of checkpoints from its beginning, and holds that each row was used once. */
public final class Audit {
    private Audit() {}

    /**
     * What a chain says.
     *
     * @param offsets of the batches that were learned, in order
     * @param archive of the stream's model at the end
     * @param steps a word for each entry
     */
    public record Trail(
            List<String> offsets,
            List<String> skipped,
            long delivered,
            long learned,
            String archive,
            List<String> steps) {}

    public static Trail of(Store store, String model) {
        Checkpoints chain = new Checkpoints(store, model);
        List<String> offsets = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        List<String> steps = new ArrayList<>();
        Set<Digest> digests = new HashSet<>();
        long rows = 0;
        Optional<Digest> previous = Optional.empty();
        Checkpoint last = chain.link(1).orElseThrow().checkpoint();
        for (int number = 1; chain.link(number).isPresent(); number++) {
            Checkpoints.Link link = chain.link(number).get();
            last = link.checkpoint();
            require(last.number() == number, "number " + last.number() + " at " + number);
            require(
                    last.previous().equals(previous),
                    "entry " + number + " does not hold the digest of the one before");
            previous = Optional.of(link.digest());
            steps.add(last.step().getClass().getSimpleName().toLowerCase(Locale.ROOT));
            if (last.step() instanceof Checkpoint.Step.Learned learned) {
                require(digests.add(learned.batch().digest()), learned.batch().offset() + " was learned twice");
                offsets.add(learned.batch().offset());
                rows += learned.batch().rows();
            } else if (last.step() instanceof Checkpoint.Step.Skipped left) {
                require(
                        digests.add(left.batch().digest()),
                        left.batch().offset() + " was skipped after it was learned");
                skipped.add(left.batch().offset());
            }
            require(last.state().totals().learned() == rows, "rows learned at " + number);
            require(last.state().totals().delivered() == rows, "rows delivered at " + number);
        }
        return new Trail(
                offsets,
                skipped,
                last.state().totals().delivered(),
                last.state().totals().learned(),
                last.state().model().artifact().archive().hex(),
                steps);
    }

    /** {@return the mean of a metric over the batch that was learned last} */
    public static double latest(Store store, String model, String metric) {
        Shown shown = new Checkpoints(store, model)
                .last().orElseThrow().checkpoint().state().window().stream()
                        .reduce((a, b) -> b)
                        .orElseThrow();
        return shown.totals().getOrDefault(metric, Double.NaN) / shown.rows();
    }

    /** {@return the last value of a training metric of the stream's model} */
    public static double trained(Store store, String model, String metric) {
        Digest trained = new Checkpoints(store, model)
                .last()
                .orElseThrow()
                .checkpoint()
                .state()
                .model()
                .trained();
        return Json.read(store.get(trained), TrainedModel.class, "model").curve().stream()
                .filter(p -> p.metric().equals(metric))
                .reduce((a, b) -> b)
                .orElseThrow()
                .value();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
