package retrain.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import retrain.Command;
import retrain.Option;
import retrain.Outcome;
import retrain.Request;
import retrain.Retrain;
import retrain.event.PlainLines;
import retrain.problem.Code;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** Does some of the stages of a run: one call of the core, which is set down where the state machine, or another function, goes on. */
abstract class RunHandler extends Handler {
    private final List<String> stages;

    RunHandler(Environment environment, List<String> stages) {
        super(environment);
        this.stages = stages;
    }

    @Override
    Record answer(JsonNode request, Context context) {
        String what = Events.text(request, "do").orElse("");
        return switch (what) {
            case "check" -> Answer.check(execute(Command.CHECK, options(request, Option.INTENT), request, context));
            case "go-on" -> goOn(request, context);
            case "rollback" -> rollback(request, context);
            default -> throw new InvalidInput("'" + what + "' is nothing to do: write check, go-on or rollback");
        };
    }

    private Answer goOn(JsonNode request, Context context) {
        PipelineRequest pipeline = new PipelineRequest(request);
        Answer answer = pipeline.awaited(() -> once(request, context), context);
        return answer.with(pipeline.candidate(answer.run(), environment()));
    }

    private Answer once(JsonNode request, Context context) {
        Map<Option, String> options = options(request, Option.RUN, Option.INTENT, Option.WHY);
        return Answer.of(
                execute(Command.RUN, options, request, context), environment().out(), Events.text(request, "run"));
    }

    /** Only the function that deploys can roll back. */
    Answer rollback(JsonNode request, Context context) {
        throw new InvalidInput("this function does not roll back: call the one that deploys");
    }

    /** {@return the options that the request has values for} */
    static Map<Option, String> options(JsonNode request, Option... wanted) {
        Map<Option, String> options = new EnumMap<>(Option.class);
        for (Option option : wanted) {
            Events.text(request, option.word()).ifPresent(value -> options.put(option, value));
        }
        return options;
    }

    final Outcome execute(Command command, Map<Option, String> options, JsonNode request, Context context) {
        Environment environment = environment();
        options.put(Option.CONFIG, environment.config().toString());
        environment.profile().ifPresent(profile -> options.put(Option.PROFILE, profile));
        options.put(
                Option.SET,
                environment.overrides() + ",aws.hand-over.stages=" + stages + new PipelineRequest(request).overrides());
        return new Retrain(new PlainLines(line -> context.getLogger().log(line), System::nanoTime))
                .execute(new Request(command, options, environment.folder(), environment.out(), by(request)));
    }

    private static String by(JsonNode request) {
        String by = Events.text(request, "by").orElse("a state machine");
        Optional<String> execution = Events.text(request, "execution");
        return execution.map(name -> by + ", execution " + name).orElse(by);
    }

    /** {@return whether a mistake is that a version is the champion already} */
    static boolean isChampionAlready(retrain.problem.InvalidInput mistake) {
        return mistake.problems().get(0).code() == Code.OPTION_WRONG;
    }
}
