package retrain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Evaluation.Estimate;
import retrain.evaluate.Evaluation.Interval;
import retrain.evaluate.Evaluation.Leak;
import retrain.evaluate.Evaluation.Of;
import retrain.evaluate.Evaluation.WorstSlice;
import retrain.gate.Decision;
import retrain.gate.Decision.Budget;
import retrain.gate.Decision.Evidence;
import retrain.gate.Verdict;
import retrain.run.Digest;
import retrain.spec.TrainSpec;
import retrain.statistic.ConfidenceDistribution;
import retrain.train.TrainedModel;

/** Runs whose gates rest on intervals, as they would have been. */
final class Judged {
    private Judged() {}

    /** {@return a gate whose interval suits the verdict} */
    static Decision.Gate gate(
            String gate,
            Optional<String> slice,
            Verdict verdict,
            double candidate,
            double champion,
            double bound,
            Optional<String> reportsOnly) {
        String metric = gate.substring(0, gate.indexOf(' '));
        boolean relative = gate.contains(" champion");
        boolean higher = !metric.equals("rmse") && !metric.equals("log_loss");
        double estimate = relative ? (higher ? candidate - champion : champion - candidate) : candidate;
        double bar = relative ? (higher ? bound - champion : champion - bound) : bound;
        double half = Math.max(1e-6, Math.abs(estimate - bar)) * (verdict == Verdict.INCONCLUSIVE ? 1.7 : 0.8);
        Evidence evidence = new Evidence(
                relative ? "improvement of " + metric : metric,
                metric.equals("auc") ? "DeLong" : "BCa bootstrap, 2,000 replicates",
                estimate,
                new Interval(estimate - half, estimate + half, 0.95),
                bar,
                relative || higher,
                verdict == Verdict.PASSED ? 0.0031 : verdict == Verdict.FAILED ? 0.9987 : 0.1204,
                verdict == Verdict.INCONCLUSIVE ? Optional.of(40_812L) : Optional.empty());
        return new Decision.Gate(
                gate,
                metric,
                slice,
                verdict,
                Optional.of(candidate),
                Optional.of(champion),
                Optional.of(bound),
                metric + " is " + candidate + ", the bound is " + bound,
                Optional.of(evidence),
                reportsOnly);
    }

    /** Promoted after a third comparison, with all that can be told. */
    static RunRecord promoted() {
        return promotedFixture().record();
    }

    static Fixture promotedFixture() {
        Fixture fixture = new Fixture();
        fixture.budget = Optional.of(new Budget(3, 1 / 12.0, 0.75, false));
        fixture.leak = Optional.of(new Leak("version 3", 0, 0));
        fixture.calibrated = Optional.of(
                new TrainedModel.Calibrated(TrainSpec.Calibration.ISOTONIC, Digest.of("validation"), 8_011, 1_602));
        fixture.evaluateInputs.put("evaluate.threshold", "cost 1.0 of a false positive, 5.0 of a false negative");
        fixture.estimates.add(new Estimate(
                "auc",
                Optional.empty(),
                Of.IMPROVEMENT,
                "DeLong",
                28_243,
                5_671,
                new ConfidenceDistribution.Normal(0.0366, 0.004)));
        fixture.estimates.add(new Estimate(
                "log_loss",
                Optional.empty(),
                Of.IMPROVEMENT,
                "BCa bootstrap, 2,000 replicates",
                28_243,
                5_671,
                new ConfidenceDistribution.Normal(0.0138, 0.0021)));
        fixture.gates.add(Fixture.gate("auc at-least 0.65", Optional.empty(), Verdict.PASSED, 0.7123, 0.7062, 0.65));
        fixture.gates.add(Fixture.gate(
                "auc not-worse-than champion by 0.005", Optional.empty(), Verdict.PASSED, 0.7123, 0.7062, 0.7012));
        fixture.gates.add(gate(
                "auc not-worse-than champion by 0.02",
                Optional.of("carrier=HA"),
                Verdict.FAILED,
                0.61,
                0.68,
                0.66,
                Optional.of("35 rows are fewer than 100")));
        return fixture;
    }

