package retrain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import retrain.Outcome.Kind;
import retrain.data.InspectStage;
import retrain.data.Inspection;
import retrain.data.PrepareStage;
import retrain.data.SchemaChange;
import retrain.data.Snapshot;
import retrain.evaluate.EvaluateStage;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Scorer;
import retrain.event.Event;
import retrain.gate.Decision;
import retrain.gate.GateStage;
import retrain.gate.HoldoutUses;
import retrain.monitor.MonitorStage;
import retrain.monitor.Monitoring;
import retrain.monitor.WatchedModel;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.promote.PromoteStage;
import retrain.promote.Promotion;
import retrain.registry.ModelVersion;
import retrain.registry.RegisterStage;
import retrain.report.MonitorReports;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.Ledger;
import retrain.run.LedgerEntry.Did;
import retrain.run.LedgerEntry.Done;
import retrain.run.Stages;
import retrain.spec.Spec;
import retrain.train.ModelArtifact;
import retrain.train.TrainStage;
import retrain.train.TrainedModel;
import retrain.train.TuneStage;
import retrain.train.Tuning;

/** The stages of a run, in their order, as far as the command goes. */
final class Pipeline {
    private static final String INSPECT = "inspect";

    private final Setting setting;
    private final Stages stages;
    private final Ledger ledger;
    private final Intent intent;
    private final Scorer scorer;

    Pipeline(Setting setting, Ledger ledger, Intent intent) {
        this.setting = setting;
        this.ledger = ledger;
        this.intent = intent;
        this.scorer = setting.ports().scorer(setting.spec(), setting.base(), setting.store());
        this.stages = new Stages(
                setting.store(),
                ledger,
                setting.spec().model(),
                setting.context().clock(),
                setting.context().observer(),
                setting.own(),
                setting.reuses());
    }

    /** Keeps what later runs explain themselves by. */
    void remember() {
        stages.remember();
    }

    /** How a run ended: its outcome, and the reason in a sentence. */
    record End(Kind kind, String reason) {}

    /** {@return the records of the stages so far, by stage} */
    Map<String, Record> outputs() {
        return stages.outputs();
    }

    End run(Command command) {
        Snapshot snapshot = stages.run(prepare());
        Optional<ModelVersion> champion = setting.registry().champion();
        if (command == Command.MONITOR) {
            return watched(stages.run(monitor(snapshot, champion)));
        }
        Optional<Inspection> inspection = inspect(snapshot, champion);
        List<String> obstacles = inspection.isPresent() ? inspection.get().obstacles() : List.of();
        if (!obstacles.isEmpty()) {
            return new End(Kind.REJECTED, "the data are not fit to train on: " + String.join("; ", obstacles));
        }
        if (command == Command.PREPARE) {
            return new End(Kind.PREPARED, snapshot.rows() + " rows are prepared");
        }
        refuseEarly(snapshot, champion);
        Spec spec = tunes() ? TuneStage.best(setting.spec(), stages.run(tune(snapshot))) : setting.spec();
        TrainedModel trained = stages.run(train(spec, snapshot, base(snapshot, champion, inspection)));
        if (command == Command.TRAIN) {
            return new End(Kind.TRAINED, "a model is trained");
        }
        return decided(command, snapshot, trained, champion);
    }

    /** Gates a model that was made elsewhere by rows that it has not learned, and promotes it if it passes. */
    End judge(Snapshot rows, TrainedModel trained, String because) {
        Snapshot snapshot = stages.known("prepare", keep(rows), Snapshot.class, because);
        TrainedModel candidate = stages.known("train", keep(trained), TrainedModel.class, because);
        Optional<ModelVersion> champion = setting.registry().champion();
        refuseEarly(snapshot, champion);
        return decided(Command.RUN, snapshot, candidate, champion);
    }

    private Digest keep(Record record) {
        return setting.store().put(Json.write(record));
    }

    private End decided(Command command, Snapshot snapshot, TrainedModel trained, Optional<ModelVersion> champion) {
        if (isChampion(trained, champion)) {
            return unchanged(command, snapshot, champion.orElseThrow());
        }
        Evaluation evaluation = stages.run(evaluate(snapshot, trained, champion));
        Decision decision = stages.run(gate(evaluation, HoldoutUses::count));
        if (command == Command.EVALUATE) {
            return new End(rejected(decision).orElse(Kind.EVALUATED), decision.reason());
        }
        ModelVersion version = stages.run(register(snapshot, trained, evaluation, decision));
        Optional<Kind> rejected = rejected(decision);
        if (rejected.isPresent()) {
            return new End(rejected.get(), decision.reason());
        }
        return promoted(stages.run(promote(snapshot, version, evaluation, decision)));
    }

