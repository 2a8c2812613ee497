package retrain.ab;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import retrain.Specs;
import retrain.ab.Look.Verdict;
import retrain.promote.Assignment;
import retrain.registry.Alias;
import retrain.registry.Candidates;
import retrain.registry.Challenge;
import retrain.registry.ModelVersion;
import retrain.run.Digest;
import retrain.spec.AbSpec;
import retrain.spec.Metric;
import retrain.spec.PromoteSpec;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.spec.TrainSpec;

/**
 * How often a test that is looked at every day decides, by the code that decides: units come anew and come back, differ among
 * themselves, meet days on
 * which both variants are worse, and get their variant by {@link Assignment} while the share grows. The table of docs/ab-test.md is
 * printed by {@link #main};
 * the build asks less often.
 */
final class AbSimulation {
    private static final int DAYS = 20;
    private static final double[] NO_RAMP = {0.5};
    private static final double[] RAMP = {0.1, 0.25, 0.5};

    private final double[] shares;
    private final int unitsADay;
    private final double effect;
    private final double lost;
    private final boolean skewed;

    /**
     * A world.
     *
     * @param shares of the challenger, a new one every third day
     * @param effect by how much the challenger's term is lower, in standard deviations of a row
     * @param lost the part of the challenger's units that is not captured
     * @param skewed whether terms are far from normal: most small, few large
     */
    AbSimulation(double[] shares, int unitsADay, double effect, double lost, boolean skewed) {
        this.shares = shares;
        this.unitsADay = unitsADay;
        this.effect = effect;
        this.lost = lost;
        this.skewed = skewed;
    }

    /** How a world's tests ended: how often, and after how many days in the mean. */
    record Ends(Map<Verdict, Integer> verdicts, double covered, double days) {
        double share(Verdict verdict) {
            int all = verdicts.values().stream().mapToInt(Integer::intValue).sum();
            return verdicts.getOrDefault(verdict, 0) / (double) all;
        }
    }

    Ends run(int tests, long seed) {
        Map<Verdict, Integer> verdicts = new TreeMap<>();
        int covered = 0;
        double days = 0;
        for (int test = 0; test < tests; test++) {
            One one = new One(new SplittableRandom(seed + test), "test-" + seed + "-" + test);
            verdicts.merge(one.verdict(), 1, Integer::sum);
            covered += one.covered ? 1 : 0;
            days += one.day;
        }
        return new Ends(verdicts, covered / (double) tests, days / tests);
    }

    private record Row(String unit, boolean challenger, double term, double share) {}

    /** One test. */
    private final class One {
        private final SplittableRandom random;
        private final String name;
        private final Map<Double, List<Row>> rows = new TreeMap<>();
        private final Map<String, Double> own = new HashMap<>();
        private final List<Challenge.Phase> phases = new ArrayList<>();
        private boolean covered = true;
        private int day;

        One(SplittableRandom random, String name) {
            this.random = random;
            this.name = name;
        }

        /** Looks every evening, until something is decided; that the interval holds the truth is asked of all evenings. */
        Verdict verdict() {
            Verdict decided = Verdict.EXPIRED;
            int decidedOn = DAYS;
            for (day = 0; day < DAYS; day++) {
                double share = shares[Math.min(day / 3, shares.length - 1)];
                if (phases.isEmpty() || phases.get(phases.size() - 1).share() != share) {
                    phases.add(new Challenge.Phase(Candidates.TIME.plus(Duration.ofDays(day)), share));
                }
                day(share);
                Look look = look();
                Look.Effect found = look.compared();
                covered &= found.low().isEmpty()
                        || (found.low().get() <= effect
                                && effect <= found.high().get());
                if (decided == Verdict.EXPIRED && look.verdict() != Verdict.CONTINUE) {
                    decided = look.verdict();
                    decidedOn = day + 1;
                }
            }
            day = decidedOn;
            return decided;
        }

