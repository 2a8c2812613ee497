package retrain;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import retrain.cost.Bill;
import retrain.cost.Budget;
import retrain.cost.Demand;
import retrain.cost.Demand.Part;
import retrain.cost.Estimate;
import retrain.cost.Prices;
import retrain.cost.RunCost;
import retrain.event.Event;
import retrain.problem.BackendFailure;
import retrain.problem.InvalidInput;
import retrain.problem.RetrainException;
import retrain.run.RunId;
import retrain.run.Usage;
import retrain.spec.CostSpec;
import retrain.spec.Hours;
import retrain.spec.Spec;

/** What runs may cost in AWS, may not, and have cost. Only asked for if the spec names work there. */
final class Costs {
    private final Setting setting;
    private final Prices prices;
    private final Budget budget;

    Costs(Setting setting) {
        this.setting = setting;
        this.prices = Prices.of(setting.spec(), setting.base());
        this.budget = new Budget(
                setting.store(),
                setting.spec().cost(),
                prices,
                setting.context().clock());
    }

    /** {@return what a command costs at worst} */
    Estimate estimate(Command command) {
        return estimate(setting.spec(), command, prices);
    }

    static Estimate estimate(Spec spec, Command command, Prices prices) {
        return Estimate.of(Demand.of(spec, parts(command)), prices);
    }

    private static Set<Part> parts(Command command) {
        return switch (command) {
            case PREPARE, CHECK -> EnumSet.of(Part.PREPARE);
            case TRAIN -> EnumSet.of(Part.PREPARE, Part.TRAIN);
            case EVALUATE -> EnumSet.of(Part.PREPARE, Part.TRAIN, Part.SCORE);
            case MONITOR -> EnumSet.of(Part.PREPARE, Part.SCORE);
            default -> Part.all();
        };
    }

    /** {@return why a run of this intent does not begin now, if it waits for the hours in which work in AWS begins} */
    static Optional<String> waits(Setting setting, Command command, Intent intent) {
        CostSpec cost = setting.spec().cost();
        Optional<Hours> hours = cost.hours();
        boolean waits = intent.kind() == Intent.Kind.SCHEDULE || cost.windowFor() == CostSpec.Waiting.ALL;
        Instant now = setting.context().clock().instant();
        boolean works = !Demand.of(setting.spec(), parts(command)).items().isEmpty();
        if (!waits || !works || hours.isEmpty() || hours.get().isOpen(now)) {
            return Optional.empty();
        }
        return Optional.of("work in AWS begins " + hours.get() + " only, next from "
                + hours.get().opens(now) + " on");
    }

    /**
     * Lets a run begin or go on, and tells what it may cost.
     *
     * @throws InvalidInput if it may cost more than it is allowed to; nothing of it is begun
     */
    void admit(RunId run, Command command) {
        Estimate estimate = estimate(command);
        budget.reserve(run, estimate);
        setting.context().observer().on(new Event.Noticed(estimate.sentence()));
    }

    /** Does the work of a run. What it may cost stays reserved if it stopped in the middle: something may go on in AWS. */
    <T> T during(RunId run, Supplier<T> work) {
        try {
            T done = work.get();
            budget.release(run);
            return done;
        } catch (InvalidInput e) {
            release(run, e);
            throw e;
        } catch (BackendFailure e) {
            if (!e.isRetryable()) {
                release(run, e);
            }
            throw e;
        }
    }

    private void release(RunId run, RetrainException because) {
        try {
            budget.release(run);
        } catch (RetrainException e) {
            because.addSuppressed(e);
        }
    }

    /** {@return what a run of a command has cost that began at a time} */
    RunCost of(RunId run, String word, Instant began) {
        Command command = Arrays.stream(Command.values())
                .filter(c -> c.word().equals(word))
                .findFirst()
                .orElse(Command.RUN);
        Instant now = setting.context().clock().instant();
        return new RunCost(estimate(command), Bill.of(Usage.of(setting.store(), run, began, now), prices));
    }

    /** {@return lines for people about what a run would cost} */
    List<String> lines(Command command) {
        return List.of(estimate(command).sentence());
    }
}
