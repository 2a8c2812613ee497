package retrain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import retrain.cost.RunCost;
import retrain.data.Inspection;
import retrain.data.PrepareStage;
import retrain.data.Snapshot;
import retrain.evaluate.Evaluation;
import retrain.event.Event;
import retrain.gate.Decision;
import retrain.local.Embedded;
import retrain.monitor.Monitoring;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.problem.RetrainException;
import retrain.promote.Promotion;
import retrain.registry.ModelVersion;
import retrain.report.MonitorReports;
import retrain.report.PastRun;
import retrain.report.Reports;
import retrain.report.Results;
import retrain.report.RunRecord;
import retrain.report.TrackedLook;
import retrain.run.Digest;
import retrain.run.HandedOver;
import retrain.run.Json;
import retrain.run.Ledger;
import retrain.run.LedgerEntry;
import retrain.run.RunId;
import retrain.run.Stages;
import retrain.train.TrainedModel;
import retrain.train.Tuning;

/** Begins, goes on with and ends runs, and tells what they left. */
final class Runs {
    /** What a run writes for people and machines; those of an earlier run are removed first, so that none is taken for a new one. */
    private static final List<String> OUTPUTS = List.of(
            "result.json",
            "report.html",
            "report.md",
            "gates.xml",
            "predictions.parquet",
            "statistics.json",
            "constraints.json",
            "constraint_violations.json");

    /** What monitor writes. */
    private static final List<String> WATCHED = List.of("monitor.json", "monitor.html", "monitor.md", "metrics.txt");

    private static final String MONITOR = Command.MONITOR.word();

    /** Commands whose runs make no candidate. */
    private static final List<String> WITHOUT_CANDIDATE = List.of(MONITOR, Command.CHECK.word());

    private final Setting setting;
    private final Optional<Costs> costs;

    /** What this process has made or read already, by stage. */
    private Map<String, Record> outputs = Map.of();

    Runs(Setting setting) {
        this.setting = setting;
        this.costs = setting.spec().isInAws() ? Optional.of(new Costs(setting)) : Optional.empty();
    }

    Outcome run(Command command) {
        Optional<String> named = setting.request().value(Option.RUN);
        Optional<RunId> resumed = named.isPresent() ? Optional.of(id(named.get())) : Optional.empty();
        Optional<DueLease> lease = resumed.isPresent() ? DueLease.goOn(setting, resumed.get()) : Optional.empty();
        return lease.isPresent()
                ? lease.get().during(() -> run(command, resumed, RunId.next(now()), List.of()))
                : run(command, resumed, RunId.next(now()), List.of());
    }

    /**
     * Begins a run, or goes on with one.
     *
     * @param resumed the run to go on with
     * @param fresh the id of the run that begins otherwise
     * @param because the triggers that made it due, a sentence each
     */
    Outcome run(Command command, Optional<RunId> resumed, RunId fresh, List<String> because) {
        Intent intent = Intent.parse(setting.request().value(Option.INTENT).orElseThrow());
        if (setting.request().isOn(Option.DRY_RUN)) {
            Pipeline.End end = unwritten(intent).plan(command);
            List<String> lines = costs.isPresent() ? costs.get().lines(command) : List.of();
            return new Outcome(end.kind(), end.reason(), lines, Optional.empty(), Optional.empty());
        }
        Optional<Ledger> earlier = resumed.isPresent() ? Optional.of(resume(resumed.get())) : Optional.empty();
        boolean promotes = earlier.isPresent() && command == Command.PROMOTE && hasEnded(earlier.get());
        boolean goesOn = earlier.isPresent() && !promotes;
        if (costs.isPresent()) {
            Optional<String> waits = goesOn ? Optional.empty() : Costs.waits(setting, command, intent);
            if (waits.isPresent()) {
                removeOutputs();
                return new Outcome(Outcome.Kind.NOT_DUE, waits.get(), List.of(), Optional.empty(), Optional.empty());
            }
            costs.get().admit(goesOn ? earlier.get().run() : fresh, command);
        }
        Ledger ledger = goesOn ? earlier.get() : begin(command, intent, fresh, because);
        return carryOut(
                ledger,
                command,
                intent,
                goesOn,
                pipeline -> promotes ? pipeline.promote(earlier.get()) : pipeline.run(command));
    }