    /** Promotes the candidate of an earlier run that has ended, such as one that was held. */
    End promote(Ledger earlier) {
        String because = "run " + earlier.run() + " made it";
        Snapshot snapshot = stages.known("prepare", output(earlier, "prepare"), Snapshot.class, because);
        if (earlier.done("tune").isPresent()) {
            stages.known("tune", output(earlier, "tune"), Tuning.class, because);
        }
        if (earlier.done(INSPECT).isPresent()) {
            stages.known(INSPECT, output(earlier, INSPECT), Inspection.class, because);
        }
        stages.known("train", output(earlier, "train"), TrainedModel.class, because);
        Evaluation evaluation = stages.known("evaluate", output(earlier, "evaluate"), Evaluation.class, because);
        Decision decision = stages.known("gate", output(earlier, "gate"), Decision.class, because);
        ModelVersion version = stages.known("register", output(earlier, "register"), ModelVersion.class, because);
        Optional<Kind> rejected = rejected(decision);
        return rejected.map(kind -> new End(kind, decision.reason()))
                .orElseGet(() -> promoted(stages.run(promote(snapshot, version, evaluation, decision))));
    }

    private static Digest output(Ledger earlier, String stage) {
        return earlier.done(stage)
                .map(Done::output)
                .orElseThrow(() -> new InvalidInput(
                        Code.NOT_FOUND,
                        "run " + earlier.run(),
                        "ended before the stage '" + stage + "', so it has no candidate to promote",
                        "Run 'promote' without naming a run: it does what is missing"));
    }

    private static End watched(Monitoring monitoring) {
        return new End(monitoring.alarm() ? Kind.ALARM : Kind.QUIET, MonitorReports.sentence(monitoring));
    }

    /** {@return what monitor has found in the present data already; empty if it would have to look} */
    Optional<Monitoring> watched() {
        return stages.plan(prepare())
                .flatMap(s -> stages.plan(monitor(s, setting.registry().champion())));
    }

    private MonitorStage monitor(Snapshot snapshot, Optional<ModelVersion> champion) {
        return new MonitorStage(
                setting.spec(),
                setting.context(),
                snapshot,
                champion.map(this::model),
                setting.ports().watching(setting.spec(), setting.base(), scorer));
    }

    private WatchedModel model(ModelVersion champion) {
        return new WatchedModel(
                champion.number(),
                champion.artifact(),
                read(champion.snapshot(), Snapshot.class),
                read(champion.evaluation(), Evaluation.class),
                champion.evaluation());
    }

    /** Says what a run would do; nothing is written. */
    End plan(Command command) {
        if (command == Command.MONITOR) {
            return planned(watched().map(MonitorReports::sentence).orElse("monitor would look at the data"));
        }
        Optional<Snapshot> snapshot = stages.plan(prepare());
        if (snapshot.isEmpty()) {
            return planned("prepare and every stage after it would run");
        }
        Optional<ModelVersion> champion = setting.registry().champion();
        InspectStage inspect = inspection(snapshot.get(), champion);
        Optional<Inspection> inspection = inspect.isNeeded() ? stages.plan(inspect) : Optional.empty();
        if (inspect.isNeeded() && inspection.isEmpty()) {
            return planned("inspect and every stage after it would run");
        }
        Spec spec = setting.spec();
        if (tunes()) {
            Optional<Tuning> tuning = stages.plan(tune(snapshot.get()));
            if (tuning.isEmpty()) {
                return planned("tune and every stage after it would run");
            }
            spec = TuneStage.best(spec, tuning.get());
        }
        Optional<TrainedModel> trained =
                stages.plan(train(spec, snapshot.get(), base(snapshot.get(), champion, inspection)));
        if (trained.isEmpty()) {
            return planned("train and every stage after it would run");
        }
        if (isChampion(trained.get(), champion)) {
            return planned("nothing would run: " + isThisModel(champion.orElseThrow()));
        }
        Optional<Evaluation> evaluation = stages.plan(evaluate(snapshot.get(), trained.get(), champion));
        if (evaluation.isEmpty()) {
            return planned("evaluate and every stage after it would run");
        }
        return planned(stages.plan(gate(evaluation.get(), HoldoutUses::expected))
                .map(d -> "gates: " + d.reason())
                .orElse("gate and every stage after it would run"));
    }

