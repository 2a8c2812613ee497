package retrain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import retrain.data.Snapshot;
import retrain.evaluate.Evaluation;
import retrain.event.Event;
import retrain.gate.Decision;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.promote.Promotion;
import retrain.registry.ModelVersion;
import retrain.report.PastRun;
import retrain.report.Reports;
import retrain.report.Results;
import retrain.report.RunRecord;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.Ledger;
import retrain.run.LedgerEntry;
import retrain.run.RunId;
import retrain.train.TrainedModel;
import retrain.train.Tuning;

/** Begins, goes on with and ends runs, and tells what they left. */
final class Runs {
    /** What a run writes for people and machines; those of an earlier run are removed first, so that none is taken for a new one. */
    private static final List<String> OUTPUTS =
            List.of("result.json", "report.html", "report.md", "gates.xml", "predictions.parquet");

    private final Setting setting;

    /** What this process has made or read already, by stage. */
    private Map<String, Record> outputs = Map.of();

    Runs(Setting setting) {
        this.setting = setting;
    }

    Outcome run(Command command) {
        Intent intent = Intent.parse(setting.request().value(Option.INTENT).orElseThrow());
        Optional<String> resumed = setting.request().value(Option.RUN);
        if (setting.request().isOn(Option.DRY_RUN)) {
            Ledger none = Ledger.begin(setting.store(), RunId.next(now()));
            Pipeline.End end = new Pipeline(setting, none, intent).plan();
            return new Outcome(end.kind(), end.reason(), List.of(), Optional.empty(), Optional.empty());
        }
        Optional<Ledger> earlier = resumed.isPresent() ? Optional.of(resume(id(resumed.get()))) : Optional.empty();
        boolean promotes = earlier.isPresent() && command == Command.PROMOTE && hasEnded(earlier.get());
        boolean goesOn = earlier.isPresent() && !promotes;
        Ledger ledger = goesOn ? earlier.get() : begin(RunId.next(now()), command, intent);
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
        Ledger ledger = goesOn
                ? Ledger.open(setting.store(), run)
                : begin(began.isPresent() ? RunId.next(now()) : run, command, intent);
        return carryOut(ledger, command, intent, goesOn, work);
    }

    private Outcome carryOut(
            Ledger ledger, Command command, Intent intent, boolean goesOn, Function<Pipeline, Pipeline.End> work) {
        String run = ledger.run().text();
        setting.context()
                .observer()
                .on(new Event.RunStarted(run, command.word(), setting.spec().model(), goesOn));
        removeOutputs();
        Pipeline pipeline = new Pipeline(setting, ledger, intent);
        Pipeline.End end = work.apply(pipeline);
        if (!hasEnded(ledger)) {
            ledger.append(new LedgerEntry.Ended(end.kind().name(), end.reason(), now()));
        }
        outputs = pipeline.outputs();
        RunRecord record =
                record(ledger, command.word(), intent.text(), end.kind().name(), end.reason());
        new Past(setting).keep(PastRun.of(record));
        Path report = write(record);
        tell(record);
        setting.context().observer().on(new Event.RunFinished(run, end.kind().name(), end.reason(), report.toString()));
        return new Outcome(end.kind(), end.reason(), List.of(), Optional.of(run), Optional.of(report));
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
        LedgerEntry.Ended ended = ledger.entries(LedgerEntry.Ended.class).stream()
                .reduce((first, last) -> last)
                .orElseThrow(() -> new InvalidInput(
                        Code.NOT_FOUND,
                        "run " + run,
                        "has not ended, so there is nothing to report",
                        "Go on with it: run with -Dretrain.run=" + run));
        removeOutputs();
        RunRecord record = record(ledger, began.command(), began.intent(), ended.outcome(), ended.summary());
        Path report = write(record);
        tell(record);
        return new Outcome(
                Outcome.Kind.DONE,
                "The reports of run " + run + " are written",
                List.of(),
                Optional.of(run.text()),
                Optional.of(report));
    }

    private Optional<RunId> latest() {
        return endedNewestFirst().map(Ledger::run).findFirst();
    }

    /** {@return the ledgers of this model's runs that have ended; each is read when it is asked for} */
    Stream<Ledger> endedNewestFirst() {
        List<RunId> runs = new ArrayList<>(Ledger.runs(setting.store()));
        Collections.reverse(runs);
        return runs.stream()
                .map(run -> Ledger.open(setting.store(), run))
                .filter(ledger -> began(ledger).model().equals(setting.spec().model()) && hasEnded(ledger));
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

    private Ledger begin(RunId run, Command command, Intent intent) {
        Ledger ledger = Ledger.begin(setting.store(), run);
        ledger.append(new LedgerEntry.Began(
                ledger.run(),
                Setting.version(),
                command.word(),
                setting.spec().model(),
                setting.store().put(Json.write(setting.spec())),
                intent.text(),
                setting.request().by(),
                now(),
                GitCommit.of(setting.base())));
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

    private Digest spec() {
        return Digest.of(Json.write(setting.spec()));
    }

    static LedgerEntry.Began began(Ledger ledger) {
        return ledger.entries(LedgerEntry.Began.class).get(0);
    }

    private Instant now() {
        return setting.context().clock().instant();
    }

    private Path write(RunRecord record) {
        Optional<Path> predictions = record.evaluation().isPresent()
                ? Optional.of(setting.store().fetch(record.evaluation().get().predictions()))
                : Optional.empty();
        return Reports.write(record, predictions, setting.request().out());
    }

    /** A run that has ended has ended, whether or not the tracker can be reached. */
    private void tell(RunRecord record) {
        new Telling(setting).tell(record);
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
                        evaluation,
                        decision,
                        version),
                ledger.entries(),
                output(ledger, kept, "prepare", Snapshot.class),
                output(ledger, kept, "tune", Tuning.class),
                output(ledger, kept, "train", TrainedModel.class),
                evaluation,
                decision,
                version,
                output(ledger, kept, "promote", Promotion.class));
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

    private void removeOutputs() {
        try {
            for (String name : OUTPUTS) {
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
