package retrain;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.cost.Prices;
import retrain.data.Copies;
import retrain.data.Hashing;
import retrain.data.SourceFile;
import retrain.data.Sources;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.Spec;
import retrain.spec.SpecReader;

/** Reads the spec, with each of its profiles, and looks for the sources; reports every mistake at once. */
final class ValidateCommand {
    private final Request request;
    private final Ports ports;
    private final List<Problem> problems = new ArrayList<>();

    private ValidateCommand(Request request, Ports ports) {
        this.request = request;
        this.ports = ports;
    }

    static Outcome execute(Request request, Ports ports) {
        return new ValidateCommand(request, ports).validate();
    }

    private Outcome validate() {
        Path config = Setting.config(request);
        Optional<Spec> spec = collect(() -> Setting.spec(request));
        // A mistake in the file itself is in each of its profiles.
        if (spec.isPresent() && request.value(Option.PROFILE).isEmpty()) {
            for (String profile : SpecReader.profiles(config)) {
                collect(() -> SpecReader.read(config, Optional.of(profile), ""));
            }
        }
        Optional<Sources> sources = spec.flatMap(s -> collect(() -> sources(s, config.resolveSibling(""))));
        Optional<String> cost = spec.filter(Spec::isInAws).flatMap(s -> collect(() -> cost(s, config)));
        List<String> store = spec.flatMap(s -> collect(() -> ports.checked(s))).orElse(List.of());
        if (spec.isEmpty() || sources.isEmpty() || !problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        List<String> lines = new ArrayList<>(sources.get().notices());
        lines.addAll(store);
        for (Map.Entry<String, List<SourceFile>> source : sources.get().files().entrySet()) {
            int files = source.getValue().size();
            lines.add(source.getKey() + ": " + files + (files == 1 ? " file" : " files"));
        }
        cost.ifPresent(lines::add);
        return new Outcome(
                Outcome.Kind.DONE,
                "The spec of '" + spec.get().model() + "' is right, and its sources are there",
                lines,
                Optional.empty(),
                Optional.empty());
    }

    private static String cost(Spec spec, Path config) {
        return Costs.estimate(spec, Command.RUN, Prices.of(spec, config.resolveSibling("")))
                .sentence();
    }

    private Sources sources(Spec spec, Path base) {
        Path scratch = base.resolve(spec.folder()).resolve("scratch");
        Clock clock = ports.clock();
        Copies copies = new Copies(ports.remotes(spec), scratch, clock, e -> {});
        return Sources.find(spec.data(), base, new Hashing(scratch, clock), copies);
    }

    private interface Check<T> {
        T check();
    }

    private <T> Optional<T> collect(Check<T> check) {
        try {
            return Optional.of(check.check());
        } catch (InvalidInput e) {
            problems.addAll(e.problems());
            return Optional.empty();
        }
    }
}
