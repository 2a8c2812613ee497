import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Runs two commands in turn and prints the median of each, of the differences and of the ratios, pair by pair. */
final class Pairs {
    private Pairs() {}

    /** Arguments: pairs, folder A, command A, folder B, command B; the commands go to {@code sh -c}. The first pair is not counted. */
    public static void main(String[] args) throws Exception {
        List<double[]> pairs = new ArrayList<>();
        for (int i = 0; i <= Integer.parseInt(args[0]); i++) {
            double[] pair = {seconds(args[1], args[2]), seconds(args[3], args[4])};
            if (i > 0) {
                pairs.add(pair);
            }
        }
        print("A", pairs.stream().mapToDouble(p -> p[0]).toArray(), "s");
        print("B", pairs.stream().mapToDouble(p -> p[1]).toArray(), "s");
        print("A - B", pairs.stream().mapToDouble(p -> p[0] - p[1]).toArray(), "s");
        print("A / B", pairs.stream().mapToDouble(p -> p[0] / p[1]).toArray(), "");
    }

    private static double seconds(String folder, String command) throws Exception {
        long start = System.nanoTime();
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(new File(folder))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalStateException(command + " ended with " + code);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void print(String name, double[] values, String unit) {
        Arrays.sort(values);
        System.out.printf(
                Locale.ROOT,
                "%-6s median %.3f %s (%.3f to %.3f, n = %d)%n",
                name,
                values[values.length / 2],
                unit,
                values[0],
                values[values.length - 1],
                values.length);
    }
}
