package retrain.aws;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import retrain.evaluate.Scorer;
import retrain.event.Allocation;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.local.ScoringRows;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.run.Context;
import retrain.run.Store;
import retrain.spec.EndpointSpec;
import retrain.spec.SageMakerScoreSpec;
import retrain.spec.SageMakerScoreSpec.Champion;
import retrain.spec.SageMakerScoreSpec.LiveSpec;
import retrain.spec.Spec;
import retrain.train.ModelArtifact;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointConfigResponse;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;

/**
 * Scores on SageMaker: by a batch transform, by the live endpoint that serves the model, or by a throw-away endpoint. Which model an endpoint
 * serves is not believed but looked up: the archive that it has loaded is named by its digest.
 */
final class SageMakerScorer implements Scorer {
    private static final String IMAGE = "evaluate.sagemaker.image";

    private final Spec spec;
    private final SageMakerScoreSpec score;
    private final SageMakerTools tools;
    private final SageMakerRuntimeClient runtime;

    SageMakerScorer(Spec spec, SageMakerScoreSpec score, Store store) {
        this.spec = spec;
        this.score = score;
        this.tools = SageMakerTools.of(spec, store, Clock.systemUTC());
        this.runtime = tools.clients().of(SageMakerRuntimeClient.builder());
    }

    /** {@return what scores a candidate by an endpoint like the one that is to serve it} */
    static Scorer checker(Spec spec, EndpointSpec endpoint, Context context) {
        LiveSpec live = new LiveSpec(endpoint.nameFor(spec.model()), 1, 1000);
        SageMakerScoreSpec score =
                new SageMakerScoreSpec(Optional.empty(), Optional.of(live), endpoint.image(), Champion.SAME);
        SageMakerScorer scorer = new SageMakerScorer(spec, score, context.store());
        ProductionVariant like =
                new EndpointPlan(spec, endpoint, scorer.tools.models()).variant(EndpointPlan.ALONE, "", 1);
        return new Scorer() {
            @Override
            public Scores score(ModelArtifact artifact, Path model, Path table, Path scratch, Observer observer) {
                ScoringTask task = new ScoringTask(artifact, model, table, scratch, observer);
                return scorer.throwAway(task, live, like, endpoint.environment());
            }

            @Override
            public String version(ModelArtifact artifact) {
                return scorer.version(artifact);
            }
        };
    }

    @Override
    public String version(ModelArtifact artifact) {
        return "sagemaker " + score.image().orElse("xgboost " + XgboostImage.VERSION);
    }

    @Override
    public Scores score(ModelArtifact artifact, Path model, Path table, Path scratch, Observer observer) {
        ScoringTask task = new ScoringTask(artifact, model, table, scratch, observer);
        Optional<Live> live = live().flatMap(name -> serving(name, artifact));
        if (live.isPresent()) {
            return live(task, live.get());
        }
        return score.transform().isPresent()
                ? transform(task)
                : likeLive(task, score.endpoint().orElseThrow());
    }

    private boolean raw() {
        return score.image().isEmpty();
    }

    private Scores transform(ScoringTask task) {
        ScoringTask sent = task.sent(raw());
        HostedModel hosted = tools.models().hosted(sent.artifact(), score.image(), Map.of(), IMAGE);
        try (ScoringRows rows = task.rows(raw())) {
            new TransformJob(tools, spec.model(), score.transform().orElseThrow(), hosted).score(sent, rows);
            return rows.scores();
        }
    }

    /** {@return the endpoint that may serve what is scored} */
    private Optional<String> live() {
        if (score.endpoint().isPresent()) {
            return score.endpoint().map(LiveSpec::name);
        }
        return score.champion() == Champion.ENDPOINT
                ? spec.promote().endpoint().map(e -> e.nameFor(spec.model()))
                : Optional.empty();
    }

    /** A variant of an endpoint that serves a model. */
    private record Live(String endpoint, String variant, boolean raw) {}

    private Optional<Live> serving(String endpoint, ModelArtifact artifact) {
        Optional<DescribeEndpointResponse> now = tools.endpoints().find(endpoint);
        if (now.isEmpty()) {
            return Optional.empty();
        }
        for (ProductionVariant variant : config(now.get()).productionVariants()) {
            var container = tools.models().describe(variant.modelName()).primaryContainer();
            if (container != null && tools.models().address(artifact).equals(container.modelDataUrl())) {
                boolean raw = container.image().contains("/" + XgboostImage.REPOSITORY + ":");
                return Optional.of(new Live(endpoint, variant.variantName(), raw));
            }
        }
        return Optional.empty();
    }

    private DescribeEndpointConfigResponse config(DescribeEndpointResponse endpoint) {
        String name = endpoint.endpointConfigName();
        return AwsFailure.call(
                "endpoint configuration " + name,
                "sagemaker:DescribeEndpointConfig",
                () -> tools.sagemaker().describeEndpointConfig(r -> r.endpointConfigName(name)));
    }

    private Scores live(ScoringTask task, Live live) {
        LiveSpec how = score.endpoint().orElseGet(() -> new LiveSpec(live.endpoint(), 4, 2000));
        try (ScoringRows rows = task.rows(live.raw())) {
            calls(live.endpoint(), Optional.of(live.variant()), how).score(rows, progress(task));
            return rows.scores();
        }
    }

    private EndpointCalls calls(String endpoint, Optional<String> variant, LiveSpec how) {
        return new EndpointCalls(
                runtime,
                endpoint,
                variant,
                how.parallel(),
                how.rows(),
                tools.aws().poll());
    }

    private static IntConsumer progress(ScoringTask task) {
        String what = "scoring by model " + task.artifact().archive().brief() + " on SageMaker";
        Allocation allocation = Allocation.of("evaluate", what, "rows", 0);
        return rows -> task.observer().on(new Event.Progressed(allocation, rows, ""));
    }

    /** The endpoint serves another model: one like it, for this scoring alone. */
    private Scores likeLive(ScoringTask task, LiveSpec live) {
        DescribeEndpointResponse now = tools.endpoints()
                .find(live.name())
                .orElseThrow(() -> new InvalidInput(
                        Code.NOT_FOUND,
                        "evaluate.sagemaker.endpoint",
                        "there is no endpoint '" + live.name() + "' in this region",
                        "Correct the name, or score by 'transform'"));
        return throwAway(task, live, config(now).productionVariants().get(0), Map.of());
    }

    private Scores throwAway(ScoringTask task, LiveSpec live, ProductionVariant like, Map<String, String> environment) {
        ScoringTask sent = task.sent(raw());
        HostedModel hosted = tools.models().hosted(sent.artifact(), score.image(), environment, IMAGE);
        ThrowAwayEndpoint endpoint = new ThrowAwayEndpoint(tools, new EndpointNames(live.name()), like, hosted);
        try (ScoringRows rows = task.rows(raw())) {
            endpoint.use(sent, name -> calls(name, Optional.empty(), live).score(rows, progress(task)));
            return rows.scores();
        }
    }
}
