package retrain;

import java.nio.file.Path;
import java.time.Duration;
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
import java.util.stream.Stream;
import retrain.registry.ModelVersion;
import retrain.run.Cleaner;
import retrain.run.Digest;
import retrain.run.Store;
import retrain.spec.ColdSpec;
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
        List<Cleaner.Item> cold = setting.spec().data().cold().isPresent() ? cold(setting, now, days, dry) : List.of();
        List<String> lines = new ArrayList<>();
        String summary = String.format(
                Locale.ROOT,
                "%s %d objects, %,d bytes, that nothing refers to and nobody used for %d days%s",
                dry ? "Would remove" : "Removed",
                items.size(),
                bytes(items),
                days,
                dry && !items.isEmpty() ? "; to remove them, say -Dretrain.dryRun=false" : "");
        for (List<Cleaner.Item> some : List.of(items, cold)) {
            some.forEach(i -> lines.add(String.format(Locale.ROOT, "%,12d bytes  %s", i.bytes(), i.name())));
        }
        setting.ports()
                .leavings(setting.spec(), setting.context())
                .ifPresent(left -> lines.addAll(new CleanElsewhere(setting, dry).clean(left, now, days)));
        return new Outcome(Outcome.Kind.DONE, summary + told(cold, dry), lines, Optional.empty(), Optional.empty());
    }

    private static String told(List<Cleaner.Item> cold, boolean dry) {
        return cold.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; %s %d tables, %,d bytes, to the cold folder",
                        dry ? "would move" : "moved",
                        cold.size(),
                        bytes(cold));
    }

    private static long bytes(List<Cleaner.Item> items) {
        return items.stream().mapToLong(Cleaner.Item::bytes).sum();
    }

    /** {@return the tables that are moved to the cold folder: of versions that are old enough, read by nobody for so many days, and not the champion's} */
    private static List<Cleaner.Item> cold(Setting setting, Instant now, int days, boolean dry) {
        ColdSpec cold = setting.spec().data().cold().orElseThrow();
        Path folder = setting.context().base().resolve(cold.folder()).normalize();
        Instant before = Span.of(cold.after()).before(now, ZoneOffset.UTC);
        Set<Digest> old = new HashSet<>();
        Set<Digest> warm = new HashSet<>();
        Optional<Integer> champion = setting.registry().champion().map(ModelVersion::number);
        for (ModelVersion version : setting.registry().versions()) {
            boolean isOld = version.at().isBefore(before) && !champion.equals(Optional.of(version.number()));
            new Snapshots(setting)
                    .find(version.snapshot())
                    .ifPresent(s -> (isOld ? old : warm).addAll(Snapshots.digests(s)));
        }
        old.removeAll(warm);
        List<Cleaner.Item> moved = new ArrayList<>();
        try (Stream<Store.Stored> objects = setting.store().objects()) {
            objects.filter(o -> old.contains(o.digest()) && o.modified().isBefore(now.minus(Duration.ofDays(days))))
                    .forEach(o -> {
                        if (dry ? !o.relocated() : setting.store().relocate(o.digest(), folder)) {
                            moved.add(new Cleaner.Item("object " + o.digest() + " to " + folder, o.bytes()));
                        }
                    });
        }
        return moved;
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
