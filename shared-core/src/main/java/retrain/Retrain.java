package retrain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.event.Observer;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.HandedOver;

/** The facade of the core: one call a command. */
public final class Retrain {
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
        try {
            return done(request);
        } catch (HandedOver e) {
            return Outcome.of(e, Optional.empty());
        }
    }

    private Outcome done(Request request) {
        return switch (request.command()) {
            case INIT -> InitCommand.execute(request);
            case VALIDATE -> ValidateCommand.execute(request, ports);
            case CHECK -> CheckCommand.execute(open(request));
            case RUN, PREPARE, TRAIN, EVALUATE, PROMOTE, MONITOR -> run(request);
            case STREAM -> new StreamCommand(open(request)).execute();
            case SERVE -> ServeCommand.execute(open(request));
            case AB -> AbCommand.execute(open(request));
            case ROLLBACK -> RollbackCommand.execute(open(request));
            case HISTORY -> HistoryCommand.execute(open(request));
            case DIFF -> DiffCommand.execute(open(request));
            case RESTORE -> RestoreCommand.execute(open(request));
            case REPORT -> new Runs(open(request)).report();
            case INFRA -> InfraCommand.execute(request, ports, observer);
            case CLEAN -> CleanCommand.execute(open(request));
        };
    }

    private Outcome run(Request request) {
        return request.isOn(Option.IF_DUE)
                ? DueRun.execute(open(request))
                : new Runs(open(request)).run(request.command());
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
        for (Option option : List.of(Option.DRY_RUN, Option.WAIT, Option.VERIFY, Option.IF_DUE)) {
            oneOf(request, option, List.of("true", "false"), problems);
        }
        oneOf(request, Option.ON_REJECT, List.of("fail", "warn"), problems);
        oneOf(request, Option.STACK, List.of("write", "check", "deploy", "run", "destroy"), problems);
        oneOf(request, Option.ON_DUE, List.of("succeed", "fail"), problems);
        if (request.isOn(Option.IF_DUE) && request.value(Option.RUN).isPresent()) {
            problems.add(wrong(
                    Option.IF_DUE,
                    "asks whether a new run is due, and the option 'run' goes on with an earlier one",
                    "Leave one of both out"));
        }
        if (request.value(Option.WAIT).equals(Optional.of("false"))) {
            problems.add(wrong(
                    Option.WAIT,
                    "is 'false', but an embedded run ends with this process, so there is nothing to leave it to",
                    "Leave it out"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }

    private static void oneOf(Request request, Option option, List<String> words, List<Problem> problems) {
        Optional<String> value = request.value(option);
        if (value.isPresent() && !words.contains(value.get())) {
            problems.add(wrong(option, "is '" + value.get() + "'", "Write " + String.join(" or ", words)));
        }
    }

    private static Problem wrong(Option option, String what, String cure) {
        return new Problem(Code.OPTION_WRONG, option.word(), what, cure);
    }
}
