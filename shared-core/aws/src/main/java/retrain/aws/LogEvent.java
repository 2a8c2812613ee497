package retrain.aws;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import retrain.registry.AuditEntry;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.LedgerEntry;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * An event of CloudWatch Logs: a line of JSON with an id of its own.
 *
 * @param at in milliseconds of the epoch
 */
record LogEvent(String id, long at, String line) {
    /** What a line may have; the rest of an event's 256 KB is CloudWatch's own. */
    private static final int MOST_BYTES = 262_144 - 26;

    /**
     * The line of a ledger's or an audit chain's entry; a golden file holds its form.
     *
     * @param id {@code <run>/3}, or {@code audit/7}
     * @param entry of the ledger
     * @param audit entry of the audit chain
     * @param digest of an entry that is too long for a line
     */
    record Line(
            int format,
            String model,
            String id,
            Optional<String> run,
            Instant at,
            Optional<LedgerEntry> entry,
            Optional<AuditEntry> audit,
            Optional<Digest> digest) {
        static final int FORMAT = 1;
    }

    static LogEvent of(String model, String run, int number, LedgerEntry entry) {
        String id = run + "/" + number;
        Instant at = at(entry);
        return of(new Line(
                Line.FORMAT, model, id, Optional.of(run), at, Optional.of(entry), Optional.empty(), Optional.empty()));
    }

    static LogEvent of(String model, AuditEntry entry) {
        return of(new Line(
                Line.FORMAT,
                model,
                "audit/" + entry.number(),
                entry.run(),
                entry.at(),
                Optional.empty(),
                Optional.of(entry),
                Optional.empty()));
    }

    private static LogEvent of(Line line) {
        byte[] json = Json.write(line);
        if (json.length > MOST_BYTES) {
            json = Json.write(new Line(
                    Line.FORMAT,
                    line.model(),
                    line.id(),
                    line.run(),
                    line.at(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(Digest.of(json))));
        }
        return new LogEvent(line.id(), line.at().toEpochMilli(), new String(json, StandardCharsets.UTF_8));
    }

    /** {@return the id of a line that was written; empty if it is none of Retrain's} */
    static Optional<String> id(String line) {
        try {
            return JsonNode.parser().parse(line).field("id").map(JsonNode::text);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Instant at(LedgerEntry entry) {
        if (entry instanceof LedgerEntry.Began began) {
            return began.at();
        }
        if (entry instanceof LedgerEntry.Intended intended) {
            return intended.at();
        }
        if (entry instanceof LedgerEntry.Done done) {
            return done.at();
        }
        return ((LedgerEntry.Ended) entry).at();
    }

    LogEvent notBefore(long oldest) {
        return at >= oldest ? this : new LogEvent(id, oldest, line);
    }

    LogEvent at(long time) {
        return at == time ? this : new LogEvent(id, time, line);
    }

    int bytes() {
        return line.getBytes(StandardCharsets.UTF_8).length;
    }
}
