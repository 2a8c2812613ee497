package retrain;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import retrain.event.Observer;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;

/** The facade of the core: one call a command. */
public final class Retrain {
    private static final Set<String> BOOLEANS = Set.of("true", "false");

    private final Observer observer;
    private final Ports ports;

    public Retrain(Observer observer) {
        this(observer, Ports.embedded());
    }

    Retrain(Observer observer, Ports ports) {
        this.observer = observer;
        this.ports = ports;
    }

    /**
     * Runs a command.
     *
     * @throws retrain.problem.InvalidInput for mistakes the user mends
     * @throws retrain.problem.BackendFailure if something Retrain works with failed
     */
    public Outcome execute(Request request) {
        check(request);
        return switch (request.command()) {
            case INIT -> InitCommand.execute(request);
            case VALIDATE -> ValidateCommand.execute(request);
            case RUN, PREPARE, TRAIN, EVALUATE, PROMOTE -> new Runs(open(request)).run(request.command());
            case ROLLBACK -> RollbackCommand.execute(open(request));
            case HISTORY -> HistoryCommand.execute(open(request));
            case DIFF -> DiffCommand.execute(open(request));
            case REPORT -> new Runs(open(request)).report();
            case CLEAN -> CleanCommand.execute(open(request));
        };
    }

    private Setting open(Request request) {
        return Setting.open(request, ports, observer);
    }

    /** Checks the options that have few values, and that each belongs to the command. */
    private static void check(Request request) {
        List<Problem> problems = new ArrayList<>();
        for (Option option : request.options().keySet()) {
            if (!option.belongsTo(request.command())) {
                problems.add(wrong(
                        option,
                        "does not belong to the command '" + request.command().word() + "'",
                        "Leave it out"));
            }
        }
        for (Option option : List.of(Option.DRY_RUN, Option.WAIT, Option.VERIFY)) {
            request.value(option)
                    .filter(v -> !BOOLEANS.contains(v))
                    .ifPresent(v -> problems.add(wrong(option, "is '" + v + "'", "Write true or false")));
        }
        request.value(Option.ON_REJECT)
                .filter(v -> !Set.of("fail", "warn").contains(v))
                .ifPresent(v -> problems.add(wrong(Option.ON_REJECT, "is '" + v + "'", "Write fail or warn")));
        if (request.value(Option.WAIT).filter("false"::equals).isPresent()) {
            problems.add(wrong(
                    Option.WAIT,
                    "is 'false', but an embedded run ends with this process, so there is nothing to leave it to",
                    "Leave it out"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }

    private static Problem wrong(Option option, String what, String cure) {
        return new Problem(Code.OPTION_WRONG, option.word(), what, cure);
    }
}
