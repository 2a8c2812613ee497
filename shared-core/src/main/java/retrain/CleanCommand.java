package retrain;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import retrain.registry.ModelVersion;
import retrain.run.Cleaner;
import retrain.run.Digest;
import retrain.spec.Span;

/** Removes what nothing refers to any more. */
final class CleanCommand {
    private CleanCommand() {}

    static Outcome execute(Setting setting) {
        Request request = setting.request();
        int days = Numbers.whole(
                Option.OLDER_THAN, request.value(Option.OLDER_THAN).orElseThrow(), 1);
        // What is removed is gone: it takes a word of its own.
        boolean dry = !"false".equals(request.options().get(Option.DRY_RUN));
        Instant now = setting.context().clock().instant();
        Cleaner.Released released = released(setting, now);
        List<Cleaner.Item> items = dry
                ? Cleaner.plan(setting.store(), now, days, released)
                : Cleaner.clean(setting.store(), now, days, released);
        List<String> lines = new ArrayList<>();
        long bytes = 0;
        for (Cleaner.Item item : items) {
            lines.add(String.format(Locale.ROOT, "%,12d bytes  %s", item.bytes(), item.name()));
            bytes += item.bytes();
        }
        String summary = String.format(
                Locale.ROOT,
                "%s %d objects, %,d bytes, that nothing refers to and nobody used for %d days%s",
                dry ? "Would remove" : "Removed",
                items.size(),
                bytes,
                days,
                dry && !items.isEmpty() ? "; to remove them, say -Dretrain.dryRun=false" : "");
        return new Outcome(Outcome.Kind.DONE, summary, lines, Optional.empty(), Optional.empty());
    }

    /** The rows of versions that never were champion go after {@code data.keep}; what is known of the rows stays. */
    private static Cleaner.Released released(Setting setting, Instant now) {
        Optional<String> keep = setting.spec().data().keep();
        if (keep.isEmpty()) {
            return Cleaner.Released.none();
        }
        Instant before = Span.of(keep.get()).before(now, ZoneOffset.UTC);
        Set<Integer> aliased = new HashSet<>();
        setting.registry().audit().forEach(entry -> aliased.add(entry.version()));
        Set<String> documents = new HashSet<>();
        Map<Digest, Set<Digest>> tables = new HashMap<>();
        for (ModelVersion version : setting.registry().versions()) {
            if (version.at().isBefore(before) && !aliased.contains(version.number())) {
                documents.add(setting.registry().versionKey(version.number()));
                new Snapshots(setting)
                        .find(version.snapshot())
                        .ifPresent(s -> tables.put(version.snapshot(), Set.copyOf(Snapshots.digests(s))));
            }
        }
        return new Cleaner.Released(documents, tables);
    }
}
