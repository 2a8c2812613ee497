package retrain.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.Json;

/** What happened to a model, as lines of plain text. Nothing is written. */
public final class History {
    private final Registry registry;

    public History(Registry registry) {
        this.registry = registry;
    }

    /**
     * {@return the versions, then the audit chain, each newest first}
     *
     * @param last how many of each
     */
    public List<String> lines(int last) {
        List<String> lines = new ArrayList<>();
        versions(lines, last);
        audit(lines, last);
        return lines;
    }

    private void versions(List<String> lines, int last) {
        List<ModelVersion> versions = registry.versions();
        int champion = registry.alias(Alias.CHAMPION).map(Alias::version).orElse(0);
        int challenger = registry.challenge().map(c -> c.challenger().number()).orElse(0);
        lines.add(
                versions.isEmpty()
                        ? "Model '" + registry.model() + "' has no versions yet"
                        : "Versions of '" + registry.model() + "'" + of(last, versions.size()));
        for (int i = versions.size() - 1; i >= Math.max(0, versions.size() - last); i--) {
            ModelVersion v = versions.get(i);
            lines.add(String.format(
                    Locale.ROOT,
                    "  %3d  %s  %-12s  %s  run %s%s",
                    v.number(),
                    v.at(),
                    Json.word(v.verdict()),
                    v.registeredAs(),
                    v.run(),
                    v.number() == champion ? "  <- champion" : v.number() == challenger ? "  <- challenger" : ""));
        }
    }

    private static String of(int last, int all) {
        return last < all ? ", the last " + last + " of " + all : "";
    }

    private void audit(List<String> lines, int last) {
        AuditChain.Entries all = registry.chain().entries(last);
        List<AuditEntry> entries = all.moves();
        if (!entries.isEmpty()) {
            lines.add("Who was champion" + of(last, entries.size()));
        }
        for (int i = entries.size() - 1; i >= Math.max(0, entries.size() - last); i--) {
            lines.add("  " + line(entries.get(i)));
        }
        if (!all.executions().isEmpty()) {
            lines.add("How the last executions ended");
        }
        all.executions().forEach(e -> lines.add("  " + line(e)));
    }

    private static String line(ExecutionEntry entry) {
        return entry.at() + "  " + entry.state() + ": execution " + entry.execution() + "; by " + entry.by()
                + entry.run().map(run -> ", run " + run).orElse("")
                + (entry.why().isBlank() ? "" : ": " + entry.why());
    }

    private static String line(AuditEntry entry) {
        return entry.at() + "  " + entry.action() + ": " + moved(entry) + "; by " + entry.by()
                + entry.run().map(run -> ", run " + run).orElse("")
                + (entry.why().isBlank() ? "" : ": " + entry.why());
    }

    private static String moved(AuditEntry entry) {
        boolean challenger = entry.alias().equals(Alias.CHALLENGER);
        if (challenger && entry.share().isEmpty() && entry.from().isPresent()) {
            return "version " + entry.from().get() + " is the challenger no more";
        }
        String is = entry.alias() + " is version " + entry.version();
        return challenger
                ? is
                        + entry.share()
                                .map(s -> s == 0 ? ", with copies" : ", share " + s)
                                .orElse("")
                : is + entry.from().map(v -> ", it was version " + v).orElse("");
    }

    /** {@return who was champion at a time} */
    public List<String> at(Instant time) {
        Optional<AuditEntry> entry = registry.at(time);
        if (entry.isEmpty()) {
            return List.of("At " + time + " model '" + registry.model() + "' had no champion");
        }
        List<String> lines = new ArrayList<>();
        lines.add(
                "At " + time + " version " + entry.get().version() + " was the champion of '" + registry.model() + "'");
        lines.add("  since " + line(entry.get()));
        registry.version(entry.get().version())
                .ifPresent(v -> lines.add(
                        "  made by run " + v.run() + ", archive " + v.artifact().archive()));
        return lines;
    }

    /**
     * {@return what was checked, if all is whole}
     *
     * @throws BackendFailure {@code STORE_CORRUPTED} with everything that is wrong, if anything is
     */
    public List<String> verify() {
        List<Problem> problems = registry.verify();
        if (problems.isEmpty()) {
            return List.of("The audit chain of '" + registry.model() + "' is whole: " + registry.entries()
                    + " entries, and the versions they name, are what they were");
        }
        List<String> found = new ArrayList<>();
        for (Problem problem : problems) {
            found.add(problem.where() + ": " + problem.what());
        }
        throw BackendFailure.permanent(
                new Problem(
                        Code.STORE_CORRUPTED,
                        "audit chain of model '" + registry.model() + "'",
                        "is damaged: " + String.join("; ", found),
                        "Restore those files from a backup, and find out who changed them"),
                null);
    }
}
