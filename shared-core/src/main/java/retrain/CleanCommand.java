package retrain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import retrain.run.Cleaner;

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
        List<Cleaner.Item> items =
                dry ? Cleaner.plan(setting.store(), now, days) : Cleaner.clean(setting.store(), now, days);
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
}
