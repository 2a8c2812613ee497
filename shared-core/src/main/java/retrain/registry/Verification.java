package retrain.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;
import retrain.run.Digest;
import retrain.run.Store;

/** Follows an audit chain from its first entry and compares everything with what it says. */
final class Verification {
    private final Registry registry;
    private final AuditChain chain;
    private final List<Problem> problems = new ArrayList<>();
    private final SortedMap<String, Alias> aliases = new TreeMap<>();

    /** The number of the last entry so far that moved an alias. */
    private int moved;

    Verification(Registry registry) {
        this.registry = registry;
        this.chain = registry.chain();
    }

    List<Problem> problems() {
        chain();
        aliases();
        return List.copyOf(problems);
    }

    private void chain() {
        List<Integer> numbers = chain.numbers();
        int last = numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
        Optional<Digest> before = Optional.empty();
        boolean whole = true;
        for (int number = 1; number <= last; number++) {
            Optional<AuditChain.Link> link = link(number);
            if (link.isEmpty()) {
                whole = false;
                continue;
            }
            entry(number, link.get(), whole ? before : link.get().previous());
            before = Optional.of(link.get().digest());
            whole = true;
        }
    }

    private Optional<AuditChain.Link> link(int number) {
        try {
            AuditChain.Link link = chain.link(number);
            if (link == null) {
                add(chain.entryKey(number), "is missing");
            }
            return Optional.ofNullable(link);
        } catch (BackendFailure e) {
            problems.addAll(e.problems());
            return Optional.empty();
        }
    }

    private void entry(int number, AuditChain.Link link, Optional<Digest> before) {
        String key = chain.entryKey(number);
        if (link.number() != number) {
            add(key, "says that it is entry " + link.number());
        }
        if (!link.previous().equals(before)) {
            add(
                    number == 1 ? key : chain.entryKey(number - 1),
                    number == 1
                            ? "names an entry before the first"
                            : "is not what entry " + number + " was added to: it was edited");
        }
        link.execution().ifPresent(entry -> execution(entry, key));
        link.move().ifPresent(entry -> move(number, entry, link.digest(), key));
    }

    private void execution(ExecutionEntry entry, String key) {
        if (entry.moved() != moved) {
            add(key, "says that entry " + entry.moved() + " moved an alias last, but it was entry " + moved);
        }
    }

    private void move(int number, AuditEntry entry, Digest digest, String key) {
        Optional<Integer> from = Optional.ofNullable(aliases.get(entry.alias())).map(Alias::version);
        if (!entry.from().equals(from)) {
            add(key, "moves the " + entry.alias() + " from " + said(entry.from()) + ", but it was " + said(from));
        }
        version(entry, key);
        aliases.put(entry.alias(), new Alias(entry.alias(), entry.version(), number, digest));
        moved = number;
    }

    private static String said(Optional<Integer> version) {
        return version.map(v -> "version " + v).orElse("none");
    }

    private void version(AuditEntry entry, String key) {
        String versionKey = registry.versionKey(entry.version());
        Optional<Store.Document> document = registry.store().read(versionKey);
        if (document.isEmpty()) {
            add(versionKey, "is missing, though " + key + " names it");
        } else if (!Digest.of(document.get().content()).equals(entry.document())) {
            add(versionKey, "is not what it was at audit entry " + entry.number() + ": it was edited");
        } else {
            archive(entry.version());
        }
    }

    private void archive(int number) {
        try {
            Optional<ModelVersion> version = registry.version(number);
            if (version.isPresent()) {
                registry.store().fetch(version.get().artifact().archive());
            }
        } catch (BackendFailure e) {
            for (Problem problem : e.problems()) {
                if (!problems.contains(problem)) {
                    problems.add(problem);
                }
            }
        }
    }

    /** An alias document may be behind the chain, when its writer was killed; it is then one that the chain had made. */
    private void aliases() {
        String prefix = chain.aliasKey("");
        TreeSet<String> names = new TreeSet<>(aliases.keySet());
        for (String key : registry.store().list(prefix)) {
            names.add(key.substring(prefix.length()));
        }
        for (String name : names) {
            try {
                chain.repeated(name).ifPresent(said -> alias(said, name));
            } catch (BackendFailure e) {
                problems.addAll(e.problems());
            }
        }
    }

    private void alias(Alias said, String name) {
        Alias now = aliases.get(name);
        if (said.equals(now)) {
            return;
        }
        Optional<AuditChain.Link> link = said.audit() < 1 ? Optional.empty() : linkQuietly(said.audit());
        boolean behind = now != null
                && said.audit() < now.audit()
                && link.isPresent()
                && link.get().digest().equals(said.entry())
                && link.get()
                        .move()
                        .filter(m -> m.version() == said.version() && m.alias().equals(name))
                        .isPresent()
                && said.name().equals(name);
        if (behind) {
            return;
        }
        if (chain.numbers().stream().noneMatch(n -> n == said.audit())) {
            add(chain.entryKey(said.audit()), "is missing, though " + chain.aliasKey(name) + " names it");
        } else if (now != null && now.audit() == said.audit()) {
            add(chain.entryKey(now.audit()), "and " + chain.aliasKey(name) + " do not agree: one of them was edited");
        }
        String truth = now == null ? "nothing" : said(Optional.of(now.version())) + " by entry " + now.audit();
        add(
                chain.aliasKey(name),
                "says " + said(Optional.of(said.version())) + " by audit entry " + said.audit() + " ("
                        + said.entry().brief() + "), and the chain says " + truth);
    }

    private Optional<AuditChain.Link> linkQuietly(int number) {
        try {
            return Optional.ofNullable(chain.link(number));
        } catch (BackendFailure e) {
            // Reported already, with the entry.
            return Optional.empty();
        }
    }

    private void add(String where, String what) {
        Problem problem =
                new Problem(Code.STORE_CORRUPTED, where, what, "Restore it from a backup, and find out who changed it");
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }
}
