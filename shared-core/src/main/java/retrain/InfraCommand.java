package retrain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.cost.Prices;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.infra.GeneratedFile;
import retrain.infra.Infra;
import retrain.infra.Pipelines;
import retrain.infra.Plan;
import retrain.infra.StackCost;
import retrain.infra.Stacks;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.spec.Spec;

/** Writes what retrains by itself in AWS; checks, deploys and destroys it. */
final class InfraCommand {
    private final Request request;
    private final Ports ports;
    private final Observer observer;
    private final Plan plan;

    private InfraCommand(Request request, Ports ports, Observer observer, Plan plan) {
        this.request = request;
        this.ports = ports;
        this.observer = observer;
        this.plan = plan;
    }

    static Outcome execute(Request request, Ports ports, Observer observer) {
        Path config = Setting.config(request);
        Spec spec = Setting.spec(request);
        Path base = config.resolveSibling("");
        Plan plan = Plan.of(spec, base, base.relativize(config).toString(), request.value(Option.PROFILE));
        return new InfraCommand(request, ports, observer, plan).execute();
    }

    private Outcome execute() {
        String what = request.value(Option.STACK).orElseThrow();
        if (what.equals("destroy")) {
            return destroy();
        }
        if (request.value(Option.WITH_DATA).isPresent()) {
            throw new InvalidInput(
                    Code.OPTION_WRONG, "option 'withData'", "belongs to 'stack=destroy' alone", "Leave it out");
        }
        List<GeneratedFile> files = Infra.files(plan);
        List<String> lines = new ArrayList<>(request.isOn(Option.DRY_RUN) ? wouldWrite(files) : write(files));
        lines.add(cost());
        return switch (what) {
            case "check" -> check(files);
            case "run" -> ran();
            case "deploy" -> request.isOn(Option.DRY_RUN) ? check(files) : deployed(stacks().deploy(files));
            default ->
                outcome(
                        request.isOn(Option.DRY_RUN)
                                ? "Dry run: nothing is written"
                                : "Wrote the stack " + plan.stack() + " to "
                                        + plan.infra().out() + ". Read it, then deploy it with -Dretrain.stack=deploy",
                        lines);
        };
    }

    private String cost() {
        return StackCost.of(plan, Prices.of(plan.spec(), plan.base())).sentence();
    }

    /** Begins an execution of the pipeline of SageMaker, which is made what the spec says before. */
    private Outcome ran() {
        if (!plan.infra().pipeline()) {
            throw new InvalidInput(
                    Code.SPEC_CONTRADICTION,
                    "option 'stack'",
                    "is run, and the spec has no pipeline of SageMaker",
                    "Write 'infra: {pipeline: true}'");
        }
        Pipelines pipelines = ports.pipelines(plan, observer);
        if (request.isOn(Option.DRY_RUN)) {
            return outcome("Dry run: an execution of the pipeline " + plan.stack() + " would be begun", List.of());
        }
        observer.on(new Event.Noticed(pipelines.upsert()));
        Pipelines.End end = pipelines.run(request.value(Option.WHY)
                .filter(why -> !why.isEmpty())
                .map(why -> Map.of("Because", why))
                .orElse(Map.of()));
        return new Outcome(
                Outcome.Kind.valueOf(end.kind()), end.summary(), end.steps(), Optional.empty(), Optional.empty());
    }

    private Stacks stacks() {
        return ports.stacks(plan, observer);
    }

    private Outcome check(List<GeneratedFile> files) {
        List<String> changes = stacks().check(files);
        List<String> lines = new ArrayList<>(changes);
        lines.add(cost());
        return outcome(
                changes.isEmpty()
                        ? "The stack " + plan.stack() + " is as the spec says: a deployment would change nothing"
                        : "A deployment would change the stack " + plan.stack(),
                lines);
    }

    private Outcome deployed(List<String> changes) {
        return outcome(
                changes.isEmpty()
                        ? "The stack " + plan.stack() + " was as the spec says: nothing was changed"
                        : "The stack " + plan.stack() + " is deployed",
                changes);
    }

    private Outcome destroy() {
        Optional<String> again = request.value(Option.WITH_DATA);
        if (again.isPresent() && !again.get().equals(plan.stack())) {
            throw new InvalidInput(
                    Code.OPTION_WRONG,
                    "option 'withData'",
                    "is '" + again.get() + "', and the stack is called '" + plan.stack() + "'",
                    "Write the stack's name to remove its buckets with all that is in them, or leave the option out");
        }
        if (request.isOn(Option.DRY_RUN)) {
            return outcome(
                    "Dry run: the stack " + plan.stack() + " would be removed, "
                            + (again.isPresent() ? "and its buckets with all that is in them" : "and its buckets kept"),
                    List.of());
        }
        return outcome("The stack " + plan.stack() + " is removed", stacks().destroy(again.isPresent()));
    }

    private List<String> wouldWrite(List<GeneratedFile> files) {
        return files.stream().map(f -> "would write " + f.path()).toList();
    }

    private List<String> write(List<GeneratedFile> files) {
        List<String> lines = new ArrayList<>();
        for (GeneratedFile file : files) {
            lines.add(write(file));
        }
        return lines;
    }

    /** A file that is as it should be is not touched. */
    private String write(GeneratedFile file) {
        Path path = plan.base().resolve(file.path());
        try {
            if (Files.exists(path) && Files.readString(path).equals(file.content())) {
                return file.path() + " is unchanged";
            }
            Files.createDirectories(path.resolveSibling(""));
            Files.writeString(path, file.content());
            return "wrote " + file.path();
        } catch (IOException e) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_UNUSABLE,
                            path.toString(),
                            "cannot be written (" + e + ")",
                            "Grant access to the folder, or free space there"),
                    e);
        }
    }

    private static Outcome outcome(String summary, List<String> lines) {
        return new Outcome(Outcome.Kind.DONE, summary, lines, Optional.empty(), Optional.empty());
    }
}
