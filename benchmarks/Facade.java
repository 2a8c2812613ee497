import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import retrain.Command;
import retrain.Outcome;
import retrain.Request;
import retrain.Retrain;
import retrain.event.Event;

/** A run of a project in this JVM; prints the seconds of each stage and the peak of the Java heap. Argument: project folder. */
final class Facade {
    private Facade() {}

    public static void main(String[] args) throws Exception {
        Path project = Files.createDirectories(Path.of(args[0])).toAbsolutePath();
        long start = System.nanoTime();
        double[] stages = new double[1];
        Outcome outcome = new Retrain(event -> {
                    if (event instanceof Event.StageFinished finished) {
                        stages[0] += finished.seconds();
                        System.out.printf(Locale.ROOT, "%s %.3f ", finished.stage(), finished.seconds());
                    }
                })
                .execute(new Request(Command.RUN, Map.of(), project, project.resolve("out"), "benchmark"));
        long heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
        System.out.printf(
                Locale.ROOT,
                "stages %.3f wall %.3f heap-peak-MB %d %s%n",
                stages[0],
                (System.nanoTime() - start) / 1e9,
                heap >> 20,
                outcome.kind());
    }
}
