package retrain.cost;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Json;
import retrain.run.RunId;
import retrain.run.Store;
import retrain.run.Usage;
import retrain.spec.CostSpec;

/**
 * Refuses a run that may cost more than it is allowed to, before anything of it starts. What runs that go on may still cost is reserved in
 * one document of the store, replaced by compare-and-set: of two that fit in alone and not together, one is refused.
 *
 * <p>What a month has cost is what its {@link Usage}s say, of all models of the store; each is priced once. They are read after the
 * document, and a run ends its reservation after its usages are entered: whoever missed a usage finds the document changed.
 */
public final class Budget {
    private static final String KEY = "cost/budget.json";
    private static final int MOST_TRIES = 1000;

    /** What a run does on this machine beside its work in AWS is over within a day. */
    private static final Duration MARGIN = Duration.ofDays(1);

    private final Store store;
    private final CostSpec cost;
    private final Prices prices;
    private final Clock clock;

    public Budget(Store store, CostSpec cost, Prices prices, Clock clock) {
        this.store = store;
        this.cost = cost;
        this.prices = prices;
        this.clock = clock;
    }

    /**
     * What is spent and reserved.
     *
     * @param month that the jobs ended in
     * @param jobs what each has cost
     * @param reservations of runs that go on
     */
    record Spent(String month, Map<String, Double> jobs, List<Reservation> reservations) {
        Spent {
            jobs = Map.copyOf(jobs);
            reservations = List.copyOf(reservations);
        }

        private double all() {
            return jobs.values().stream().mapToDouble(d -> d).sum();
        }

        private double of(RunId run) {
            double sum = 0;
            for (Map.Entry<String, Double> job : jobs.entrySet()) {
                sum += run.hasJob(job.getKey()) ? job.getValue() : 0;
            }
            return sum;
        }
    }

    /**
     * What a run that goes on may cost at worst.
     *
     * @param until when the run counts as lost
     */
    record Reservation(RunId run, double dollars, Instant until) {}

    /**
     * Lets a run begin or go on, and reserves what it may cost.
     *
     * @throws InvalidInput {@link Code#BUDGET_EXCEEDED} if it may cost too much; or if there is a budget, and the price of something that it
     *     needs is not known
     */
    public void reserve(RunId run, Estimate estimate) {
        if (cost.perRun().isEmpty() && cost.perMonth().isEmpty()) {
            return;
        }
        List<Problem> unknown = estimate.unknown(prices);
        if (!unknown.isEmpty()) {
            throw new InvalidInput(unknown);
        }
        if (cost.perRun().isPresent() && estimate.run() > cost.perRun().get()) {
            throw tooMuch(
                    "cost.per-run",
                    "allows " + Money.text(cost.perRun().get()) + ", and " + estimate.sentence(),
                    "Lower what the run may use, or raise 'cost.per-run'");
        }
        if (cost.perMonth().isPresent()) {
            inMonth(run, estimate, cost.perMonth().get());
        }
    }

    private void inMonth(RunId run, Estimate estimate, double most) {
        change(spent -> {
            double own = spent.of(run);
            double open = 0;
            List<Reservation> kept = others(spent, run);
            for (Reservation other : kept) {
                open += Math.max(0, other.dollars() - spent.of(other.run()));
            }
            double worst = Math.max(0, estimate.run() - own);
            if (spent.all() + open + worst > most) {
                throw tooMuch(
                        "cost.per-month",
                        "allows " + Money.text(most) + "; " + spent.month() + " has cost " + Money.text(spent.all())
                                + ", runs that go on may cost " + Money.text(open) + ", and " + estimate.sentence(),
                        "Wait for " + YearMonth.parse(spent.month()).plusMonths(1)
                                + " or for the runs that go on, lower what the run may use, or raise 'cost.per-month'");
            }
            Instant until =
                    clock.instant().plusSeconds((long) estimate.seconds()).plus(MARGIN);
            kept.add(new Reservation(run, estimate.run(), until));
            return kept;
        });
    }

    private static InvalidInput tooMuch(String where, String what, String cure) {
        return new InvalidInput(Code.BUDGET_EXCEEDED, where, what, cure);
    }

    /** Ends the reservation of a run whose work in AWS is over. */
    public void release(RunId run) {
        if (cost.perMonth().isPresent()) {
            change(spent -> others(spent, run));
        }
    }

    /** {@return the reservations of other runs that are not lost} */
    private List<Reservation> others(Spent spent, RunId run) {
        List<Reservation> others = new ArrayList<>();
        for (Reservation reservation : spent.reservations()) {
            if (!reservation.run().equals(run) && reservation.until().isAfter(clock.instant())) {
                others.add(reservation);
            }
        }
        return others;
    }

    private interface Change {
        List<Reservation> of(Spent spent);
    }

    private void change(Change change) {
        for (int i = 0; i < MOST_TRIES; i++) {
            Optional<Store.Document> document = store.read(KEY);
            Spent spent = spent(document);
            byte[] next = Json.write(new Spent(spent.month(), spent.jobs(), change.of(spent)));
            boolean changed = document.isPresent()
                    ? store.replace(KEY, next, document.get().tag())
                    : store.create(KEY, next);
            if (changed) {
                return;
            }
        }
        throw BackendFailure.retryable(
                new Problem(
                        Code.CONFLICT,
                        KEY,
                        "was changed by others at each of " + MOST_TRIES + " tries",
                        "Run again when fewer runs begin and end at once"),
                null,
                null);
    }

    private Spent spent(Optional<Store.Document> document) {
        YearMonth month = YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC));
        Optional<Spent> kept = document.map(d -> Json.read(d.content(), Spent.class, KEY));
        Map<String, Double> jobs = new TreeMap<>();
        kept.filter(s -> s.month().equals(month.toString())).ifPresent(s -> jobs.putAll(s.jobs()));
        List<Problem> unknown = new ArrayList<>();
        for (Usage usage : Usage.of(store, month, jobs.keySet())) {
            Optional<Double> dollars = Bill.dollars(usage, prices);
            dollars.ifPresent(d -> jobs.put(usage.job(), d));
            if (dollars.isEmpty()) {
                unknown.add(prices.unknown(usage.service(), usage.unit()));
            }
        }
        if (!unknown.isEmpty()) {
            throw new InvalidInput(unknown.stream().distinct().toList());
        }
        return new Spent(month.toString(), jobs, kept.map(Spent::reservations).orElse(List.of()));
    }
}
