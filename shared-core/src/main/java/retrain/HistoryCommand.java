package retrain;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.registry.Alias;
import retrain.registry.History;
import retrain.report.RunHistory;

/** Lists runs, versions and who was champion when. */
final class HistoryCommand {
    private HistoryCommand() {}

    static Outcome execute(Setting setting) {
        History history = new History(setting.registry());
        Optional<Instant> at = setting.request().value(Option.AT).map(HistoryCommand::time);
        if (setting.request().isOn(Option.VERIFY)) {
            return outcome(setting, history.verify(), Optional.empty());
        }
        return at.isPresent() ? outcome(setting, history.at(at.get()), Optional.empty()) : all(setting, history);
    }

    private static Outcome all(Setting setting, History history) {
        int last =
                Numbers.whole(Option.LAST, setting.request().value(Option.LAST).orElseThrow(), 1);
        RunHistory runs = new Past(setting).read();
        List<String> lines = new ArrayList<>(history.lines(last));
        lines.addAll(runs.table(last, setting.registry().alias(Alias.CHAMPION).map(Alias::version)));
        return outcome(
                setting, lines, Optional.of(Past.write(runs, setting.request().out())));
    }

    private static Outcome outcome(Setting setting, List<String> lines, Optional<Path> table) {
        String summary = "History of '" + setting.spec().model() + "' in "
                + setting.store().location();
        return new Outcome(Outcome.Kind.DONE, summary, lines, Optional.empty(), table);
    }

    /** A date means its end, in UTC: whatever happened on that day has happened. */
    private static Instant time(String text) {
        try {
            return text.length() == "2013-01-01".length()
                    ? LocalDate.parse(text)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                            .minusNanos(1)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new InvalidInput(
                    Code.OPTION_WRONG,
                    "option '" + Option.AT.word() + "'",
                    "'" + text + "' is neither a date nor a time",
                    "Write it like 2013-09-30 (its end, in UTC) or 2013-09-30T18:00:00Z");
        }
    }
}
