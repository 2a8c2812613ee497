package retrain.monitor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import retrain.data.Column;
import retrain.local.Embedded;
import retrain.monitor.ColumnDrift.Role;

/**
 * How often a window raises an alarm, by the code that decides: both sides are made of 20 columns with a known difference, and are
 * compared. The tables of docs/drift.md are printed by {@link #main}; the build asks less often.
 *
 * <p>Of the columns 14 are numbers (eight normal, two with a long tail, counts, rounded ones of which a fifth is missing, a label, waiting
 * times with a few missing) and 6 are categories (of 2, 5, 26 and 200 values, one of three with a tenth missing, a boolean).
 */
final class DriftSimulation {
    static final String SHIFTED = "x0";
    private static final int NORMAL = 8;

    private final int runs;
    private final long seed;
    private final boolean joint;

    DriftSimulation(int runs, long seed, boolean joint) {
        this.runs = runs;
        this.seed = seed;
        this.joint = joint;
    }

    /** How the window differs. */
    record Change(double shift, double correlation) {
        static final Change NONE = new Change(0, 0);

        static Change shift(double deviations) {
            return new Change(deviations, 0);
        }

        static Change correlation(double with) {
            return new Change(0, with);
        }
    }

    /** {@return the share of windows of which each question is true} */
    double[] shares(int reference, int current, Change change, List<Predicate<Drift>> questions) {
        long[][] answers = IntStream.range(0, runs)
                .parallel()
                .mapToObj(run -> measure(reference, current, change, new SplittableRandom(seed + 1_000_003L * run)))
                .map(drift ->
                        questions.stream().mapToLong(q -> q.test(drift) ? 1 : 0).toArray())
                .toArray(long[][]::new);
        return IntStream.range(0, questions.size())
                .mapToDouble(q -> Arrays.stream(answers).mapToLong(a -> a[q]).sum() / (double) runs)
                .toArray();
    }

    double share(int reference, int current, Change change, Predicate<Drift> question) {
        return shares(reference, current, change, List.of(question))[0];
    }

    /** {@return whether something is significant, however small} */
    static boolean significant(Drift drift) {
        return drift.columns().stream().flatMap(c -> c.tests().stream()).anyMatch(t -> t.adjusted() <= 0.05)
                || drift.joint().filter(j -> j.adjusted() <= 0.05).isPresent();
    }

    private Drift measure(int reference, int current, Change change, SplittableRandom random) {
        InMemory samples = new InMemory();
        List<Watched> columns = new ArrayList<>();
        for (int c = 0; c < 20; c++) {
            boolean number = c < 14;
            String name = (number ? "x" : "c") + c;
            Column.Kind kind = number ? Column.Kind.NUMBER : c == 19 ? Column.Kind.BOOLEAN : Column.Kind.CATEGORY;
            // A boolean is read as a category is, and not by the classifier here.
            columns.add(new Watched(name, c == 12 || c == 19 ? Role.LABEL : Role.FEATURE, kind));
            if (number) {
                samples.number(
                        name,
                        numbers(c, reference, 0, random),
                        numbers(c, current, c == 0 ? change.shift() : 0, random));
            } else {
                samples.text(name, texts(c, reference, random), texts(c, current, random));
            }
        }
        if (change.correlation() != 0) {
            correlate(samples, change.correlation());
        }
        return samples.measure(
                columns, List.of(), joint ? Optional.of(Embedded.domainClassifier()) : Optional.empty(), 7);
    }

    /** Of two normal columns the second comes to go with the first, each by itself staying as it was. */
    private static void correlate(InMemory samples, double with) {
        float[] first = samples.numbers(InMemory.CURRENT, "x0");
        float[] now = samples.numbers(InMemory.CURRENT, "x1").clone();
        for (int i = 0; i < now.length; i++) {
            now[i] = (float) (with * first[i] + Math.sqrt(1 - with * with) * now[i]);
        }
        samples.number("x1", samples.numbers(InMemory.REFERENCE, "x1"), now);
    }

    private static float[] numbers(int column, int rows, double shift, SplittableRandom random) {
        float[] values = new float[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = (float) (shift + number(column, random));
        }
        return values;
    }

    private static double number(int column, SplittableRandom random) {
        if (column < NORMAL) {
            return random.nextGaussian();
        }
        return switch (column) {
            case 8, 9 -> Math.exp(1.5 * random.nextGaussian());
            case 10 -> Math.floor(10 * -Math.log(1 - random.nextDouble()));
            case 11 -> random.nextInt(5) == 0 ? Double.NaN : Math.rint(10 * random.nextGaussian()) / 10;
            case 12 -> random.nextInt(5) == 0 ? 1 : 0;
            default -> random.nextInt(50) == 0 ? Double.NaN : -Math.log(1 - random.nextDouble());
        };
    }

