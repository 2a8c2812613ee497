package retrain.ab;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import retrain.ab.Look.Effect;
import retrain.ab.Look.Ratio;
import retrain.ab.Look.Side;
import retrain.ab.Look.Verdict;
import retrain.registry.Challenge;
import retrain.registry.ModelVersion;
import retrain.spec.AbSpec;
import retrain.spec.Metric;
import retrain.spec.Spec;
import retrain.statistic.ConfidenceSequence;
import retrain.statistic.SampleRatio;

/** What follows from the units of a test. */
final class Deciding {
    /** A sample ratio that is less probable than this is no chance. */
    static final double RATIO_ALPHA = 0.001;

    private final Spec spec;
    private final AbSpec ab;
    private final Challenge challenge;
    private final List<Metric> metrics;
    private final Units units;
    private final long since;
    private final Instant now;
    private final Side champion;
    private final Side challenger;
    private final List<Effect> effects = new ArrayList<>();
    private final Optional<Ratio> ratio;

    /**
     * @param metrics the one that is compared, then those of the guards
     * @param since how many units the challenger got with the present share
     */
    Deciding(Spec spec, AbSpec ab, Challenge challenge, List<Metric> metrics, Units units, long since, Instant now) {
        this.spec = spec;
        this.ab = ab;
        this.challenge = challenge;
        this.metrics = metrics;
        this.units = units;
        this.since = since;
        this.now = now;
        this.champion = side(challenge.champion(), false);
        this.challenger = side(challenge.challenger(), true);
        this.ratio = challenge.phases().get(0).share() == 0 ? Optional.empty() : Optional.of(ratio(units.ratio()));
        for (int k = 0; k < metrics.size(); k++) {
            effects.add(effect(k));
        }
    }

    private Side side(ModelVersion version, boolean isChallenger) {
        return new Side(version.number(), units.seen(isChallenger), units.labelled(isChallenger));
    }

    private Ratio ratio(SampleRatio found) {
        return new Ratio(found.statistic(), found.freedom(), found.pValue(), !(found.pValue() < RATIO_ALPHA));
    }

    private Effect effect(int k) {
        Metric metric = metrics.get(k);
        double alpha = 1 - ab.confidence();
        double sign = metric.higherIsBetter() ? 1 : -1;
        double[] improvements = units.differences(k);
        for (int i = 0; i < improvements.length; i++) {
            improvements[i] *= sign;
        }
        ConfidenceSequence sequence = ConfidenceSequence.of(improvements, rho2(alpha));
        double bound = k == 0 ? ab.by() : -ab.guards().get(k - 1).by();
        boolean known = Double.isFinite(sequence.halfWidth(alpha));
        return new Effect(
                metric.word(),
                defined(units.mean(false, k)),
                defined(units.mean(true, k)),
                improvements.length == 0 ? Optional.empty() : Optional.of(sequence.mean()),
                known ? Optional.of(sequence.low(alpha)) : Optional.empty(),
                known ? Optional.of(sequence.high(alpha)) : Optional.empty(),
                ab.confidence(),
                sequence.pValue(bound),
                bound);
    }

    /** The interval is the tightest when about the fewest units that decide have come; known before the first has. */
    private double rho2(double alpha) {
        double share = challenge.phases().get(0).share();
        double smaller = share == 0 ? 1 : Math.min(share, 1 - share);
        return ConfidenceSequence.tightestAt(ab.minUnits() / smaller, alpha);
    }

    private static Optional<Double> defined(double value) {
        return Double.isNaN(value) ? Optional.empty() : Optional.of(value);
    }

    Look look(List<String> notes) {
        Finding finding = finding();
        return new Look(
                spec.model(),
                challenge.number(),
                challenge.began(),
                now,
                challenge.share(),
                champion,
                challenger,
                ratio,
                effects.get(0),
                effects.subList(1, effects.size()),
                finding.verdict(),
                finding.next(),
                finding.reason(),
                notes);
    }

    private Finding finding() {
        if (ratio.isPresent() && !ratio.get().whole()) {
            return Finding.of(
                    Verdict.STOP,
                    String.format(
                            Locale.ROOT,
                            "of the units %,d came to the champion and %,d to the challenger, which is not the share that was meant (p = %.2g):"
                                    + " units were lost or assigned otherwise, and the test says nothing",
                            champion.units(),
                            challenger.units(),
                            ratio.get().pValue()));
        }
        boolean enough = Math.min(champion.labelled(), challenger.labelled()) >= ab.minUnits();
        Optional<Finding> decided = enough ? decided() : Optional.empty();
        if (decided.isPresent()) {
            return decided.get();
        }
        return now.isBefore(challenge.began().plus(Duration.ofDays(ab.maxDays()))) ? goOn(enough) : expired();
    }

    private Optional<Finding> decided() {
        for (Effect guard : effects.subList(1, effects.size())) {
            if (guard.below()) {
                return Optional.of(Finding.of(Verdict.ROLLBACK, "the guard " + sentence(guard)));
            }
        }
        Effect effect = effects.get(0);
        if (effect.above() || effect.below()) {
            return Optional.of(Finding.of(effect.above() ? Verdict.PROMOTE : Verdict.ROLLBACK, sentence(effect)));
        }
        return Optional.empty();
    }

    private Finding goOn(boolean enough) {
        String reason = enough
                ? sentence(effects.get(0))
                : String.format(
                        Locale.ROOT,
                        "%,d units of the champion and %,d of the challenger have labels; nothing is decided before %,d each",
                        champion.labelled(),
                        challenger.labelled(),
                        ab.minUnits());
        Optional<Double> next = challenge.share() == 0 ? Optional.empty() : ab.after(challenge.share());
        Challenge.Phase phase = challenge.phases().get(challenge.phases().size() - 1);
        boolean longEnough = !now.isBefore(phase.from().plus(Duration.ofDays(ab.rampDays())));
        boolean ramps = next.isPresent() && longEnough && since >= ab.rampUnits();
        return new Finding(Verdict.CONTINUE, ramps ? next : Optional.empty(), reason);
    }

    private Finding expired() {
        return Finding.of(
                Verdict.EXPIRED, "the test has run for " + ab.maxDays() + " days, and " + sentence(effects.get(0)));
    }

    private String sentence(Effect effect) {
        String where =
                effect.above() ? "more than" : effect.below() ? "less than" : "neither shown to be more nor less than";
        return String.format(
                Locale.ROOT,
                "%s of the challenger is better by %s [%s, %s], which is %s %s (always valid at %s%%)",
                effect.metric(),
                shown(effect.improvement()),
                shown(effect.low()),
                shown(effect.high()),
                where,
                shown(Optional.of(effect.bound())),
                trimmed(100 * effect.confidence()));
    }

    private static String shown(Optional<Double> value) {
        return value.isEmpty() ? "?" : String.format(Locale.ROOT, "%.4g", value.get());
    }

    private static String trimmed(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.replaceAll("\\.?0+$", "");
    }

    /** A verdict and its reason. */
    private record Finding(Verdict verdict, Optional<Double> next, String reason) {
        static Finding of(Verdict verdict, String reason) {
            return new Finding(verdict, Optional.empty(), reason);
        }
    }
}
