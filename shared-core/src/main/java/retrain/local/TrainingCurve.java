package retrain.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import retrain.train.TrainedModel;

/** The values of the metrics that a training program printed, by round: a metric's first value is that of round 1. */
final class TrainingCurve {
    /** As many points as a chart can show. */
    private static final int MOST_POINTS = 1000;

    private TrainingCurve() {}

    /** {@return the points of all metrics, in the order of their first appearance; thinned out evenly if there are very many} */
    static List<TrainedModel.Point> read(Path log, MetricPatterns patterns) throws IOException {
        List<TrainedModel.Point> points = new ArrayList<>();
        values(log, patterns).forEach((metric, rounds) -> points.addAll(thinned(metric, rounds, MOST_POINTS)));
        return points;
    }

    /** {@return all points of all metrics, by metric in the order of the rounds} */
    static List<TrainedModel.Point> readAll(Path log, MetricPatterns patterns) throws IOException {
        List<TrainedModel.Point> points = new ArrayList<>();
        values(log, patterns).forEach((metric, rounds) -> points.addAll(thinned(metric, rounds, rounds.size())));
        return points;
    }

    private static Map<String, List<Double>> values(Path log, MetricPatterns patterns) throws IOException {
        Map<String, List<Double>> values = new LinkedHashMap<>();
        try (BufferedReader lines = Files.newBufferedReader(log)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                for (MetricPatterns.Found found : patterns.in(line)) {
                    values.computeIfAbsent(found.metric(), m -> new ArrayList<>())
                            .add(found.value());
                }
            }
        }
        return values;
    }

    private static List<TrainedModel.Point> thinned(String metric, List<Double> rounds, int most) {
        int step = (rounds.size() + most - 1) / most;
        List<TrainedModel.Point> points = new ArrayList<>();
        for (int i = 0; i < rounds.size(); i++) {
            if ((i + 1) % step == 0 || i == rounds.size() - 1) {
                points.add(new TrainedModel.Point(i + 1, metric, rounds.get(i)));
            }
        }
        return points;
    }
}
