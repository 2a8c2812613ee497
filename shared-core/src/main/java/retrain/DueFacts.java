package retrain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import retrain.data.PrepareStage;
import retrain.data.Snapshot;
import retrain.monitor.Monitoring;
import retrain.registry.Alias;
import retrain.registry.AuditEntry;
import retrain.registry.ModelVersion;
import retrain.report.PastRun;
import retrain.run.Cache;
import retrain.run.Digest;
import retrain.run.Inputs;
import retrain.run.Json;
import retrain.run.Ledger;
import retrain.run.LedgerEntry;
import retrain.run.RunId;
import retrain.run.Store;
import retrain.spec.CostSpec;
import retrain.spec.TriggersSpec;
import retrain.train.TrainStage;
import retrain.train.TuneStage;
import retrain.trigger.TriggerFacts;
import retrain.trigger.TriggerFacts.Champion;
import retrain.trigger.TriggerFacts.PastRetrain;
import retrain.trigger.TriggerFacts.Prepared;
import retrain.trigger.TriggerFacts.Tried;
import retrain.trigger.TriggerFacts.Window;

/** Gathers what a decision about a retrain rests on. Files are hashed and documents read; an engine works only if a trigger asks for rows. */
final class DueFacts {
    private static final Set<String> AS_FAR_AS_THE_GATES =
            Set.of("PROMOTED", "TESTING", "HELD", "REJECTED", "INCONCLUSIVE", "UNCHANGED");

    private final Setting setting;
    private final Store store;
    private final PrepareStage prepare;
    private final Inputs recipe;

    private DueFacts(Setting setting) {
        this.setting = setting;
        this.store = setting.store();
        this.prepare = new PrepareStage(
                setting.spec(), setting.context(), setting.ports().preparer(setting.spec(), setting.base()));
        this.recipe = setting.spec().train().tune().isPresent()
                ? TuneStage.recipe(
                        setting.spec(), setting.base(), setting.ports().trainer(setting.spec()))
                : TrainStage.recipe(
                        setting.spec(), setting.base(), setting.ports().trainer(setting.spec()));
    }

    /** @param alone whether this process is the one whose run may go on */
    static TriggerFacts gather(Setting setting, boolean alone) {
        return new DueFacts(setting).gather(alone);
    }

    private TriggerFacts gather(boolean alone) {
        Optional<ModelVersion> champion = setting.registry()
                .alias(Alias.CHAMPION)
                .flatMap(a -> setting.registry().version(a.version()));
        List<PastRun> runs = new Past(setting).read().runs();
        Intent intent = Intent.parse(setting.request().value(Option.INTENT).orElseThrow());
        Optional<Monitoring> monitoring = champion.isPresent() ? monitoring() : Optional.empty();
        return new TriggerFacts(
                setting.spec().model(),
                setting.context().clock().instant(),
                intent.kind() == Intent.Kind.MANUAL,
                champion.map(this::champion),
                prepare.parts(),
                champion.isPresent() ? prepared() : Optional.empty(),
                champion.flatMap(c -> changes(c.run())),
                monitoring,
                past(runs),
                runs.stream()
                        .filter(r -> isTried(r, champion))
                        .findFirst()
                        .map(r -> new Tried(new RunId(r.run()), r.outcome())),
                alone ? Optional.empty() : DueLease.going(setting),
                window());
    }

    private Optional<Window> window() {
        CostSpec cost = setting.spec().cost();
        return setting.spec().isInAws()
                ? cost.hours().map(hours -> new Window(hours, cost.windowFor() == CostSpec.Waiting.ALL))
                : Optional.empty();
    }

    private TriggersSpec triggers() {
        return setting.spec().triggers().orDefault();
    }

    private Optional<Monitoring> monitoring() {
        boolean asked = triggers().needMonitoring() && !setting.request().isOn(Option.DRY_RUN);
        return asked ? setting.ports().monitors(setting).latest() : Optional.empty();
    }

    private Optional<Prepared> prepared() {
        if (!triggers().needRows()) {
            return Optional.empty();
        }
        Optional<Snapshot> known = new Cache(store).get(prepare.name(), prepare.inputs(), Snapshot.class);
        boolean dry = setting.request().isOn(Option.DRY_RUN);
        Optional<Snapshot> snapshot =
                known.isPresent() || dry ? known : Optional.of(new Runs(setting).prepared(prepare));
        return snapshot.map(s -> new Prepared(s.rows(), s.schema().columns()));
    }

    private Champion champion(ModelVersion version) {
        Snapshot snapshot = Json.read(store.get(version.snapshot()), Snapshot.class, "object " + version.snapshot());
        AuditEntry last = setting.registry().audit().stream()
                .filter(e -> e.alias().equals(Alias.CHAMPION))
                .reduce((a, b) -> b)
                .orElseThrow();
        return new Champion(
                version.number(),
                version.run(),
                version.at(),
                last.at(),
                snapshot.parts(),
                snapshot.rows(),
                snapshot.schema().columns());
    }

