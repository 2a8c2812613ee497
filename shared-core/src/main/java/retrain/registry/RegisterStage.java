package retrain.registry;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.data.Snapshot;
import retrain.evaluate.Evaluation;
import retrain.gate.Decision;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.Inputs;
import retrain.run.Json;
import retrain.run.RunId;
import retrain.run.Stage;
import retrain.spec.Spec;
import retrain.train.TrainedModel;

/**
 * Gives the candidate a version number, whatever the gates said. The registry says whether that was done before, so that equal inputs
 * get one number and a resumed run gets its own back.
 */
public final class RegisterStage implements Stage<ModelVersion> {
    private final Registry registry;
    private final Context context;
    private final Spec spec;
    private final RunId run;
    private final String registeredAs;
    private final Snapshot snapshot;
    private final TrainedModel trained;
    private final Evaluation evaluation;
    private final Decision decision;
    private final String by;
    private Registry.@Nullable Search search;

    /**
     * @param registeredAs {@code candidate}, or {@code pull-request/<name>}
     * @param by who or what started the run
     */
    public RegisterStage(
            Registry registry,
            Context context,
            Spec spec,
            RunId run,
            String registeredAs,
            Snapshot snapshot,
            TrainedModel trained,
            Evaluation evaluation,
            Decision decision,
            String by) {
        this.registry = registry;
        this.context = context;
        this.spec = spec;
        this.run = run;
        this.registeredAs = registeredAs;
        this.snapshot = snapshot;
        this.trained = trained;
        this.evaluation = evaluation;
        this.decision = decision;
        this.by = by;
    }

    @Override
    public String name() {
        return "register";
    }

    @Override
    public Class<ModelVersion> type() {
        return ModelVersion.class;
    }

    @Override
    public Inputs inputs() {
        return new Inputs.Builder()
                .add("model", "archive", trained.artifact().archive())
                .add("evaluation", "record", digest(evaluation))
                .add("gates", "decision", digest(decision))
                .build();
    }

    private static Digest digest(Record record) {
        return Digest.of(Json.write(record));
    }

    @Override
    public Optional<Existing<ModelVersion>> existing() {
        Registry.Search looked = registry.search(trained.artifact().archive(), digest(evaluation), digest(decision));
        search = looked;
        return looked.found().map(v -> new Existing<>(v, "version " + v.number() + " holds this model and evaluation"));
    }

    @Override
    public boolean reusable() {
        return false;
    }

    @Override
    public ModelVersion run(Job job) {
        ModelVersion candidate = new ModelVersion(
                spec.model(),
                0,
                run,
                registeredAs,
                trained.artifact(),
                keep(snapshot),
                keep(trained),
                keep(evaluation),
                keep(decision),
                decision.verdict(),
                context.clock().instant(),
                by);
        Registry.Search looked = search;
        return looked == null ? registry.register(candidate) : registry.register(candidate, looked);
    }

    private Digest keep(Record record) {
        return context.store().put(Json.write(record));
    }

    @Override
    public String summary(ModelVersion version) {
        return "version " + version.number() + " (" + version.registeredAs() + ", " + Json.word(version.verdict())
                + ")";
    }
}