    static RunRecord inconclusive() {
        Fixture fixture = new Fixture();
        fixture.outcome = "INCONCLUSIVE";
        fixture.verdict = Verdict.INCONCLUSIVE;
        fixture.reason = "1 of 2 gates inconclusive: auc 0.712 is better than the champion's 0.705 by 0.007";
        fixture.budget = Optional.of(new Budget(1, 0.5, 0.5, false));
        fixture.gates.add(Fixture.gate("auc at-least 0.65", Optional.empty(), Verdict.PASSED, 0.7123, 0.7062, 0.65));
        fixture.gates.add(Fixture.gate(
                "auc better-than champion", Optional.empty(), Verdict.INCONCLUSIVE, 0.7123, 0.7062, 0.7062));
        return fixture.record();
    }

    static RunRecord exhausted() {
        Fixture fixture = new Fixture();
        fixture.outcome = "INCONCLUSIVE";
        fixture.verdict = Verdict.INCONCLUSIVE;
        fixture.reason = "the error budget of this holdout is spent by 31 earlier comparisons: take a fresh holdout";
        fixture.budget = Optional.of(new Budget(32, 1 / 1_056.0, 32 / 33.0, true));
        fixture.gates.add(bare("auc not-worse-than champion by 0.005", Verdict.INCONCLUSIVE, fixture.reason));
        return fixture.record();
    }

    static RunRecord leaking() {
        Fixture fixture = new Fixture();
        fixture.outcome = "REJECTED";
        fixture.verdict = Verdict.FAILED;
        fixture.reason = "3,474 of the 28,243 held-out rows (12.3%) were trained on by version 3";
        fixture.leak = Optional.of(new Leak("version 3", 3_474, 0.123));
        fixture.gates.add(bare("auc not-worse-than champion by 0.005", Verdict.FAILED, fixture.reason));
        return fixture.record();
    }

    static RunRecord withoutGates() {
        Fixture fixture = new Fixture();
        fixture.outcome = "REJECTED";
        fixture.verdict = Verdict.FAILED;
        fixture.reason = "there are no gates, and without a gate nothing is promoted: add one under 'gates'";
        return fixture.record();
    }

    /** {@return the gate, as it is if more rows are of no use} */
    static Decision.Gate withoutRowsNeeded(Decision.Gate gate) {
        Evidence e = gate.evidence().orElseThrow();
        Evidence evidence = new Evidence(
                e.of(),
                e.method(),
                e.estimate(),
                e.interval(),
                e.bound(),
                e.higherIsBetter(),
                e.pValue(),
                Optional.empty());
        return new Decision.Gate(
                gate.gate(),
                gate.metric(),
                gate.slice(),
                gate.verdict(),
                gate.candidate(),
                gate.champion(),
                gate.bound(),
                gate.reason(),
                Optional.of(evidence),
                gate.reportsOnly());
    }

    private static Decision.Gate bare(String gate, Verdict verdict, String reason) {
        return new Decision.Gate(
                gate,
                "auc",
                Optional.empty(),
                verdict,
                Optional.of(0.7123),
                Optional.of(0.7062),
                Optional.empty(),
                reason,
                Optional.empty(),
                Optional.empty());
    }

    /** Gates on all rows and on the slices of a column, of all verdicts, with intervals of all widths. */
    static RunRecord manyGates(int count) {
        Fixture fixture = new Fixture();
        fixture.outcome = "REJECTED";
        fixture.verdict = Verdict.FAILED;
        fixture.reason = "some of the gates failed";
        fixture.budget = Optional.of(new Budget(2, 1 / 6.0, 2 / 3.0, false));
        fixture.gates.add(Fixture.gate("auc at-least 0.65", Optional.empty(), Verdict.PASSED, 0.7123, 0.7062, 0.65));
        fixture.gates.add(Fixture.gate("log_loss at-most 0.6", Optional.empty(), Verdict.FAILED, 0.6123, 0.6062, 0.6));
        Random random = new Random(3);
        for (int i = 2; i < count; i++) {
            Verdict verdict = i % 10 == 0 ? Verdict.FAILED : i % 7 == 0 ? Verdict.INCONCLUSIVE : Verdict.PASSED;
            double champion = 0.68 + random.nextDouble() * 0.06;
            double off = (random.nextDouble() + 0.2) * 0.02;
            fixture.gates.add(gate(
                    "auc not-worse-than champion by 0.02",
                    Optional.of("dest=" + (i % 9 == 0 ? "a rather long name of an airport, number " : "D") + i),
                    verdict,
                    champion - 0.02 + (verdict == Verdict.FAILED ? -off : off),
                    champion,
                    champion - 0.02,
                    i % 14 == 0 ? Optional.of("35 rows are fewer than 100") : Optional.empty()));
        }
        return fixture.record();
    }