    private static List<PastRetrain> past(List<PastRun> runs) {
        List<PastRetrain> past = new ArrayList<>();
        for (PastRun run : runs) {
            boolean counts = AS_FAR_AS_THE_GATES.contains(run.outcome())
                    && !run.intent().startsWith(Intent.Kind.PULL_REQUEST.word());
            if (counts && run.ended().isPresent()) {
                boolean trained =
                        run.because().stream().anyMatch(b -> b.startsWith("train: ") || b.startsWith("tune: "));
                past.add(new PastRetrain(
                        new RunId(run.run()), run.began(), run.ended().get(), trained));
            }
        }
        return past;
    }

    /** Whether the run came to no other champion than there is now, from what there is now. */
    private boolean isTried(PastRun run, Optional<ModelVersion> champion) {
        boolean unchanged = run.outcome().equals("UNCHANGED")
                && champion.isPresent()
                && run.version().equals(champion.map(ModelVersion::number));
        boolean rejected = (run.outcome().equals("REJECTED") || run.outcome().equals("INCONCLUSIVE"))
                && run.champion().equals(champion.map(c -> "version " + c.number()));
        Optional<Ledger> ledger =
                unchanged || rejected || isUnfit(run, champion) ? ledger(new RunId(run.run())) : Optional.empty();
        return ledger.filter(unchanged || rejected ? this::isSame : this::isUnfitStill)
                .isPresent();
    }

    /** Whether the run found the data unfit to train on, beside the champion that there is now. */
    private static boolean isUnfit(PastRun run, Optional<ModelVersion> champion) {
        boolean before = champion.isPresent() && champion.get().at().isAfter(run.began());
        return run.outcome().equals("REJECTED") && run.verdict().isEmpty() && !before;
    }

    private boolean isUnfitStill(Ledger ledger) {
        return prepared(ledger) && Runs.began(ledger).spec().equals(Digest.of(setting.kept()));
    }

    private boolean prepared(Ledger ledger) {
        return ledger.done("prepare")
                .map(d -> d.inputs().equals(prepare.inputs()))
                .orElse(false);
    }

    private Optional<Ledger> ledger(RunId run) {
        return Ledger.began(store, run).isPresent() ? Optional.of(Ledger.open(store, run)) : Optional.empty();
    }

    private boolean isSame(Ledger ledger) {
        return prepared(ledger)
                && made(ledger).map(recipe::equals).orElse(false)
                && isJudgedTheSame(Runs.began(ledger).spec());
    }

    /** What the gates ask for and what they look at must be the same too; old specs are cleaned up, and then it is not known. */
    private boolean isJudgedTheSame(Digest spec) {
        byte[] now = setting.kept();
        return Digest.of(now).equals(spec)
                || (store.has(spec) && judging(store.get(spec)).equals(judging(now)));
    }

    private static Map<String, String> judging(byte[] spec) {
        Map<String, String> judging = new TreeMap<>(Json.flat(spec, "the spec of a run"));
        judging.keySet().removeIf(key -> !key.startsWith("evaluate.") && !key.startsWith("gates["));
        return judging;
    }

    /** {@return what else than data is not as it was in a run; empty if its ledger is gone} */
    private Optional<List<String>> changes(RunId run) {
        Optional<Ledger> ledger = ledger(run);
        Optional<Inputs> prepared = ledger.flatMap(l -> l.done("prepare"))
                .map(LedgerEntry.Done::inputs)
                .filter(DueFacts::isKnown);
        Optional<Inputs> made = ledger.flatMap(DueFacts::made);
        if (prepared.isEmpty() || made.isEmpty()) {
            return Optional.empty();
        }
        List<String> changes = new ArrayList<>(withoutData(prepare.inputs()).changesSince(withoutData(prepared.get())));
        changes.addAll(recipe.changesSince(made.get()));
        return Optional.of(changes.stream().distinct().toList());
    }

    /** {@return the recipe of a run's search, or else of its training} */
    private static Optional<Inputs> made(Ledger ledger) {
        return ledger.done("tune")
                .or(() -> ledger.done("train"))
                .map(LedgerEntry.Done::inputs)
                .filter(DueFacts::isKnown)
                .map(DueFacts::withoutData);
    }

    private static boolean isKnown(Inputs inputs) {
        return !inputs.values().isEmpty();
    }

    private static Inputs withoutData(Inputs inputs) {
        Map<String, String> values = new TreeMap<>(inputs.values());
        values.keySet().removeIf(name -> name.startsWith("data: ") || name.equals("train: continue from"));
        return new Inputs(values);
    }
}
