package retrain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A process that runs a project at midnight of given days, by a clock that does not go on. */
final class TimedRun {
    private TimedRun() {}

    /** Arguments: project, days. What lies in the folder that is named after a day comes into the project on that day. */
    public static void main(String[] args) throws IOException {
        Path project = Path.of(args[0]);
        for (String day : List.of(args).subList(1, args.length)) {
            try (Stream<Path> files = Files.list(project.resolve(day))) {
                for (Path file : files.toList()) {
                    Files.move(file, project.resolve(file.getFileName().toString()));
                }
            }
            run(project, LocalDate.parse(day));
        }
    }

    private static void run(Path project, LocalDate day) {
        Clock fixed = Clock.fixed(day.atStartOfDay(ZoneOffset.UTC).toInstant(), ZoneOffset.UTC);
        Ports ports = OtherPorts.at(fixed);
        Outcome outcome = new Retrain(event -> {}, ports)
                .execute(new Request(
                        Command.RUN, Map.of(Option.ON_REJECT, "warn"), project, project.resolve("out"), "test"));
        System.out.println(outcome.kind() + ", on " + Runtime.getRuntime().availableProcessors() + " processors");
    }
}
