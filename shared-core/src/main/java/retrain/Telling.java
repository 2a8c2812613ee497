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
import retrain.report.TrackedLook;
import retrain.report.TrackedRun;
import retrain.report.Tracker;
import retrain.report.Tracking;
import retrain.run.LedgerEntry;

/** Tells the places that {@code history} names. What fails at one of them is said, and fails neither the run nor the others. */
final class Telling {
    private static final List<String> REPORTS = List.of("report.html", "report.md", "gates.xml", "result.json");

    private final Setting setting;
    private final List<Tracker> trackers;

    /** @throws retrain.problem.InvalidInput if a module is missing that one of the places needs */
    Telling(Setting setting) {
        this.setting = setting;
        this.trackers = setting.ports().trackers(setting.spec(), setting.context());
    }

    /** A run that has ended has ended, whether or not anybody can be told. */
    void tell(RunRecord run) {
        if (trackers.isEmpty()) {
            return;
        }
        String id = run.result().run();
        Optional<Path> archive =
                run.version().map(v -> setting.store().fetch(v.artifact().archive()));
        TrackedRun tracked = Tracking.of(run, artifacts(run), archive);
        each("run " + id + " is not told", "'report' with -Dretrain.run=" + id + " tells it later", tracker -> {
            Optional<String> where = tracker.log(tracked);
            tracker.alias(run.result().model(), aliases());
            where.ifPresent(at -> notice(tracker.name() + ": run " + id + " is at " + at));
        });
    }

    /** What monitor or check came to. */
    void look(TrackedLook look) {
        if (trackers.isEmpty()) {
            return;
        }
        each("the figures are not told", "the next look tells its own", tracker -> tracker.look(look));
    }

    /** After a rollback. */
    void aliasesMoved() {
        each(
                "the aliases are not told",
                "the next run, or 'report', tells them",
                tracker -> tracker.alias(setting.spec().model(), aliases()));
    }

    private void each(String failed, String cure, Consumer<Tracker> work) {
        for (Tracker tracker : trackers) {
            try {
                work.accept(tracker);
            } catch (RetrainException e) {
                notice(tracker.name() + ": " + failed + ": "
                        + e.problems().get(0).line() + ". All else is done; " + cure);
            }
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