    private static End planned(String what) {
        return new End(Kind.DONE, "Dry run: " + what);
    }

    private End unchanged(Command command, Snapshot snapshot, ModelVersion champion) {
        String because = isThisModel(champion);
        Evaluation evaluation = stages.known("evaluate", champion.evaluation(), Evaluation.class, because);
        Decision decision = stages.known("gate", champion.decision(), Decision.class, because);
        if (command != Command.EVALUATE) {
            stages.known("register", setting.store().put(Json.write(champion)), ModelVersion.class, because);
            Promotion promotion = stages.run(promote(snapshot, champion, evaluation, decision));
            if (ledger.done("promote").orElseThrow().did() == Did.RAN) {
                return promoted(promotion);
            }
        }
        return new End(Kind.UNCHANGED, because);
    }

    private static boolean isChampion(TrainedModel trained, Optional<ModelVersion> champion) {
        return champion.map(
                        c -> c.artifact().archive().equals(trained.artifact().archive()))
                .orElse(false);
    }

    private static String isThisModel(ModelVersion champion) {
        return "version " + champion.number() + ", the champion, is this model";
    }

    private <T> T read(Digest digest, Class<T> type) {
        return Json.read(setting.store().get(digest), type, "object " + digest);
    }

    /** What evaluate would refuse is said before anything is trained. */
    private void refuseEarly(Snapshot snapshot, Optional<ModelVersion> champion) {
        List<Problem> problems = EvaluateStage.problems(setting.spec(), snapshot, byItself(champion));
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }

    private PrepareStage prepare() {
        return new PrepareStage(
                setting.spec(), setting.context(), setting.ports().preparer(setting.spec(), setting.base()));
    }

    private InspectStage inspection(Snapshot snapshot, Optional<ModelVersion> champion) {
        Optional<InspectStage.Champion> compared = champion.isEmpty()
                ? Optional.empty()
                : Optional.of(new InspectStage.Champion(
                        name(champion.get()), champion.get().snapshot()));
        return new InspectStage(
                setting.spec(),
                setting.context(),
                snapshot,
                compared,
                setting.ports().inspector());
    }

    /** What stops nothing is told. */
    private Optional<Inspection> inspect(Snapshot snapshot, Optional<ModelVersion> champion) {
        InspectStage stage = inspection(snapshot, champion);
        if (!stage.isNeeded() && ledger.done(INSPECT).isEmpty()) {
            return Optional.empty();
        }
        Inspection inspection = stages.run(stage);
        for (String notice : inspection.notices()) {
            notice(notice);
        }
        return Optional.of(inspection);
    }

    private void notice(String message) {
        setting.context().observer().on(new Event.Noticed(message));
    }

    private boolean tunes() {
        return setting.spec().train().tune().isPresent();
    }

    private TuneStage tune(Snapshot snapshot) {
        return new TuneStage(
                setting.spec(), setting.context(), snapshot, setting.ports().trainer(setting.spec()));
    }

    /** The spec may be that of the best trial. */
    private TrainStage train(Spec spec, Snapshot snapshot, Optional<ModelArtifact> base) {
        return new TrainStage(
                spec, setting.context(), snapshot, base, setting.ports().trainer(setting.spec()));
    }

    /** {@return what rounds may be added to: nothing if the rows are of another form than the champion's} */
    private Optional<ModelArtifact> base(
            Snapshot snapshot, Optional<ModelVersion> champion, Optional<Inspection> inspection) {
        if (champion.isEmpty() || setting.spec().train().continueFrom().isEmpty()) {
            return Optional.empty();
        }
        List<SchemaChange> changes = inspection.isPresent() ? inspection.get().fromScratch() : List.of();
        if (changes.isEmpty()) {
            return base(snapshot, champion.get());
        }
        notice("trained from scratch, not from " + name(champion.get()) + ": column '"
                + changes.get(0).column() + "' " + changes.get(0).what());
        return Optional.empty();
    }

    /**
     * The model to add rounds to: the champion; but a champion that was trained on these very rows is not trained on them again, so
     * then it is the model that the champion itself was made from, which leads to the champion's own result.
     */
    private Optional<ModelArtifact> base(Snapshot snapshot, ModelVersion champion) {
        TrainedModel.Provenance made =
                read(champion.trained(), TrainedModel.class).provenance();
        if (!made.trainRows().equals(snapshot.train().digest())) {
            return Optional.of(champion.artifact());
        }
        return made.continuedFrom().flatMap(this::withArchive).map(ModelVersion::artifact);
    }

