package retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same inputs, seed and time give the same result.json and reports, byte for byte, on any number of processors. */
class SameBytesIT {
    private static final String SPEC = """
            model: same
            task: binary
            target: y
            seed: 7
            data:
              sources: {rows: rows-*.csv}
              key: [id]
              %s
              holdout: {fraction: 0.3}
              validation: {fraction: 0.2}
            train:
              xgboost: {rounds: 30, eta: 0.3, subsample: 0.7, colsample_bytree: 0.7}
              calibrate: isotonic
            evaluate:
              metrics: [auc, pr_auc, log_loss, brier, f1, accuracy, precision, ece]
              threshold: {false-positive: 1, false-negative: 3}
              slices: [c]
              resamples: 400
              find-slices: {min-rows: 50}
            gates:
              - {metric: auc, at-least: 0.5}
              - {metric: f1, not-worse-than: champion, by: 0.05}
              - {metric: log_loss, better-than: champion, slice: c}
            """;

    private static final List<String> MONTHS = List.of("2026-01-01", "2026-02-01");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"ignore: [customer]", "group: customer"})
    void shouldGiveTheSameBytesOnAnyNumberOfProcessors(String customer) throws Exception {
        List<String> one = result(customer, 1);

        assertThat(result(customer, 2)).isEqualTo(one);
        assertThat(result(customer, 5)).isEqualTo(one);
        assertThat(one.get(0)).contains("\"champion\"", "log_loss better-than champion");
    }

    /** {@return the files of a second run, which compares with the champion that the first has promoted} */
    private List<String> result(String customer, int processors) throws Exception {
        Path project = Files.createDirectories(folder.resolve(processors + " processors"));
        Files.writeString(project.resolve("retrain.yaml"), SPEC.formatted(customer));
        for (int month = 1; month <= MONTHS.size(); month++) {
            Path come = Files.createDirectories(project.resolve(MONTHS.get(month - 1)));
            Files.writeString(come.resolve("rows-" + month + ".csv"), rows(1_500 * (month - 1), 1_500 * month));
        }
        run(project, processors);
        return List.of(text(project, "result.json"), text(project, "report.md"), text(project, "gates.xml"));
    }

    private static String rows(int from, int to) {
        StringBuilder csv = new StringBuilder("id,customer,a,b,c,y\n");
        for (int id = from; id < to; id++) {
            SplittableRandom random = new SplittableRandom(id);
            double a = random.nextGaussian();
            double b = random.nextGaussian();
            int y = a + 0.5 * b + random.nextGaussian() > 0.4 ? 1 : 0;
            csv.append(String.join(
                            ",",
                            String.valueOf(id),
                            "k" + id % 97,
                            String.valueOf((float) a),
                            String.valueOf((float) b),
                            List.of("x", "y", "z").get(random.nextInt(3)),
                            String.valueOf(y)))
                    .append('\n');
        }
        return csv.toString();
    }

    private void run(Path project, int processors) throws Exception {
        Path printed = project.resolve("printed.txt");
        Process child = new ProcessBuilder(Children.command(
                        List.of("-XX:ActiveProcessorCount=" + processors),
                        TimedRun.class,
                        project.toString(),
                        MONTHS.get(0),
                        MONTHS.get(1)))
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        boolean ended = child.waitFor(5, TimeUnit.MINUTES);
        child.destroyForcibly();
        assertThat(ended).isTrue();
        assertThat(child.exitValue()).as(Files.readString(printed)).isZero();
        assertThat(Files.readString(printed)).contains("on " + processors + " processors");
    }

    /** Run ids differ, so that two runs of one second do. */
    private static String text(Path project, String file) throws IOException {
        return Files.readString(project.resolve("out").resolve(file)).replaceAll("Z-[0-9a-f]{6}", "Z-run");
    }
}