    /** Carries out a run whose id was chosen before, or goes on with it; one that began with another spec is left, and another begins. */
    Outcome run(RunId run, Command command, Function<Pipeline, Pipeline.End> work) {
        Intent intent = Intent.parse(setting.request().value(Option.INTENT).orElseThrow());
        Optional<LedgerEntry.Began> began = Ledger.began(setting.store(), run);
        boolean goesOn = began.filter(b -> b.spec().equals(spec())).isPresent();
        RunId id = goesOn || began.isEmpty() ? run : RunId.next(now());
        if (costs.isPresent()) {
            costs.get().admit(id, command);
        }
        Ledger ledger = goesOn ? Ledger.open(setting.store(), id) : begin(command, intent, id, List.of());
        return carryOut(ledger, command, intent, goesOn, work);
    }

    private Outcome carryOut(
            Ledger ledger, Command command, Intent intent, boolean goesOn, Function<Pipeline, Pipeline.End> work) {
        Telling telling = new Telling(setting);
        String run = ledger.run().text();
        setting.context()
                .observer()
                .on(new Event.RunStarted(run, command.word(), setting.spec().model(), goesOn));
        removeOutputs(command == Command.MONITOR ? WATCHED : OUTPUTS);
        Pipeline pipeline = new Pipeline(setting, ledger, intent);
        Pipeline.End end;
        try {
            end = costs.isPresent()
                    ? costs.get().during(ledger.run(), () -> worked(ledger, pipeline, work))
                    : worked(ledger, pipeline, work);
        } catch (HandedOver e) {
            ledger.flush();
            return Outcome.of(e, Optional.of(ledger.run()));
        }
        if (!hasEnded(ledger)) {
            pipeline.remember();
            ledger.append(new LedgerEntry.Ended(end.kind().name(), end.reason(), now()));
        }
        outputs = pipeline.outputs();
        RunRecord record =
                record(ledger, command.word(), intent.text(), end.kind().name(), end.reason());
        new Past(setting).keep(PastRun.of(record));
        Path report = write(record, ledger, telling);
        setting.context().observer().on(new Event.RunFinished(run, end.kind().name(), end.reason(), report.toString()));
        return new Outcome(end.kind(), end.reason(), List.of(), Optional.of(run), Optional.of(report));
    }

