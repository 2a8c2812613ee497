package retrain.evaluate;

import static retrain.evaluate.Given.better;
import static retrain.evaluate.Given.notWorse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import retrain.evaluate.Evaluation.Curves;
import retrain.evaluate.Evaluation.MetricValue;
import retrain.evaluate.Evaluation.Scored;
import retrain.gate.Decision;
import retrain.gate.Gates;
import retrain.gate.Policy;
import retrain.gate.Verdict;
import retrain.run.Digest;
import retrain.spec.EvaluateSpec;
import retrain.spec.GateSpec;
import retrain.spec.Metric;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.spec.ThresholdSpec;

/**
 * How often gates are wrong, by the code that decides: rows with a known truth are made, two models score them, and the gates are asked. The
 * table of docs/statistics.md is printed by {@link #main}; the build asks less often.
 *
 * <p>The score of a model is its skill where the row is of class 1, plus noise, of which the models share a part. Two models of one skill
 * are equally good in every metric; the area of skill s is the normal probability of s/√2.
 */
final class Simulation {
    private static final double POSITIVES = 0.3;
    private static final double SHARED = 0.8;
    private static final double SKILL = 0.9;

    private final Metric metric;
    private final int runs;
    private final long seed;

    /** @param runs how often each situation is made */
    Simulation(Metric metric, int runs, long seed) {
        this.metric = metric;
        this.runs = runs;
        this.seed = seed;
    }

    /** How often the gate passed, and how often the candidate's value was simply better. */
    record Rates(double passed, double better, int runs) {
        /** {@return the most that a rate may be above what is promised, by chance of the simulation, in all but 1 of 1,000 cases} */
        double slack(double promised) {
            return 3.1 * Math.sqrt(promised * (1 - promised) / runs);
        }
    }

    /** {@return how often a candidate of another skill passes a gate on so many fresh rows} */
    Rates passes(GateSpec gate, int rows, double advantage) {
        long[] counts = IntStream.range(0, runs)
                .parallel()
                .mapToObj(run -> {
                    Rows made = new Rows(rows, new SplittableRandom(seed + 1_000_003L * run));
                    float[] champion = made.scores(SKILL);
                    Decision.Gate result = decide(made, made.scores(SKILL + advantage), champion, gate, 1);
                    double gain = result.evidence().orElseThrow().estimate();
                    return new long[] {result.verdict() == Verdict.PASSED ? 1 : 0, gain > 0 ? 1 : 0};
                })
                .reduce(new long[2], (a, b) -> new long[] {a[0] + b[0], a[1] + b[1]});
        return new Rates((double) counts[0] / runs, (double) counts[1] / runs, runs);
    }

    /** {@return how often any of many equally good candidates passes, all of them compared on the same rows} */
    Rates anyOf(int candidates, GateSpec gate, int rows) {
        long[] counts = IntStream.range(0, runs)
                .parallel()
                .mapToObj(run -> {
                    Rows made = new Rows(rows, new SplittableRandom(seed + 7_000_003L * run));
                    float[] champion = made.scores(SKILL);
                    long[] any = new long[2];
                    for (int look = 1; look <= candidates; look++) {
                        Decision.Gate result = decide(made, made.scores(SKILL), champion, gate, look);
                        any[0] |= result.verdict() == Verdict.PASSED ? 1 : 0;
                        any[1] |= result.candidate().orElseThrow()
                                                > result.champion().orElseThrow()
                                        == metric.higherIsBetter()
                                ? 1
                                : 0;
                    }
                    return any;
                })
                .reduce(new long[2], (a, b) -> new long[] {a[0] + b[0], a[1] + b[1]});
        return new Rates((double) counts[0] / runs, (double) counts[1] / runs, runs);
    }

    /** {@return the rows that the gate asks for after a look at a few} */
    int rowsNeeded(GateSpec gate, int rows, double advantage) {
        List<Long> needed = new ArrayList<>();
        for (int run = 0; run < 200; run++) {
            Rows made = new Rows(rows, new SplittableRandom(seed + 13_000_003L * run));
            float[] champion = made.scores(SKILL);
            decide(made, made.scores(SKILL + advantage), champion, gate, 1)
                    .evidence()
                    .orElseThrow()
                    .rowsNeeded()
                    .ifPresent(needed::add);
        }
        needed.sort(null);
        return Math.toIntExact(needed.get(needed.size() / 2));
    }

    /** {@return by how much a candidate of this advantage in skill is truly better, from very many rows} */
    double effect(double advantage) {
        Rows many = new Rows(2_000_000, new SplittableRandom(seed));
        float[] champion = many.scores(SKILL);
        float[] candidate = many.scores(SKILL + advantage);
        Selection all = new Selection.All(many.labels.length);
        Truth truth = new Truth.Binary(many.labels);
        return Estimating.gain(
                metric,
                truth.sample(model(candidate), all).measure(metric).value().orElseThrow(),
                truth.sample(model(champion), all).measure(metric).value().orElseThrow());
    }

    private static ModelScores model(float[] scores) {
        return new ModelScores(scores, 1, List.of());
    }

