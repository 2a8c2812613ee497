import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * A training program of one's own: a logistic regression in plain Java, run as {@code java Train.java --epochs 8 …}.
 *
 * <p>It knows nothing of Retrain, only SageMaker's script mode: the rows are CSV files in SM_CHANNEL_TRAIN, the target first and no
 * header; the model goes into SM_MODEL_DIR; hyperparameters are arguments; what is printed as {@code name=value} is found by the metric
 * expressions; a failure is an exit code other than 0, and its reason goes into SM_OUTPUT_DIR/failure.
 *
 * <p>Numbers are standardised, a missing one has a weight of its own; each value of a text has a weight. The weights are found by
 * AdaGrad (Duchi, Hazan, Singer 2011) over the rows in their order, so that the same rows give the same model.
 */
public class Train {
    public static void main(String[] arguments) throws IOException {
        try {
            new Train(arguments).run();
        } catch (IOException | RuntimeException e) {
            Files.writeString(Path.of(System.getenv("SM_OUTPUT_DIR"), "failure"), e.toString());
            throw e;
        }
    }

    private final int epochs;
    private final double rate;
    private final double l2;

    /** A column: weights begin at {@code first}. A number has two, for its standardised value and for its absence. */
    private record Column(boolean text, double mean, double deviation, List<String> values, int first) {
        int weights() {
            return text ? values.size() : 2;
        }
    }

    private Train(String[] arguments) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            given.put(arguments[i], arguments[i + 1]);
        }
        epochs = Integer.parseInt(given.getOrDefault("--epochs", "8"));
        rate = Double.parseDouble(given.getOrDefault("--rate", "0.05"));
        l2 = Double.parseDouble(given.getOrDefault("--l2", "1e-6"));
    }

    private void run() throws IOException {
        List<String[]> rows = read(Path.of(System.getenv("SM_CHANNEL_TRAIN")));
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("no rows to train on");
        }
        List<Column> columns = columns(rows);
        double[] weights = fit(rows, columns);
        Files.write(Path.of(System.getenv("SM_MODEL_DIR"), "model.tsv"), describe(columns, weights));
    }

    private double[] fit(List<String[]> rows, List<Column> columns) {
        double[] weights = new double[1 + columns.stream().mapToInt(Column::weights).sum()];
        double[] squares = new double[weights.length];
        Arrays.fill(squares, 1e-8);
        int[] places = new int[columns.size() + 1];
        double[] values = new double[columns.size() + 1];
        for (int epoch = 1; epoch <= epochs; epoch++) {
            double loss = 0;
            for (String[] row : rows) {
                int used = encode(row, columns, places, values);
                double margin = 0;
                for (int i = 0; i < used; i++) {
                    margin += weights[places[i]] * values[i];
                }
                double label = Double.parseDouble(row[0]);
                double p = 1 / (1 + Math.exp(-margin));
                loss -= Math.log(Math.max(1e-15, label == 1 ? p : 1 - p));
                for (int i = 0; i < used; i++) {
                    double gradient = (p - label) * values[i] + l2 * weights[places[i]];
                    squares[places[i]] += gradient * gradient;
                    weights[places[i]] -= rate * gradient / Math.sqrt(squares[places[i]]);
                }
            }
            System.out.printf(Locale.ROOT, "epoch %d log_loss=%.5f%n", epoch, loss / rows.size());
        }
        return weights;
    }

    /** Which weights a row uses, and how much of each. */
    private static int encode(String[] row, List<Column> columns, int[] places, double[] values) {
        places[0] = 0;
        values[0] = 1;
        int used = 1;
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            String field = row[i + 1];
            if (column.text()) {
                int value = column.values().indexOf(field);
                if (value >= 0) {
                    places[used] = column.first() + value;
                    values[used++] = 1;
                }
            } else {
                places[used] = column.first() + (field.isEmpty() ? 1 : 0);
                values[used++] = field.isEmpty() ? 1 : (Double.parseDouble(field) - column.mean()) / column.deviation();
            }
        }
        return used;
    }

    /** A column is a number if each of its values is one. */
    private static List<Column> columns(List<String[]> rows) {
        List<Column> columns = new ArrayList<>();
        int first = 1;
        for (int i = 1; i < rows.get(0).length; i++) {
            int at = i;
            List<String> present = rows.stream().map(r -> r[at]).filter(f -> !f.isEmpty()).toList();
            Column column;
            if (present.stream().allMatch(Train::isNumber)) {
                double mean = present.stream().mapToDouble(Double::parseDouble).average().orElse(0);
                double variance = present.stream()
                        .mapToDouble(f -> Math.pow(Double.parseDouble(f) - mean, 2))
                        .average()
                        .orElse(0);
                column = new Column(false, mean, variance > 0 ? Math.sqrt(variance) : 1, List.of(), first);
            } else {
                column = new Column(true, 0, 1, List.copyOf(new TreeSet<>(present)), first);
            }
            columns.add(column);
            first += column.weights();
        }
        return columns;
    }

    private static boolean isNumber(String field) {
        try {
            Double.parseDouble(field);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** The model in a form that needs no knowledge to be applied: Serve.java adds up what the lines say. */
    private static List<String> describe(List<Column> columns, double[] weights) {
        List<String> lines = new ArrayList<>();
        lines.add("bias\t" + weights[0]);
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (!column.text()) {
                double weight = weights[column.first()];
                double missing = weights[column.first() + 1];
                lines.add("number\t" + i + "\t" + column.mean() + "\t" + column.deviation() + "\t" + weight + "\t" + missing);
                continue;
            }
            for (int v = 0; v < column.values().size(); v++) {
                lines.add("text\t" + i + "\t" + column.values().get(v) + "\t" + weights[column.first() + v]);
            }
        }
        return lines;
    }

    private static List<String[]> read(Path folder) throws IOException {
        List<String[]> rows = new ArrayList<>();
        List<Path> files;
        try (var found = Files.list(folder)) {
            files = found.sorted().toList();
        }
        for (Path file : files) {
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    // None of the sample's texts has a comma or a quote; a real program takes a CSV library.
                    rows.add(line.split(",", -1));
                }
            }
        }
        return rows;
    }
}
