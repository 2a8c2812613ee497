package retrain.cost;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import retrain.spec.Spec;

/** What a spec may use in AWS at worst: the one place that knows which keys cost how much of what. */
public record Demand(List<Item> items) {
    /** What SageMaker ends a job after that names no time: a day. */
    private static final double DAY = 86_400;

    public Demand {
        items = List.copyOf(items);
    }

    /** The parts of a run that may be done in AWS. */
    public enum Part {
        PREPARE,
        TRAIN,
        SCORE,
        DEPLOY;

        /** {@return all of them} */
        public static Set<Part> all() {
            return EnumSet.allOf(Part.class);
        }
    }

    /**
     * Something that is paid by its time.
     *
     * @param what it is, in words
     * @param service that of {@link retrain.run.Usage}, or {@code sagemaker-hosting}
     * @param unit the type of instance or worker
     * @param count how many at once
     * @param seconds how long each works at most; ignored if it stays
     * @param stays whether it is not over with the run: what serves
     */
    public record Item(String what, String service, String unit, int count, double seconds, boolean stays) {}

    /** {@return what these parts of a run may use} */
    public static Demand of(Spec spec, Set<Part> parts) {
        List<Item> items = new ArrayList<>();
        if (parts.contains(Part.TRAIN) && spec.train().sagemaker().isPresent()) {
            String instance = spec.train().sagemaker().get().instance();
            items.add(new Item("training", "sagemaker-training", instance, 1, DAY, false));
        }
        if (parts.contains(Part.SCORE) && spec.evaluate().sagemaker().isPresent()) {
            String instance = spec.evaluate().sagemaker().get().instance();
            items.add(new Item("scoring", "sagemaker-transform", instance, 1, DAY, false));
        }
        if (parts.contains(Part.DEPLOY) && spec.promote().endpoint().isPresent()) {
            String instance = spec.promote().endpoint().get().instance();
            items.add(new Item("endpoint", "sagemaker-hosting", instance, 1, 0, true));
        }
        return new Demand(items);
    }
}
