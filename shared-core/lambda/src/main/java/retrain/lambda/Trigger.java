package retrain.lambda;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import retrain.data.SourceAddresses;
import retrain.lambda.Executions.Execution;
import retrain.run.Json;

/**
 * Whether what has arrived needs an execution. What arrived before an execution began that runs or has succeeded is seen by it: it lists the
 * sources when it checks whether a retrain is due, and lists of S3 miss nothing. What arrived later waits for it to end; of several that wait the
 * newest waits for all, because whatever sees the newest has seen the others. An execution that failed covers nothing.
 */
final class Trigger {
    /** Those told of; the execution finds all of them itself. */
    private static final int MOST_TOLD = 20;

    private final SourceAddresses sources;
    private final Executions executions;

    Trigger(SourceAddresses sources, Executions executions) {
        this.sources = sources;
        this.executions = executions;
    }

    /**
     * What was decided.
     *
     * @param line for people
     * @param waits the id of the message that goes back to the queue
     */
    record Decision(String line, Optional<String> waits) {
        static Decision done(String line) {
            return new Decision(line, Optional.empty());
        }
    }

    /** The input of an execution. */
    record Input(String cause, List<String> because, String intent) {}

    private record Newest(String message, Instant at) {}

    Decision decide(List<Message> messages) {
        List<Arrival> arrivals = new ArrayList<>();
        Newest newest = null;
        for (Message message : messages) {
            for (Arrival arrival : message.arrivals()) {
                if (matters(arrival)) {
                    arrivals.add(arrival);
                    newest = newest == null || arrival.at().isAfter(newest.at)
                            ? new Newest(message.id(), arrival.at())
                            : newest;
                }
            }
        }
        return newest == null
                ? Decision.done("nothing of " + messages.size() + " messages is about the sources")
                : decide(arrivals, newest);
    }

    private boolean matters(Arrival arrival) {
        return arrival.object().isEmpty() || sources.hold(arrival.object().get().address());
    }

    private Decision decide(List<Arrival> arrivals, Newest newest) {
        Executions.Now now = executions.now(newest.at);
        if (now.covering().isPresent()) {
            return covered(arrivals, now.covering().get());
        }
        if (now.runs().isPresent()) {
            return new Decision(
                    told(arrivals.size(), "wait for " + now.runs().get().name() + ", which began before them"),
                    Optional.of(newest.message));
        }
        String name = Executions.after(now.latest());
        Optional<Execution> begun =
                executions.begin(name, new String(Json.write(input(arrivals)), StandardCharsets.UTF_8));
        return begun.isPresent()
                ? Decision.done(told(arrivals.size(), "began " + name))
                : taken(arrivals, newest, name);
    }

    /** Another call was quicker, or the list did not show the execution yet. */
    private Decision taken(List<Arrival> arrivals, Newest newest, String name) {
        Optional<Execution> other = executions.named(name);
        return other.filter(e -> e.covers(newest.at)).isPresent()
                ? covered(arrivals, other.get())
                : new Decision(told(arrivals.size(), "wait for " + name), Optional.of(newest.message));
    }

    private static Decision covered(List<Arrival> arrivals, Execution by) {
        return Decision.done(told(arrivals.size(), "are seen by " + by.name() + ", which began after them"));
    }

    private static String told(int arrivals, String what) {
        return arrivals + " events " + what;
    }

    private static Input input(List<Arrival> arrivals) {
        List<Arrival> newestFirst = new ArrayList<>(latest(arrivals));
        newestFirst.sort(Comparator.comparing(Arrival::at).reversed().thenComparing(Arrival::what));
        List<String> because = new ArrayList<>();
        newestFirst.stream().limit(MOST_TOLD).forEach(a -> because.add(a.what()));
        if (newestFirst.size() > MOST_TOLD) {
            because.add("and " + (newestFirst.size() - MOST_TOLD) + " more");
        }
        Arrival.Cause cause = newestFirst.stream()
                .map(Arrival::cause)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        return new Input(
                cause.name().toLowerCase(Locale.ROOT), because, cause == Arrival.Cause.MANUAL ? "manual" : "schedule");
    }

    /** {@return the last of what was written under each address, and all else once} */
    private static List<Arrival> latest(List<Arrival> arrivals) {
        Map<String, Arrival> latest = new LinkedHashMap<>();
        for (Arrival arrival : arrivals) {
            String of = arrival.object().map(Arrival.Created::address).orElse(arrival.what());
            latest.merge(of, arrival, (a, b) -> isAfter(b, a) ? b : a);
        }
        return List.copyOf(latest.values());
    }

    private static boolean isAfter(Arrival a, Arrival b) {
        return (a.object().isPresent() && b.object().isPresent())
                ? a.object().get().isAfter(b.object().get())
                : a.at().isAfter(b.at());
    }
}
