package retrain;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/** A process that runs a project at a given time, which does not go on. */
final class TimedRun {
    private TimedRun() {}

    /** Arguments: project, time. */
    public static void main(String[] args) {
        Path project = Path.of(args[0]);
        Clock fixed = Clock.fixed(Instant.parse(args[1]), ZoneOffset.UTC);
        Ports ports = OtherPorts.at(fixed);
        Outcome outcome = new Retrain(event -> {}, ports)
                .execute(new Request(
                        Command.RUN, Map.of(Option.ON_REJECT, "warn"), project, project.resolve("out"), "test"));
        System.out.println(outcome.kind() + ", on " + Runtime.getRuntime().availableProcessors() + " processors");
    }
}
