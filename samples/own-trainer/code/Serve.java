import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Serves the model that Train.java made, run as {@code java Serve.java}, under SageMaker's contract: it listens on the port
 * SAGEMAKER_BIND_TO_PORT, answers GET /ping with 200 once the model is loaded, and POST /invocations, CSV in, CSV out: a line with the
 * features of a row, without the target, becomes a line with the probability of 1.
 */
public class Serve {
    private double bias;
    private final List<double[]> numbers = new ArrayList<>();
    private final List<Map<String, Double>> texts = new ArrayList<>();

    public static void main(String[] arguments) throws IOException {
        Serve model = new Serve(Path.of(System.getenv("SM_MODEL_DIR"), "model.tsv"));
        int port = Integer.parseInt(System.getenv().getOrDefault("SAGEMAKER_BIND_TO_PORT", "8080"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/ping", exchange -> answer(exchange, 200, ""));
        server.createContext("/invocations", exchange -> {
            String rows = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            try {
                answer(exchange, 200, rows.lines().map(model::score).collect(Collectors.joining("\n")));
            } catch (RuntimeException e) {
                answer(exchange, 400, e.toString());
            }
        });
        server.start();
    }

    private Serve(Path file) throws IOException {
        for (String line : Files.readAllLines(file)) {
            String[] fields = line.split("\t", -1);
            if (fields[0].equals("bias")) {
                bias = Double.parseDouble(fields[1]);
                continue;
            }
            int column = Integer.parseInt(fields[1]);
            while (numbers.size() <= column) {
                numbers.add(new double[0]);
                texts.add(new HashMap<>());
            }
            if (fields[0].equals("text")) {
                texts.get(column).put(fields[2], Double.parseDouble(fields[3]));
            } else {
                numbers.set(column, new double[] {
                    Double.parseDouble(fields[2]),
                    Double.parseDouble(fields[3]),
                    Double.parseDouble(fields[4]),
                    Double.parseDouble(fields[5])
                });
            }
        }
    }

    private String score(String row) {
        String[] fields = row.split(",", -1);
        if (fields.length != numbers.size()) {
            throw new IllegalArgumentException("a row of " + fields.length + " fields, where " + numbers.size() + " must be");
        }
        double margin = bias;
        for (int i = 0; i < fields.length; i++) {
            double[] number = numbers.get(i);
            if (number.length == 0) {
                margin += texts.get(i).getOrDefault(fields[i], 0.0);
            } else if (fields[i].isEmpty()) {
                margin += number[3];
            } else {
                margin += number[2] * (Double.parseDouble(fields[i]) - number[0]) / number[1];
            }
        }
        return Double.toString(1 / (1 + Math.exp(-margin)));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/csv");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