        /** On some days all is worse. */
        private void day(double share) {
            double weather = 0.5 * random.nextInt(3);
            for (int i = 0; i < unitsADay; i++) {
                boolean back = day > 0 && random.nextDouble() < 0.3;
                String unit = "u" + (back ? random.nextInt(day) : day) + "-" + random.nextInt(unitsADay);
                double mine = own.computeIfAbsent(unit, u -> gaussian());
                boolean challenger = Assignment.of(name, unit, new double[] {1 - share, share}) == 1;
                boolean gone = challenger && Assignment.place("lost-" + name, unit) < lost;
                for (int row = 0; row <= random.nextInt(3) && !gone; row++) {
                    double noise = skewed ? Math.exp(1.2 * gaussian()) - Math.exp(0.72) : gaussian();
                    double term = weather + 0.7 * mine + noise - (challenger ? effect : 0);
                    rows.computeIfAbsent(share, s -> new ArrayList<>()).add(new Row(unit, challenger, term, share));
                }
            }
        }

        private double gaussian() {
            double u = 1 - random.nextDouble();
            return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random.nextDouble());
        }

        private Look look() {
            Units units = new Units(1);
            for (Challenge.Phase phase : phases) {
                Units.Phase part = units.new Phase(phase.share());
                for (Row row : rows.getOrDefault(phase.share(), List.of())) {
                    part.seen(row.unit(), row.challenger());
                    part.labelled(row.unit(), row.challenger(), new double[] {row.term()});
                }
                part.end();
            }
            Instant now = Candidates.TIME.plus(Duration.ofDays(day).plusHours(23));
            return new Deciding(SPEC, AB, challenge(), List.of(Metric.MAE), units, 0, now).look(List.of());
        }

        private Challenge challenge() {
            Digest digest = CHAMPION.snapshot();
            return new Challenge(
                    2,
                    new Alias(Alias.CHAMPION, 1, 1, digest),
                    CHAMPION,
                    new Alias(Alias.CHALLENGER, 2, 2, digest),
                    CHALLENGER,
                    phases);
        }
    }

    private static final ModelVersion CHAMPION =
            Candidates.draft(Digest.of(new byte[] {1}), Candidates.run(1)).numbered(1);
    private static final ModelVersion CHALLENGER =
            Candidates.draft(Digest.of(new byte[] {2}), Candidates.run(2)).numbered(2);

    static final AbSpec AB = new AbSpec(
            0.1,
            List.of(),
            1000,
            1,
            0,
            "unit_id",
            "variant",
            Optional.empty(),
            0,
            0.95,
            100,
            90,
            AbSpec.AtEnd.ROLLBACK,
            List.of());

    static final Spec SPEC = Specs.spec(
            Candidates.MODEL,
            Task.REGRESSION,
            "y",
            ".retrain",
            0,
            Specs.rowsById(),
            Specs.train(Optional.of(Map.of()), Optional.empty(), TrainSpec.Categories.ORDINAL, Optional.empty(), 1),
            Specs.evaluate(List.of(), List.of(), 0.5, 0.5),
            List.of(),
            new PromoteSpec(PromoteSpec.Strategy.AB, "deployed"));

    static AbSimulation halves(double effect) {
        return new AbSimulation(NO_RAMP, 200, effect, 0, false);
    }

    static AbSimulation ramped(double effect) {
        return new AbSimulation(RAMP, 400, effect, 0, false);
    }

    static AbSimulation losing(double lost) {
        return new AbSimulation(NO_RAMP, 400, 0, lost, false);
    }

    /** Prints the table; argument: how many tests of each world. */
    public static void main(String[] args) {
        int tests = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        Map<String, AbSimulation> worlds = new TreeMap<>();
        for (double effect : new double[] {0, 0.1, 0.2, 0.4}) {
            worlds.put("half and half, effect " + effect, halves(effect));
            worlds.put("ramp 0.1 0.25 0.5, effect " + effect, ramped(effect));
        }
        worlds.put("ramp, skewed, effect 0.0", new AbSimulation(RAMP, 400, 0, 0, true));
        worlds.put("half and half, skewed, effect 0.0", new AbSimulation(NO_RAMP, 200, 0, 0, true));
        worlds.put("a tenth of the challenger's units lost", losing(0.1));
        worlds.put("a fifth of the challenger's units lost", losing(0.2));
        worlds.forEach((name, world) -> {
            Ends ends = world.run(tests, 1_000_000);
            System.out.println(String.format(
                    Locale.ROOT,
                    "| %s | %.3f | %.3f | %.3f | %.3f | %.1f |",
                    name,
                    ends.share(Verdict.PROMOTE),
                    ends.share(Verdict.ROLLBACK),
                    ends.share(Verdict.STOP),
                    ends.covered(),
                    ends.days()));
        });
    }
}
