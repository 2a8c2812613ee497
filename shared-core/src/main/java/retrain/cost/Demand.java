package retrain.cost;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import retrain.spec.EndpointSpec;
import retrain.spec.GlueSpec;
import retrain.spec.PrepareSpec;
import retrain.spec.ProcessingSpec;
import retrain.spec.PromoteSpec.Strategy;
import retrain.spec.SageMakerScoreSpec;
import retrain.spec.SageMakerTrainSpec;
import retrain.spec.Span;
import retrain.spec.Spec;

/** What a spec may use in AWS at worst: the one place that knows which keys cost how much of what. */
public record Demand(List<Item> items) {
    private static final double HOUR = 3_600;

    /** The most that a function of Lambda may have, and how long it may work. */
    private static final String LARGEST_FUNCTION = "10240 MB";

    private static final double LONGEST_FUNCTION = 900;

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
     * @param service that of {@link retrain.run.Usage}
     * @param unit the type of instance or worker; empty if the spec does not say
     * @param count how many at once
     * @param seconds how long each works at most; 0 if it stays
     * @param stays whether it is not over with the run: what serves
     */
    public record Item(String what, String service, String unit, int count, double seconds, boolean stays) {}

    /** {@return what these parts of a run may use} */
    public static Demand of(Spec spec, Set<Part> parts) {
        List<Item> items = new ArrayList<>();
        if (parts.contains(Part.PREPARE) && spec.data().prepare().isPresent()) {
            prepare(spec.data().prepare().get(), items);
        }
        if (parts.contains(Part.TRAIN) && spec.train().sagemaker().isPresent()) {
            train(spec, spec.train().sagemaker().get(), items);
        }
        if (parts.contains(Part.SCORE) && spec.evaluate().sagemaker().isPresent()) {
            score(spec, spec.evaluate().sagemaker().get(), items);
        }
        if (parts.contains(Part.DEPLOY) && spec.promote().endpoint().isPresent()) {
            deploy(spec, spec.promote().endpoint().get(), items);
        }
        return new Demand(items);
    }

    private static void prepare(PrepareSpec prepare, List<Item> items) {
        if (prepare.glue().isPresent()) {
            GlueSpec glue = prepare.glue().get();
            boolean ours = glue.sql().isPresent();
            boolean told = ours || (glue.worker().isPresent() && glue.workers().isPresent());
            String worker = told ? glue.worker().orElse("G.1X") : "";
            items.add(new Item("Glue", "glue", worker, glue.workers().orElse(2), glue.timeout() * 60.0, false));
        }
        if (prepare.lambda().isPresent()) {
            items.add(new Item("Lambda", "lambda", LARGEST_FUNCTION, 1, LONGEST_FUNCTION, false));
        }
        if (prepare.processing().isPresent()) {
            ProcessingSpec job = prepare.processing().get();
            items.add(new Item(
                    "processing",
                    "sagemaker-processing",
                    job.instance(),
                    job.instances(),
                    job.timeout() * 60.0,
                    false));
        }
    }

    /** On spare instances it may be lost at its end and begin again on demand; SageMaker counts its own tries into the time. */
    private static void train(Spec spec, SageMakerTrainSpec job, List<Item> items) {
        int trainings =
                1 + (spec.train().tune().isPresent() ? spec.train().tune().get().trials() : 0);
        int times = job.spot() && job.fallBack() ? 2 : 1;
        double kept = job.keepAlive().isPresent()
                ? Span.of(job.keepAlive().get()).length().toSeconds()
                : 0;
        double each = (double) times * job.maxTimeSpan().toSeconds() + kept;
        String what = trainings == 1 ? "training" : "training and " + (trainings - 1) + " trials";
        items.add(new Item(what, "sagemaker-training", job.instance(), job.instances(), trainings * each, false));
    }

    /** The candidate and the champion, each on the holdout, and on the validation rows if there are any, as thresholds are chosen there. */
    private static void score(Spec spec, SageMakerScoreSpec score, List<Item> items) {
        int models = score.champion() == SageMakerScoreSpec.Champion.ENDPOINT ? 1 : 2;
        int tables = spec.data().validation().isPresent() ? 2 : 1;
        if (score.transform().isPresent()) {
            SageMakerScoreSpec.TransformSpec job = score.transform().get();
            items.add(new Item(
                    "scoring",
                    "sagemaker-transform",
                    job.instance(),
                    job.instances(),
                    (double) models * tables * job.maxRuntime(),
                    false));
        } else if (spec.promote().endpoint().isPresent()) {
            throwAway(spec.promote().endpoint().get(), models * tables, items);
        }
    }

    /** An endpoint that is there for a check or a score only; that it is away within an hour is assumed. */
    private static void throwAway(EndpointSpec endpoint, int times, List<Item> items) {
        if (endpoint.serverless().isEmpty()) {
            items.add(
                    new Item("throw-away endpoint", "sagemaker-endpoint", endpoint.instance(), 1, times * HOUR, false));
        }
    }

    private static void deploy(Spec spec, EndpointSpec endpoint, List<Item> items) {
        if (endpoint.check() == EndpointSpec.Check.ENDPOINT) {
            throwAway(endpoint, 1, items);
        }
        if (endpoint.serverless().isPresent()) {
            return;
        }
        int most = endpoint.autoscaling().isPresent()
                ? endpoint.autoscaling().get().max()
                : endpoint.instances();
        boolean both =
                spec.promote().strategy() == Strategy.AB || spec.promote().strategy() == Strategy.SHADOW;
        double moving =
                endpoint.maxExecution().isPresent() ? endpoint.maxExecution().get() : HOUR;
        items.add(new Item(
                "second fleet while the traffic moves",
                "sagemaker-endpoint",
                endpoint.instance(),
                endpoint.instances(),
                moving,
                false));
        items.add(new Item("endpoint", "sagemaker-endpoint", endpoint.instance(), both ? 2 * most : most, 0, true));
    }
}
