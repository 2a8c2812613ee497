package retrain.ab;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.data.Snapshot;
import retrain.evaluate.Evaluation;
import retrain.monitor.VariantRows;
import retrain.monitor.Watching;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.registry.Challenge;
import retrain.registry.ModelVersion;
import retrain.run.Context;
import retrain.run.Json;
import retrain.spec.AbSpec;
import retrain.spec.LiveSpec;
import retrain.spec.Metric;
import retrain.spec.Spec;

/** Looks at a test that runs. Nothing is changed: what follows is said. */
public final class AbTest {
    private final Spec spec;
    private final AbSpec ab;
    private final Context context;
    private final Watching watching;
    private final Challenge challenge;
    private final List<Metric> metrics;

    private AbTest(Spec spec, AbSpec ab, Context context, Watching watching, Challenge challenge) {
        this.spec = spec;
        this.ab = ab;
        this.context = context;
        this.watching = watching;
        this.challenge = challenge;
        this.metrics = new ArrayList<>(List.of(ab.compared(spec.task())));
        ab.guards().forEach(guard -> metrics.add(guard.metric()));
    }

    /**
     * Looks at a test.
     *
     * @param scratch an empty folder
     * @throws InvalidInput if the spec names no outcomes, or predictions and labels are not what it says
     */
    public static Look look(
            Spec spec, AbSpec ab, Context context, Watching watching, Challenge challenge, Path scratch) {
        return new AbTest(spec, ab, context, watching, challenge).look(scratch);
    }

    private Look look(Path scratch) {
        List<String> classes = challenge.champion().artifact().classes();
        if (!classes.equals(challenge.challenger().artifact().classes())) {
            throw new InvalidInput(
                    Code.CHAMPION_INCOMPATIBLE,
                    "the challenger",
                    "tells other classes apart than the champion, so that their scores cannot be compared row by row",
                    "End the test by 'rollback'");
        }
        VariantRows rows =
                VariantRows.read(spec, live(), ab, context, watching, classes, snapshot(challenge.champion()), scratch);
        Units units = new Units(metrics.size());
        long since = 0;
        List<Challenge.Phase> phases = challenge.phases();
        for (int i = 0; i < phases.size(); i++) {
            Optional<Instant> end =
                    i + 1 < phases.size() ? Optional.of(phases.get(i + 1).from()) : Optional.empty();
            since = add(units, phases.get(i), end, rows);
        }
        return new Deciding(
                        spec,
                        ab,
                        challenge,
                        metrics,
                        units,
                        since,
                        context.clock().instant())
                .look(rows.notes());
    }

    private LiveSpec live() {
        Optional<LiveSpec> live = spec.monitor().live().filter(l -> !l.labels().isEmpty());
        if (live.isEmpty() || live.get().time().isEmpty()) {
            throw new InvalidInput(
                    Code.SPEC_MISSING_KEY,
                    "monitor.live",
                    "does not name the predictions with their time, and the labels, that the test is decided by",
                    "Add 'monitor: {live: {predictions: …, labels: …, key: event_id, time: inference_time}}'");
        }
        return live.get();
    }

    private Snapshot snapshot(ModelVersion version) {
        return read(version.snapshot().toString(), context.store().get(version.snapshot()), Snapshot.class);
    }

    private double threshold(ModelVersion version) {
        return read(version.evaluation().toString(), context.store().get(version.evaluation()), Evaluation.class)
                .candidate()
                .threshold()
                .orElse(0.5);
    }

    private static <T> T read(String digest, byte[] content, Class<T> type) {
        return Json.read(content, type, "object " + digest);
    }

    /**
     * Adds the predictions of a phase, but for those made while the shares were being switched.
     *
     * @return how many units the challenger got in it that had not come before
     */
    private long add(Units units, Challenge.Phase phase, Optional<Instant> end, VariantRows rows) {
        Instant from = phase.from().plusSeconds(ab.settle());
        if (end.isPresent() && !from.isBefore(end.get())) {
            return 0;
        }
        VariantRows.Part part = rows.within(from, end);
        boolean[] champions = names(part.variant().values(), challenge.champion());
        boolean[] challengers = names(part.variant().values(), challenge.challenger());
        List<double[]> ofChampion = terms(part, challenge.champion());
        List<double[]> ofChallenger = terms(part, challenge.challenger());
        Units.Phase phaseUnits = units.new Phase(phase.share());
        int labelled = 0;
        for (int row = 0; row < part.unit().code().length; row++) {
            boolean hasLabel = labelled < part.labelled().length && part.labelled()[labelled] == row;
            int at = labelled;
            labelled += hasLabel ? 1 : 0;
            int unit = part.unit().code()[row];
            int variant = part.variant().code()[row];
            if (unit < 0 || variant < 0 || !(champions[variant] || challengers[variant])) {
                continue;
            }
            String name = part.unit().values().get(unit);
            phaseUnits.seen(name, challengers[variant]);
            if (hasLabel) {
                List<double[]> terms = challengers[variant] ? ofChallenger : ofChampion;
                phaseUnits.labelled(
                        name,
                        challengers[variant],
                        terms.stream().mapToDouble(t -> t[at]).toArray());
            }
        }
        phaseUnits.end();
        return phaseUnits.challengers();
    }

    private List<double[]> terms(VariantRows.Part part, ModelVersion version) {
        double threshold = threshold(version);
        return metrics.stream().map(m -> part.terms(spec, m, threshold)).toList();
    }

    /** {@return which of the names are the version's: v3, or 3} */
    private static boolean[] names(List<String> values, ModelVersion version) {
        boolean[] right = new boolean[values.size()];
        for (int i = 0; i < right.length; i++) {
            String number = Integer.toString(version.number());
            right[i] = values.get(i).equals(number) || values.get(i).equals("v" + number);
        }
        return right;
    }
}