    /** Without its line and its threshold, whose records a run that finds nothing to do need not read. */
    private static Optional<EvaluateStage.Champion> byItself(Optional<ModelVersion> champion) {
        return champion.isEmpty()
                ? Optional.empty()
                : Optional.of(new EvaluateStage.Champion(
                        name(champion.get()), champion.get().artifact(), List.of(), Optional.empty()));
    }

    private static String name(ModelVersion version) {
        return "version " + version.number();
    }

    private Optional<EvaluateStage.Champion> named(Optional<ModelVersion> champion) {
        return champion.isEmpty()
                ? Optional.empty()
                : Optional.of(new EvaluateStage.Champion(
                        name(champion.get()),
                        champion.get().artifact(),
                        line(champion.get()),
                        threshold(champion.get())));
    }

    /** The threshold that the champion was registered with, and is used with. */
    private Optional<Double> threshold(ModelVersion champion) {
        return read(champion.evaluation(), Evaluation.class).candidate().threshold();
    }

    /** The champion, then the model that it added rounds to, and so on. */
    private List<EvaluateStage.Ancestor> line(ModelVersion champion) {
        List<EvaluateStage.Ancestor> line = new ArrayList<>();
        Optional<ModelVersion> next = Optional.of(champion);
        while (next.isPresent()) {
            ModelVersion version = next.get();
            Snapshot snapshot = read(version.snapshot(), Snapshot.class);
            line.add(new EvaluateStage.Ancestor(name(version), snapshot.train(), snapshot.validation()));
            next = read(version.trained(), TrainedModel.class)
                    .provenance()
                    .continuedFrom()
                    .flatMap(this::withArchive)
                    .filter(v -> v.number() < version.number());
        }
        return line;
    }

    private Optional<ModelVersion> withArchive(Digest archive) {
        return setting.registry().versions().stream()
                .filter(v -> v.artifact().archive().equals(archive))
                .findFirst();
    }

    private EvaluateStage evaluate(Snapshot snapshot, TrainedModel trained, Optional<ModelVersion> champion) {
        return new EvaluateStage(
                setting.spec(),
                setting.context(),
                snapshot,
                trained,
                named(champion),
                scorer,
                setting.ports().rows());
    }

    /** The comparison is counted before anything is decided by it: a kill in between does not make it free. */
    private GateStage gate(Evaluation evaluation, ToIntFunction<HoldoutUses> number) {
        Optional<Integer> look = evaluation
                .champion()
                .map(c -> number.applyAsInt(new HoldoutUses(
                        setting.store(),
                        setting.spec(),
                        evaluation,
                        ledger.run(),
                        setting.context().clock().instant())));
        return new GateStage(setting.spec(), evaluation, look);
    }

    private RegisterStage register(Snapshot snapshot, TrainedModel trained, Evaluation evaluation, Decision decision) {
        return new RegisterStage(
                setting.registry(),
                setting.context(),
                setting.spec(),
                ledger.run(),
                intent.registeredAs(),
                snapshot,
                trained,
                evaluation,
                decision,
                setting.request().by());
    }

    private PromoteStage promote(Snapshot snapshot, ModelVersion version, Evaluation evaluation, Decision decision) {
        return new PromoteStage(
                setting.registry(),
                setting.context(),
                setting.spec(),
                snapshot,
                version,
                evaluation,
                decision,
                intent.hold(),
                setting.ports().checker(setting.spec(), setting.context()),
                setting.ports().rows(),
                setting.ports().deployer(setting.spec(), setting.context()),
                setting.request().by(),
                setting.request().value(Option.WHY));
    }

    private static Optional<Kind> rejected(Decision decision) {
        return switch (decision.verdict()) {
            case PASSED -> Optional.empty();
            case FAILED -> Optional.of(Kind.REJECTED);
            case INCONCLUSIVE -> Optional.of(Kind.INCONCLUSIVE);
        };
    }

    private End promoted(Promotion promotion) {
        boolean ran = ledger.done("promote").orElseThrow().did() == Did.RAN;
        Kind kind =
                switch (promotion.state()) {
                    case HELD -> Kind.HELD;
                    case TESTING -> Kind.TESTING;
                    case PROMOTED -> ran ? Kind.PROMOTED : Kind.UNCHANGED;
                };
        return new End(kind, promotion.reason());
    }
}