    /** What is done lasts, however the run comes to its end. */
    private static Pipeline.End worked(Ledger ledger, Pipeline pipeline, Function<Pipeline, Pipeline.End> work) {
        try {
            return work.apply(pipeline);
        } catch (RetrainException e) {
            try {
                ledger.flush();
            } catch (RetrainException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private static boolean hasEnded(Ledger ledger) {
        return !ledger.entries(LedgerEntry.Ended.class).isEmpty();
    }

    /** Writes the reports of an ended run again. */
    Outcome report() {
        RunId run =
                setting.request().value(Option.RUN).map(this::id).orElseGet(() -> latest().orElseThrow(this::noRun));
        Ledger ledger = Ledger.open(setting.store(), run);
        LedgerEntry.Began began = began(ledger);
        LedgerEntry.Ended ended = ended(ledger);
        removeOutputs(began.command().equals(MONITOR) ? WATCHED : OUTPUTS);
        RunRecord record = record(ledger, began.command(), began.intent(), ended.outcome(), ended.summary());
        Path report = write(record, ledger, new Telling(setting));
        return new Outcome(
                Outcome.Kind.DONE,
                "The reports of run " + run + " are written",
                List.of(),
                Optional.of(run.text()),
                Optional.of(report));
    }

    private static LedgerEntry.Ended ended(Ledger ledger) {
        return ledger.entries(LedgerEntry.Ended.class).stream()
                .reduce((first, last) -> last)
                .orElseThrow(() -> new InvalidInput(
                        Code.NOT_FOUND,
                        "run " + ledger.run(),
                        "has not ended, so there is nothing to report",
                        "Go on with it: run with -Dretrain.run=" + ledger.run()));
    }

    private Optional<RunId> latest() {
        return endedNewestFirst().map(Ledger::run).findFirst();
    }

    /** {@return the ledgers of this model's runs that have ended, without those that only watch; each is read when it is asked for} */
    Stream<Ledger> endedNewestFirst() {
        List<RunId> runs = new ArrayList<>(Ledger.runs(setting.store()));
        Collections.reverse(runs);
        return runs.stream()
                .map(run -> Ledger.open(setting.store(), run))
                .filter(ledger -> began(ledger).model().equals(setting.spec().model()) && hasEnded(ledger))
                .filter(ledger -> !WITHOUT_CANDIDATE.contains(began(ledger).command()));
    }

    private InvalidInput noRun() {
        return new InvalidInput(
                Code.NOT_FOUND, setting.store().location(), "has no run yet", "Start one with the command 'run'");
    }

    RunId id(String text) {
        if (!RunId.isValid(text)) {
            throw new InvalidInput(
                    Code.OPTION_WRONG,
                    "option 'run'",
                    "'" + text + "' is no run id",
                    "Take one from 'history': they look like 20260131T235959Z-1a2b3c");
        }
        return new RunId(text);
    }

    /**
     * {@return the rows of the sources as they are now}, prepared in a run of its own of which no report is written
     */
    Snapshot prepared(PrepareStage stage) {
        Intent intent = Intent.parse(setting.request().value(Option.INTENT).orElseThrow());
        Optional<RunId> before = new SetDown(setting).of(Command.CHECK, this::canGoOn);
        RunId run = before.orElseGet(() -> RunId.next(now()));
        if (costs.isPresent()) {
            costs.get().admit(run, Command.CHECK);
        }
        Ledger ledger =
                before.isPresent() ? Ledger.open(setting.store(), run) : begin(Command.CHECK, intent, run, List.of());
        Stages stages = new Stages(
                setting.store(),
                ledger,
                setting.spec().model(),
                setting.context().clock(),
                setting.context().observer());
        Snapshot snapshot;
        try {
            snapshot = costs.isPresent() ? costs.get().during(run, () -> stages.run(stage)) : stages.run(stage);
        } catch (HandedOver e) {
            new SetDown(setting).keep(Command.CHECK, run);
            throw e;
        }
        stages.remember();
        String outcome = Outcome.Kind.PREPARED.name();
        String reason = snapshot.rows() + " rows are prepared";
        ledger.append(new LedgerEntry.Ended(outcome, reason, now()));
        outputs = stages.outputs();
        new Past(setting).keep(PastRun.of(record(ledger, Command.CHECK.word(), intent.text(), outcome, reason)));
        return snapshot;
    }

    private Ledger begin(Command command, Intent intent, RunId run, List<String> because) {
        Ledger ledger = Ledger.begin(setting.store(), run);
        ledger.append(new LedgerEntry.Began(
                ledger.run(),
                Setting.version(),
                command.word(),
                setting.spec().model(),
                setting.store().put(setting.kept()),
                intent.text(),
                setting.request().by(),
                now(),
                GitCommit.of(setting.base()),
                because));
        return ledger;
    }

    private Ledger resume(RunId run) {
        Ledger ledger = Ledger.open(setting.store(), run);
        if (!began(ledger).spec().equals(spec())) {
            throw new InvalidInput(
                    Code.OPTION_WRONG,
                    "run " + run,
                    "began with another spec",
                    "Start a new run without naming one: it reuses what has not changed");
        }
        return ledger;
    }

    /** {@return whether it is a run of this very spec that has not ended} */
    boolean canGoOn(RunId run) {
        Optional<LedgerEntry.Began> began = Ledger.began(setting.store(), run);
        return began.filter(b -> b.spec().equals(spec())).isPresent() && !hasEnded(Ledger.open(setting.store(), run));
    }

    private Digest spec() {
        return Digest.of(setting.kept());
    }

    static LedgerEntry.Began began(Ledger ledger) {
        return ledger.entries(LedgerEntry.Began.class).get(0);
    }

    private Instant now() {
        return setting.context().clock().instant();
    }

    /** {@return what monitor finds in the present data, or has found already; empty if there is nothing to compare them with} */
    Optional<Monitoring> looked() {
        boolean comparable = setting.registry().champion().isPresent()
                || setting.spec().monitor().reference().isPresent();
        Optional<Monitoring> known = comparable ? known() : Optional.empty();
        if (known.isPresent() || !comparable || setting.request().isOn(Option.DRY_RUN)) {
            return known;
        }
        SetDown before = new SetDown(setting);
        Outcome look = run(Command.MONITOR, before.of(Command.MONITOR, this::canGoOn), RunId.next(now()), List.of());
        if (look.kind() == Outcome.Kind.HANDED_OVER) {
            before.keep(Command.MONITOR, id(look.run().orElseThrow()));
            throw new HandedOver(look.handedOver());
        }
        return Optional.of((Monitoring) Objects.requireNonNull(outputs.get(MONITOR)));
    }

    private Optional<Monitoring> known() {
        return unwritten(Intent.parse(setting.request().value(Option.INTENT).orElseThrow()))
                .watched();
    }

    /** A pipeline whose stages are not to be run. */
    private Pipeline unwritten(Intent intent) {
        return new Pipeline(setting, Ledger.begin(setting.store(), RunId.next(now())), intent);
    }

    private Path write(RunRecord record, Ledger ledger, Telling telling) {
        Optional<Monitoring> monitoring = output(ledger, true, MONITOR, Monitoring.class);
        if (monitoring.isPresent()) {
            Instant at = ended(ledger).at();
            Path page = MonitorReports.write(
                    monitoring.get(), List.of(), at, setting.request().out());
            telling.look(new TrackedLook(
                    setting.spec().model(),
                    Optional.of(ledger.run().text()),
                    ledger.entries(),
                    MonitorReports.measurements(monitoring.get(), at)));
            return page;
        }
        Path report = write(record);
        telling.tell(record);
        return report;
    }

    private Path write(RunRecord record) {
        Optional<Path> predictions = record.evaluation().isPresent()
                ? Optional.of(setting.store().fetch(record.evaluation().get().predictions()))
                : Optional.empty();
        Map<String, String> others = record.snapshot().isPresent()
                ? Embedded.modelMonitorFiles(record.snapshot().get(), record.inspection())
                : Map.of();
        return Reports.write(record, predictions, others, setting.request().out());
    }

    /** {@return what a run left of which only the ledger is there} */
    RunRecord bare(Ledger ledger, String command, String intent, String outcome, String reason) {
        return record(ledger, false, command, intent, outcome, reason);
    }

    /** {@return what the run left, from the ledger and the objects it names} */
    RunRecord record(Ledger ledger, String command, String intent, String outcome, String reason) {
        return record(ledger, true, command, intent, outcome, reason);
    }

    /** @param kept whether the objects that the ledger names are looked for */
    private RunRecord record(
            Ledger ledger, boolean kept, String command, String intent, String outcome, String reason) {
        Optional<Evaluation> evaluation = output(ledger, kept, "evaluate", Evaluation.class);
        Optional<Decision> decision = output(ledger, kept, "gate", Decision.class);
        Optional<Inspection> inspection = output(ledger, kept, "inspect", Inspection.class);
        Optional<ModelVersion> version = output(ledger, kept, "register", ModelVersion.class);
        return new RunRecord(
                Results.assemble(
                        ledger.run().text(),
                        setting.spec().model(),
                        command,
                        intent,
                        outcome,
                        reason,
                        ledger.entries(),
                        inspection,
                        evaluation,
                        decision,
                        version,
                        cost(ledger, command)),
                ledger.entries(),
                output(ledger, kept, "prepare", Snapshot.class),
                inspection,
                output(ledger, kept, "tune", Tuning.class),
                output(ledger, kept, "train", TrainedModel.class),
                evaluation,
                decision,
                version,
                output(ledger, kept, "promote", Promotion.class));
    }

    private Optional<RunCost> cost(Ledger ledger, String command) {
        return costs.isPresent()
                ? Optional.of(
                        costs.get().of(ledger.run(), command, began(ledger).at()))
                : Optional.empty();
    }

    private <T> Optional<T> output(Ledger ledger, boolean kept, String stage, Class<T> type) {
        if (!kept) {
            return Optional.empty();
        }
        Record made = outputs.get(stage);
        if (made != null) {
            return Optional.of(type.cast(made));
        }
        Optional<LedgerEntry.Done> done = ledger.done(stage);
        if (done.isEmpty()) {
            return Optional.empty();
        }
        Digest output = done.get().output();
        return Optional.of(Json.read(setting.store().get(output), type, "object " + output));
    }

    void removeOutputs() {
        removeOutputs(OUTPUTS);
    }

    private void removeOutputs(List<String> outputs) {
        try {
            for (String name : outputs) {
                Files.deleteIfExists(setting.request().out().resolve(name));
            }
        } catch (IOException e) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_UNUSABLE,
                            setting.request().out().toString(),
                            "cannot be written (" + e + ")",
                            "Grant access to the folder of the reports"),
                    e);
        }
    }
}
