package retrain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.report.PastRun;
import retrain.report.RunHistory;
import retrain.run.Json;
import retrain.run.Ledger;
import retrain.run.LedgerEntry;
import retrain.run.RunId;
import retrain.run.Store;

/** The runs of a model: a small document each, written when the run ends; for those without one, from their ledger and records. */
final class Past {
    private static final String ALL = "history/";

    private final Setting setting;
    private final Store store;
    private final String model;

    Past(Setting setting) {
        this.setting = setting;
        this.store = setting.store();
        this.model = setting.spec().model();
    }

    /** Keeps what lasts of a run that has ended; what is kept already stays as it is. */
    void keep(PastRun run) {
        store.create(key(run.run()), Json.write(run));
    }

    private String key(String run) {
        return ALL + model + "/" + run + ".json";
    }

    RunHistory read() {
        Set<String> kept = new HashSet<>(store.list(ALL));
        Set<String> told = new HashSet<>();
        kept.forEach(key -> told.add(key.substring(key.lastIndexOf('/') + 1)));
        List<RunId> ids = new ArrayList<>(Ledger.runs(store));
        Collections.reverse(ids);
        List<PastRun> runs = new ArrayList<>();
        for (RunId id : ids) {
            String key = key(id.text());
            if (kept.contains(key)) {
                store.read(key).ifPresent(d -> runs.add(Json.read(d.content(), PastRun.class, key)));
            } else if (!told.contains(id + ".json") && isOurs(id)) {
                runs.add(assembled(Ledger.open(store, id)));
            }
        }
        return new RunHistory(RunHistory.FORMAT, model, runs);
    }

    private boolean isOurs(RunId run) {
        return Ledger.began(store, run).filter(b -> b.model().equals(model)).isPresent();
    }

    private PastRun assembled(Ledger ledger) {
        LedgerEntry.Began began = Runs.began(ledger);
        Optional<LedgerEntry.Ended> ended =
                ledger.entries(LedgerEntry.Ended.class).stream().reduce((a, b) -> b);
        String outcome = ended.map(LedgerEntry.Ended::outcome).orElse(PastRun.UNFINISHED);
        String reason =
                ended.map(LedgerEntry.Ended::summary).orElse("has not ended; 'run' with its id goes on with it");
        Runs runs = new Runs(setting);
        try {
            return PastRun.of(runs.record(ledger, began.command(), began.intent(), outcome, reason));
        } catch (BackendFailure e) {
            if (e.problems().stream().noneMatch(p -> p.code() == Code.NOT_FOUND)) {
                throw e;
            }
            // Its records were cleaned up: the ledger alone is left.
            return PastRun.of(runs.bare(ledger, began.command(), began.intent(), outcome, reason));
        }
    }

    /** Writes {@code history.json} and {@code history.csv} into a folder. {@return the table's path} */
    static Path write(RunHistory history, Path out) {
        try {
            Files.createDirectories(out);
            Files.write(out.resolve("history.json"), history.json());
            return Files.writeString(out.resolve("history.csv"), history.csv());
        } catch (IOException e) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_UNUSABLE,
                            out.toString(),
                            "the history cannot be written there (" + e + ")",
                            "Free space or grant access there"),
                    e);
        }
    }
}
