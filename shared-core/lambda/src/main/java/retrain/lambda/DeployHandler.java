package retrain.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.registry.AuditEntry;
import retrain.registry.ModelVersion;
import retrain.registry.Registry;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** Deploys the candidate, looks at a deployment, and brings the champion before back. Its check of rows needs the engines. */
public final class DeployHandler extends RunHandler {
    public DeployHandler() {
        this(Environment.usual());
    }

    DeployHandler(Environment environment) {
        super(environment, List.of("promote"));
    }

    /**
     * Takes back what the run has promoted, and nothing else: the same call once more finishes the rollback or finds that it is done, and does
     * not go on to the champion before that.
     */
    @Override
    Answer rollback(JsonNode request, Context context) {
        Optional<String> run = Events.text(request, "run");
        Map<Option, String> options = options(request, Option.WHY);
        if (run.isEmpty()) {
            return Answer.of(
                    execute(Command.ROLLBACK, options, request, context),
                    environment().out(),
                    run);
        }
        Registry registry = environment().registry();
        AuditEntry promoted = Registry.promotedBy(registry.audit(), run.get())
                .orElseThrow(
                        () -> new InvalidInput("run " + run.get() + " has promoted nothing that could be rolled back"));
        int champion = registry.champion().map(ModelVersion::number).orElseThrow();
        Optional<Integer> before = promoted.from();
        if (champion != promoted.version() && !before.equals(Optional.of(champion))) {
            return done("version " + champion + " is the champion by now, and stays", run);
        }
        before.ifPresent(version -> options.put(Option.VERSION, String.valueOf(version)));
        try {
            return Answer.of(
                    execute(Command.ROLLBACK, options, request, context),
                    environment().out(),
                    run);
        } catch (retrain.problem.InvalidInput e) {
            if (before.equals(Optional.of(champion)) && isChampionAlready(e)) {
                return done("version " + champion + " is the champion again", run);
            }
            throw e;
        }
    }

    private static Answer done(String summary, Optional<String> run) {
        Outcome outcome = new Outcome(Outcome.Kind.DONE, summary, List.of(), run, Optional.empty());
        return Answer.ended(outcome, run, Optional.empty());
    }
}
