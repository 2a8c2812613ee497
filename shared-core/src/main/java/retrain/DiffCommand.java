package retrain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.data.Snapshot;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.registry.Alias;
import retrain.registry.ModelVersion;
import retrain.report.RunDiff;
import retrain.report.RunRecord;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.Ledger;
import retrain.run.LedgerEntry;
import retrain.run.RunId;

/** Shows what differs between two runs, versions or snapshots; by default between the last run that has ended and the one before. */
final class DiffCommand {
    private final Setting setting;
    private final Runs runs;

    private DiffCommand(Setting setting) {
        this.setting = setting;
        this.runs = new Runs(setting);
    }

    static Outcome execute(Setting setting) {
        return new DiffCommand(setting).diff();
    }

    private Outcome diff() {
        List<RunId> newest = runs.endedNewestFirst().map(Ledger::run).limit(2).toList();
        if (isOfData(Option.FROM) || isOfData(Option.TO)) {
            return data(newest);
        }
        RunId to = chosen(Option.TO, newest, 0);
        RunId from = chosen(Option.FROM, newest, 1);
        List<String> lines = RunDiff.lines(record(from), record(to), spec(from), spec(to));
        String summary = lines.isEmpty()
                ? "Nothing differs between " + from + " and " + to
                : "What differs between " + from + " and " + to;
        return new Outcome(Outcome.Kind.DONE, summary, lines, Optional.empty(), Optional.empty());
    }

    private boolean isOfData(Option option) {
        return setting.request().value(option).orElse("").startsWith(Snapshots.PREFIX);
    }

    private Outcome data(List<RunId> newest) {
        Snapshots snapshots = new Snapshots(setting);
        Snapshot to = data(snapshots, Option.TO, newest, 0);
        Snapshot from = data(snapshots, Option.FROM, newest, isOfData(Option.TO) ? 0 : 1);
        List<String> lines = snapshots.diff(from, to);
        return new Outcome(
                Outcome.Kind.DONE, "What differs between two snapshots", lines, Optional.empty(), Optional.empty());
    }

    private Snapshot data(Snapshots snapshots, Option option, List<RunId> newest, int orElse) {
        if (isOfData(option)) {
            return snapshots.named(setting.request().value(option).orElseThrow());
        }
        RunId run = chosen(option, newest, orElse);
        return Ledger.open(setting.store(), run)
                .done("prepare")
                .flatMap(d -> snapshots.find(d.output()))
                .orElseThrow(() -> new InvalidInput(
                        Code.NOT_FOUND,
                        "run " + run,
                        "has no snapshot, or it is not kept any more",
                        "Name another run, or data:<digits>"));
    }

    private RunId chosen(Option option, List<RunId> newest, int orElse) {
        Optional<String> value = setting.request().value(option);
        if (value.isPresent()) {
            return value.get().matches("[0-9]{1,9}")
                    ? version(Integer.parseInt(value.get())).run()
                    : value.get().equals(Alias.CHAMPION) ? champion() : runs.id(value.get());
        }
        if (newest.size() <= orElse) {
            throw new InvalidInput(
                    Code.NOT_FOUND,
                    setting.store().location(),
                    "has fewer than two ended runs of '" + setting.spec().model() + "'",
                    "Name what to compare with -Dretrain.from=<run or version> and -Dretrain.to=<run or version>");
        }
        return newest.get(orElse);
    }

    private RunId champion() {
        return setting.registry()
                .champion()
                .map(ModelVersion::run)
                .orElseThrow(() -> new InvalidInput(
                        Code.NOT_FOUND,
                        "the champion of '" + setting.spec().model() + "'",
                        "there is none yet",
                        "Name a run or a version; 'history' shows them"));
    }

    private ModelVersion version(int number) {
        return setting.registry()
                .version(number)
                .orElseThrow(() -> new InvalidInput(
                        Code.NOT_FOUND,
                        "version " + number + " of '" + setting.spec().model() + "'",
                        "there is none",
                        "See 'history' for the versions there are"));
    }

    /** Old specs are cleaned up. */
    private Map<String, String> spec(RunId run) {
        Digest spec = Runs.began(Ledger.open(setting.store(), run)).spec();
        return setting.store().has(spec) ? Json.flat(setting.store().get(spec), "object " + spec) : Map.of();
    }

    private RunRecord record(RunId run) {
        Ledger ledger = Ledger.open(setting.store(), run);
        LedgerEntry.Began began = Runs.began(ledger);
        Optional<LedgerEntry.Ended> ended =
                ledger.entries(LedgerEntry.Ended.class).stream().findFirst();
        return runs.record(
                ledger,
                began.command(),
                began.intent(),
                ended.map(LedgerEntry.Ended::outcome).orElse("UNFINISHED"),
                ended.map(LedgerEntry.Ended::summary).orElse("the run has not ended"));
    }
}
