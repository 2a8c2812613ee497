package retrain;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import retrain.cost.Leavings;
import retrain.data.Inspector;
import retrain.data.Preparer;
import retrain.data.Rows;
import retrain.evaluate.Scorer;
import retrain.event.Observer;
import retrain.infra.Plan;
import retrain.infra.Stacks;
import retrain.monitor.Watching;
import retrain.promote.Deployer;
import retrain.promote.PredictionService;
import retrain.report.Tracker;
import retrain.run.Context;
import retrain.run.Remotes;
import retrain.run.Store;
import retrain.spec.Spec;
import retrain.stream.BatchSource;
import retrain.train.Trainer;

/** Adapters of which a test changes some. */
abstract class OtherPorts implements Ports {
    private final Ports ports;

    OtherPorts(Ports ports) {
        this.ports = ports;
    }

    /** {@return the embedded ones by another clock} */
    static Ports at(Clock clock) {
        return new OtherPorts(Ports.embedded()) {
            @Override
            public Clock clock() {
                return clock;
            }
        };
    }

    @Override
    public Clock clock() {
        return ports.clock();
    }

    @Override
    public Store store(Spec spec, Path folder) {
        return ports.store(spec, folder);
    }

    @Override
    public List<String> checked(Spec spec) {
        return ports.checked(spec);
    }

    @Override
    public Preparer preparer(Spec spec, Path base) {
        return ports.preparer(spec, base);
    }

    @Override
    public Rows rows() {
        return ports.rows();
    }

    @Override
    public Inspector inspector() {
        return ports.inspector();
    }

    @Override
    public Trainer trainer(Spec spec) {
        return ports.trainer(spec);
    }

    @Override
    public Scorer scorer(Spec spec, Path base, Store store) {
        return ports.scorer(spec, base, store);
    }

    @Override
    public Scorer checker(Spec spec, Context context) {
        return ports.checker(spec, context);
    }

    @Override
    public Deployer deployer(Spec spec, Context context) {
        return ports.deployer(spec, context);
    }

    @Override
    public Stacks stacks(Plan plan, Observer observer) {
        return ports.stacks(plan, observer);
    }

    @Override
    public retrain.infra.Pipelines pipelines(Plan plan, Observer observer) {
        return ports.pipelines(plan, observer);
    }

    @Override
    public Optional<Leavings> leavings(Spec spec, Context context) {
        return ports.leavings(spec, context);
    }

    @Override
    public PredictionService service(Spec spec, Context context) {
        return ports.service(spec, context);
    }

    @Override
    public Watching watching(Spec spec, Path base, Scorer scorer) {
        return ports.watching(spec, base, scorer);
    }

    @Override
    public Monitors monitors(Setting setting) {
        return ports.monitors(setting);
    }

    @Override
    public BatchSource batches(Spec spec, Context context, BatchSource.Delivered delivered) {
        return ports.batches(spec, context, delivered);
    }

    @Override
    public List<Tracker> trackers(Spec spec, Context context) {
        return ports.trackers(spec, context);
    }

    @Override
    public Remotes remotes(Spec spec) {
        return ports.remotes(spec);
    }
}