    /** Numbers that no axis likes. */
    static RunRecord extreme() {
        Fixture fixture = new Fixture();
        fixture.outcome = "REJECTED";
        fixture.verdict = Verdict.FAILED;
        fixture.reason = "numbers that no axis likes";
        double[][] numbers = {
            {Double.NaN, Double.NaN, Double.NaN, Double.NaN},
            {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0},
            {1e300, -1e300, 1e305, 1e290},
            {1e-300, -1e-300, 1e-299, 0},
            {0, 0, 0, 0},
            {-1.7976931348623157e308, -1.7976931348623157e308, 1.7976931348623157e308, 4.9e-324},
            {0.5, 0.5, 0.5, 0.7},
            {0.5, -4_000, 9_000, 0.7},
            {0.5, 0.9, 0.1, Double.NEGATIVE_INFINITY}
        };
        List<Decision.Gate> gates = new ArrayList<>();
        for (int shared = 0; shared < 2; shared++) {
            for (int i = 0; i < numbers.length; i++) {
                double[] n = numbers[i];
                String of = shared == 0 ? "improvement of auc" : "figure " + i;
                Evidence evidence = new Evidence(
                        of,
                        "none",
                        n[0],
                        new Interval(n[1], n[2], 0.999999),
                        n[3],
                        i % 2 == 0,
                        n[3],
                        Optional.of(Long.MAX_VALUE));
                gates.add(new Decision.Gate(
                        "auc better-than champion",
                        "auc",
                        Optional.of("case=" + i),
                        i % 3 == 0 ? Verdict.PASSED : i % 3 == 1 ? Verdict.FAILED : Verdict.INCONCLUSIVE,
                        Optional.of(n[0]),
                        Optional.of(n[1]),
                        Optional.of(n[3]),
                        "extreme",
                        Optional.of(evidence),
                        Optional.empty()));
            }
        }
        fixture.gates.addAll(gates);
        fixture.searched = Optional.of(new Evaluation.Searched(2, 2, 0.05));
        fixture.worst.add(
                new WorstSlice("a=b", 1, 0, Double.NaN, 0.2, new Interval(Double.NaN, Double.NaN, 0.95), Double.NaN));
        fixture.worst.add(new WorstSlice("a=c", 1, 0, 1e300, 0.2, new Interval(0, Double.POSITIVE_INFINITY, 0.95), 0));
        return fixture.record();
    }

    static RunRecord worst() {
        Fixture fixture = promotedFixture();
        fixture.searched = Optional.of(new Evaluation.Searched(1_234, 9, 0.05));
        String[] slices = {
            "carrier=EV and dep_min in [900, 1140)",
            "origin=LGA and visib in [0, 2.5)",
            "dest=ORD",
            "wind_speed in [21, 40.5)",
            "carrier=MQ and origin=LGA",
            "dep_min in [1140, 1440)",
            "carrier=9E"
        };
        for (int i = 0; i < slices.length; i++) {
            double difference = 0.21 / (i + 1) + 0.01;
            double half = 0.02 + 0.004 * ((i * 5) % 7);
            fixture.worst.add(new WorstSlice(
                    slices[i],
                    2_310 - 271L * i,
                    640 - 70L * i,
                    0.45 + difference,
                    0.45,
                    new Interval(difference - half, difference + half, 0.95),
                    0.0002 * (i + 1) * (i + 1)));
        }
        return fixture.record();
    }

    static RunRecord searchedInVain() {
        Fixture fixture = promotedFixture();
        fixture.searched = Optional.of(new Evaluation.Searched(1_234, 0, 0.05));
        return fixture.record();
    }
}
