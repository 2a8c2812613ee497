package retrain;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import retrain.event.Event;
import retrain.problem.RetrainException;
import retrain.registry.Alias;
import retrain.report.RunRecord;
import retrain.report.Tracker;
import retrain.report.Tracking;
import retrain.run.LedgerEntry;

/** Tells an experiment tracker of runs, if the spec names one. What fails there is said and does not fail the run. */
final class Telling {
    private static final List<String> REPORTS = List.of("report.html", "report.md", "gates.xml", "result.json");

    private final Setting setting;

    Telling(Setting setting) {
        this.setting = setting;
    }

    void tell(RunRecord run) {
        if (setting.spec().history().mlflow().isEmpty()) {
            return;
        }
        String id = run.result().run();
        with("run " + id + " is not told", "'report' with -Dretrain.run=" + id + " tells it later", tracker -> {
            Optional<Path> archive =
                    run.version().map(v -> setting.store().fetch(v.artifact().archive()));
            String where = tracker.log(Tracking.of(run, artifacts(run), archive));
            tracker.alias(run.result().model(), aliases());
            notice("MLflow: run " + id + " is at " + where);
        });
    }

    /** After a rollback. */
    void aliasesMoved() {
        with(
                "the aliases are not told",
                "the next run, or 'report', tells them",
                tracker -> tracker.alias(setting.spec().model(), aliases()));
    }

    private void with(String failed, String cure, Consumer<Tracker> work) {
        Optional<Tracker> tracker = setting.ports().tracker(setting.spec(), setting.base());
        if (tracker.isEmpty()) {
            return;
        }
        try {
            work.accept(tracker.get());
        } catch (RetrainException e) {
            notice("MLflow: " + failed + ": " + e.problems().get(0).line() + ". All else is done; " + cure);
        }
    }

    private void notice(String message) {
        setting.context().observer().on(new Event.Noticed(message));
    }

    private Map<String, Path> artifacts(RunRecord run) {
        Map<String, Path> artifacts = new TreeMap<>();
        for (String name : REPORTS) {
            Path file = setting.request().out().resolve(name);
            if (Files.exists(file)) {
                artifacts.put(name, file);
            }
        }
        for (LedgerEntry entry : run.ledger()) {
            if (entry instanceof LedgerEntry.Began began && setting.store().has(began.spec())) {
                artifacts.put("spec.json", setting.store().fetch(began.spec()));
            }
        }
        return artifacts;
    }

    private Map<String, Integer> aliases() {
        Map<String, Integer> aliases = new TreeMap<>();
        setting.registry().alias(Alias.CHAMPION).ifPresent(a -> aliases.put(Alias.CHAMPION, a.version()));
        setting.registry()
                .challenge()
                .ifPresent(t -> aliases.put(Alias.CHALLENGER, t.challenger().number()));
        return aliases;
    }
}
