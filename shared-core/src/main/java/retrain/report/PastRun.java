package retrain.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import retrain.data.Part;
import retrain.data.Snapshot;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.Interval;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.run.Digest;
import retrain.run.LedgerEntry;

/**
 * What lasts of a run: {@code history/<model>/<run>.json} in the store. It outlives the run's records, which are cleaned up in time, and is
 * small, so that the history of hundreds of runs is read at once.
 *
 * @param ended absent if the run has not ended
 * @param by who or what started it
 * @param commit the commit that was checked out, if there was one
 * @param because why the run was started ({@code due: …}), if it was because a retrain was due, and why the stages ran that did, a sentence
 *     each
 * @param outcome a word of {@link Result#outcome()}, or {@code UNFINISHED}
 * @param parameters the hyperparameters in force
 * @param threshold from which score on a row counts as positive
 * @param champion with what the candidate was compared: {@code version 3}
 * @param verdict of all gates together
 * @param cost in AWS, in US dollars; absent if nothing was done there, or if a price is not known
 */
public record PastRun(
        String run,
        Instant began,
        Optional<Instant> ended,
        String command,
        String intent,
        String by,
        Optional<String> commit,
        List<String> because,
        String outcome,
        String reason,
        Optional<Integer> version,
        Optional<Data> data,
        Map<String, String> parameters,
        Optional<Double> threshold,
        List<Measured> metrics,
        Optional<String> champion,
        Optional<String> verdict,
        List<Result.GateResult> gates,
        Optional<Double> cost) {
    /** What stands as the outcome of a run that has not ended. */
    public static final String UNFINISHED = "UNFINISHED";

    /** What the reasons begin with that a run was started for. */
    static final String DUE = "due: ";

    private static final int MOST_PARTS = 100;

    public PastRun {
        because = List.copyOf(because);
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        metrics = List.copyOf(metrics);
        gates = List.copyOf(gates);
    }

    /**
     * The rows of a run.
     *
     * @param snapshot the digest of the {@code Snapshot} record
     * @param parts the source files' names; at most 100, the last ones
     * @param files how many source files there are
     * @param holdoutRows the digest of the holdout's table: with equal ones, metrics can be compared
     */
    public record Data(
            Digest snapshot,
            List<String> parts,
            int files,
            long train,
            long validation,
            long holdout,
            Digest holdoutRows,
            String split) {
        public Data {
            parts = List.copyOf(parts);
        }

        long rows() {
            return train + validation + holdout;
        }
    }

    /**
     * A metric on the holdout.
     *
     * @param value of the candidate; absent if it is undefined
     * @param champion the champion's value on the same rows
     */
    public record Measured(
            String metric, Optional<Double> value, Optional<Interval> interval, Optional<Double> champion) {}

    /** {@return what lasts of a run of which all records are at hand} */
    public static PastRun of(RunRecord run) {
        Result result = run.result();
        LedgerEntry.Began began = Marks.began(run)
                .orElseThrow(() -> new IllegalArgumentException("the ledger of run " + result.run() + " has no begin"));
        return new PastRun(
                result.run(),
                began.at(),
                ended(run),
                result.command(),
                result.intent(),
                began.by(),
                began.commit(),
                because(run),
                result.outcome(),
                result.reason(),
                result.version(),
                run.snapshot().isPresent() ? Optional.of(data(run.snapshot().get())) : Optional.empty(),
                run.trained().isPresent() ? run.trained().get().provenance().hyperparameters() : Map.of(),
                run.evaluation().isPresent()
                        ? run.evaluation().get().candidate().threshold()
                        : Optional.empty(),
                run.evaluation().isPresent() ? metrics(run.evaluation().get()) : List.of(),
                champion(run),
                run.decision().isPresent()
                        ? Optional.of(run.decision().get().verdict().name())
                        : Optional.empty(),
                result.gates(),
                result.cost().isPresent() ? result.cost().get().dollars() : Optional.empty());
    }

    private static Optional<String> champion(RunRecord run) {
        boolean compared = run.evaluation().isPresent()
                && run.evaluation().get().champion().isPresent();
        return compared ? Optional.of(run.evaluation().get().champion().get().name()) : Optional.empty();
    }

    private static Optional<Instant> ended(RunRecord run) {
        Optional<Instant> ended = Optional.empty();
        for (LedgerEntry entry : run.ledger()) {
            if (entry instanceof LedgerEntry.Ended end) {
                ended = Optional.of(end.at());
            }
        }
        return ended;
    }

    private static List<String> because(RunRecord run) {
        List<String> because = new ArrayList<>();
        run.result().because().forEach(reason -> because.add(DUE + reason));
        for (Result.StageResult stage : run.result().stages()) {
            if (stage.did().equals("ran")) {
                for (String reason : stage.because()) {
                    because.add(stage.stage() + ": " + reason);
                }
            }
        }
        return because;
    }

    private static Data data(Snapshot snapshot) {
        Set<String> once = new LinkedHashSet<>();
        for (Part part : snapshot.parts()) {
            once.add(part.name());
        }
        List<String> names = List.copyOf(once);
        return new Data(
                snapshot.digest(),
                names.subList(Math.max(0, names.size() - MOST_PARTS), names.size()),
                names.size(),
                snapshot.train().rows(),
                snapshot.validation().isPresent() ? snapshot.validation().get().rows() : 0,
                snapshot.holdout().rows(),
                snapshot.holdout().digest(),
                snapshot.split());
    }

    private static Optional<Double> champions(Evaluation evaluation, String metric) {
        double value = evaluation.champion().isPresent()
                ? Marks.valueOf(evaluation.champion().get().metrics(), metric)
                : Double.NaN;
        return Double.isNaN(value) ? Optional.empty() : Optional.of(value);
    }

    private static List<Measured> metrics(Evaluation evaluation) {
        List<Measured> metrics = new ArrayList<>();
        for (MetricValue metric : evaluation.candidate().metrics()) {
            metrics.add(new Measured(
                    metric.metric(), metric.value(), metric.interval(), champions(evaluation, metric.metric())));
        }
        return metrics;
    }
}