    private static @Nullable String[] texts(int column, int rows, SplittableRandom random) {
        @Nullable String[] values = new @Nullable String[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = text(column, random);
        }
        return values;
    }

    private static @Nullable String text(int column, SplittableRandom random) {
        return switch (column) {
            case 14 -> NAMES[random.nextInt(2)];
            case 15 -> NAMES[Math.min(4, random.nextInt(8))];
            case 16 -> NAMES[random.nextInt(26)];
            case 17 -> NAMES[(int) Math.floor(Math.exp(random.nextDouble() * Math.log(200))) - 1];
            case 18 -> random.nextInt(10) == 0 ? null : NAMES[random.nextInt(3)];
            default -> NAMES[random.nextInt(20) == 0 ? 1 : 0];
        };
    }

    private static final String[] NAMES =
            IntStream.range(0, 200).mapToObj(i -> "v" + i).toArray(String[]::new);

    /** Prints the tables. Arguments: how many runs of up to 1,000 rows (of more rows there are fewer); which table, if not all. */
    public static void main(String[] args) {
        int runs = Integer.parseInt(args[0]);
        List<String> tables = args.length > 1 ? List.of(args[1]) : List.of("false-alarms", "power", "joint");
        for (String table : tables) {
            switch (table) {
                case "false-alarms" -> falseAlarms(runs);
                case "power" -> power(runs);
                default -> joint(runs);
            }
            System.out.println();
        }
    }

    private static void falseAlarms(int runs) {
        System.out.println(
                "| rows a side | runs | windows with an alarm | with anything significant | with an alarm, `joint: false` |\n|--:|--:|--:|--:|--:|");
        for (int rows : new int[] {100, 300, 1_000, 10_000, 100_000, 1_000_000}) {
            line(rows, rows, runs(runs, rows));
        }
        line(20_000, 200, runs(runs, 20_000));
    }

    private static void power(int runs) {
        System.out.println("| rows a side | runs | 0.1 sd | 0.2 sd | 0.3 sd |\n|--:|--:|--:|--:|--:|");
        for (int rows : new int[] {100, 300, 1_000, 3_000, 10_000, 100_000}) {
            int some = runs(runs, rows) / 4;
            System.out.printf(Locale.ROOT, "| %,d | %,d |", rows, some);
            for (double shift : new double[] {0.1, 0.2, 0.3}) {
                double found = new DriftSimulation(some, 5, false)
                        .share(rows, rows, Change.shift(shift), d -> d.drifted().contains(SHIFTED));
                System.out.printf(Locale.ROOT, " %.0f%% |", 100 * found);
            }
            System.out.println();
        }
    }

    private static void joint(int runs) {
        System.out.println(
                "| rows a side | runs | no drift | correlation 0.3 | correlation 0.5 | correlation 0.7 |\n|--:|--:|--:|--:|--:|--:|");
        for (int rows : new int[] {100, 1_000, 10_000}) {
            int some = runs(runs, rows) / 10;
            System.out.printf(Locale.ROOT, "| %,d | %,d |", rows, some);
            for (double with : new double[] {0, 0.3, 0.5, 0.7}) {
                double found =
                        new DriftSimulation(some, 11, true).share(rows, rows, Change.correlation(with), Drift::alarm);
                System.out.printf(Locale.ROOT, " %.0f%% |", 100 * found);
            }
            System.out.println();
        }
    }

    private static int runs(int of, int rows) {
        return rows <= 1_000 ? of : (int) (of / Math.sqrt(rows / 1_000.0));
    }

    private static void line(int reference, int current, int runs) {
        double[] shares = new DriftSimulation(runs, 1, true)
                .shares(reference, current, Change.NONE, List.of(Drift::alarm, DriftSimulation::significant));
        double columns = new DriftSimulation(runs, 1, false).share(reference, current, Change.NONE, Drift::alarm);
        System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %.1f%% | %.1f%% | %.1f%% |%n",
                reference == current
                        ? String.format(Locale.ROOT, "%,d", reference)
                        : String.format(Locale.ROOT, "%,d and %,d", reference, current),
                runs,
                100 * shares[0],
                100 * shares[1],
                100 * columns);
    }
}
