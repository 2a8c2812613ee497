package retrain;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import retrain.event.Event;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.promote.PredictionService;

/** Answers requests for predictions until the thread is interrupted. */
final class ServeCommand {
    private ServeCommand() {}

    static Outcome execute(Setting setting) {
        if (setting.spec().promote().endpoint().isPresent()) {
            throw new InvalidInput(
                    Code.SPEC_CONTRADICTION,
                    "promote.endpoint",
                    "serves in SageMaker, and 'serve' answers by what is deployed to a folder",
                    "Lay a profile without 'promote.endpoint' over the spec");
        }
        if (setting.request().isOn(Option.DRY_RUN)) {
            String where = setting.ports()
                    .deployer(setting.spec(), setting.context())
                    .location(
                            setting.spec().promote(),
                            setting.base(),
                            setting.spec().model());
            return outcome("Dry run: what is deployed to " + where + " would be served");
        }
        try (PredictionService service = setting.ports().service(setting.spec(), setting.context())) {
            setting.context().observer().on(new Event.Noticed("listening at " + service.address()));
            await();
            return outcome(String.format(
                    Locale.ROOT, "Served at %s: %,d requests were answered", service.address(), service.answered()));
        }
    }

    private static void await() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Outcome outcome(String summary) {
        return new Outcome(Outcome.Kind.DONE, summary, List.of(), Optional.empty(), Optional.empty());
    }
}