    private Decision.Gate decide(Rows made, float[] candidate, float[] champion, GateSpec gate, int look) {
        Truth truth = new Truth.Binary(made.labels);
        Selection all = new Selection.All(made.labels.length);
        Spec spec = Given.spec(Task.BINARY, evaluate(metric), gate);
        Measuring measuring =
                new Measuring(spec, truth, model(candidate), Optional.of(model(champion)), new Dependence.None());
        Evaluation evaluation = new Evaluation(
                Task.BINARY,
                Digest.of("holdout"),
                Optional.empty(),
                made.labels.length,
                truth.positives(all),
                scored(truth, candidate),
                Optional.of(scored(truth, champion)),
                List.of(),
                Digest.of("predictions"),
                measuring.estimates(),
                Optional.empty(),
                List.of(),
                Optional.empty());
        return Gates.decide(List.of(gate), evaluation, new Policy(0.95, 100, 20, Optional.of(look)))
                .gates()
                .get(0);
    }

    private Scored scored(Truth truth, float[] scores) {
        Selection all = new Selection.All(scores.length);
        Curves none = new Curves(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty());
        List<MetricValue> values = List.of(truth.sample(model(scores), all).measure(metric));
        return new Scored("a model", Digest.of("archive"), values, none, Optional.empty());
    }

    /** 400 replicates: enough for a rate of 5%, and quick. */
    private static EvaluateSpec evaluate(Metric metric) {
        return new EvaluateSpec(
                List.of(metric),
                List.of(),
                new ThresholdSpec(
                        Optional.of(0.5), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                0.5,
                0.95,
                400,
                Optional.empty(),
                100,
                20,
                Optional.empty());
    }

    /** Rows, and the noise that models share. */
    private static final class Rows {
        private final byte[] labels;
        private final double[] noise;
        private final java.util.random.RandomGenerator random;

        Rows(int rows, SplittableRandom random) {
            this.random = random;
            labels = new byte[rows];
            noise = new double[rows];
            for (int row = 0; row < rows; row++) {
                labels[row] = (byte) (random.nextDouble() < POSITIVES ? 1 : 0);
                noise[row] = random.nextGaussian();
            }
        }

        /** Probabilities by Bayes' rule, so that they are calibrated. */
        float[] scores(double skill) {
            float[] scores = new float[labels.length];
            double odds = Math.log(POSITIVES / (1 - POSITIVES)) - skill * skill / 2;
            for (int row = 0; row < scores.length; row++) {
                double seen = skill * labels[row]
                        + Math.sqrt(SHARED) * noise[row]
                        + Math.sqrt(1 - SHARED) * random.nextGaussian();
                scores[row] = (float) (1 / (1 + Math.exp(-(odds + skill * seen))));
            }
            return scores;
        }
    }

    /** Arguments: how often each situation is made; metrics, if not all three. */
    public static void main(String... arguments) {
        int runs = Integer.parseInt(arguments[0]);
        List<Metric> metrics = arguments.length == 1
                ? List.of(Metric.AUC, Metric.LOG_LOSS, Metric.ACCURACY)
                : Arrays.stream(arguments).skip(1).map(Metric::valueOf).toList();
        System.out.println("| what is simulated | promise | this gate | \"higher is better\" |\n|---|---|---|---|");
        for (Metric metric : metrics) {
            Simulation simulation = new Simulation(metric, runs, 1);
            for (int rows : new int[] {500, 2_000, 10_000}) {
                print(
                        metric + ": an equal candidate is *better*, " + rows + " rows",
                        "at most 5%",
                        simulation.passes(better(metric, 0), rows, 0));
            }
            Simulation fewer = new Simulation(metric, runs / 10, 2);
            print(
                    metric + ": any of 50 equal candidates on one holdout of 2000 rows is *better*",
                    "at most 5%",
                    fewer.anyOf(50, better(metric, 0), 2_000));
            double effect = simulation.effect(0.1);
            int needed = simulation.rowsNeeded(better(metric, 0), 1_000, 0.1);
            print(
                    String.format(
                            Locale.ROOT,
                            "%s: a candidate better by %.4f is *better*, on the %d rows that the gate asked for",
                            metric,
                            effect,
                            needed),
                    "at least 80%",
                    simulation.passes(better(metric, 0), needed, 0.1));
            double margin = -simulation.effect(-0.05);
            int enough = simulation.rowsNeeded(notWorse(metric, margin), 1_000, 0);
            print(
                    String.format(
                            Locale.ROOT,
                            "%s: an equal candidate is *not worse* by %.4f, on the %d rows that the gate asked for",
                            metric,
                            margin,
                            enough),
                    "at least 80%",
                    simulation.passes(notWorse(metric, margin), enough, 0));
            print(
                    String.format(
                            Locale.ROOT,
                            "%s: a candidate worse by twice that margin is *not worse*, %d rows",
                            metric,
                            2_000),
                    "at most 5%",
                    simulation.passes(notWorse(metric, -simulation.effect(-0.1) / 2), 2_000, -0.1));
        }
    }

    private static void print(String what, String promise, Rates rates) {
        System.out.println(String.format(
                Locale.ROOT,
                "| %s | %s | %.1f%% | %.1f%% |",
                what,
                promise,
                100 * rates.passed(),
                100 * rates.better()));
    }
}
