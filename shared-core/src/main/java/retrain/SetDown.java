package retrain;

import java.util.Optional;
import java.util.function.Predicate;
import retrain.run.Json;
import retrain.run.RunId;
import retrain.run.Store;

/**
 * The runs that a check makes to know what it must, where these are set down: the check that is made again goes on with them instead of beginning
 * others. A document a command: {@code models/<model>/set-down/<command>.json}.
 */
final class SetDown {
    private final Setting setting;

    SetDown(Setting setting) {
        this.setting = setting;
    }

    private record Pending(RunId run) {}

    /**
     * {@return the run of the command that was set down}
     *
     * @param canGoOn whether a run can be gone on with
     */
    Optional<RunId> of(Command command, Predicate<RunId> canGoOn) {
        if (setting.spec().aws().handOver().isEmpty()) {
            return Optional.empty();
        }
        return setting.store()
                .read(key(command))
                .map(d -> Json.read(d.content(), Pending.class, key(command)).run())
                .filter(canGoOn);
    }

    void keep(Command command, RunId run) {
        byte[] content = Json.write(new Pending(run));
        Optional<Store.Document> before = setting.store().read(key(command));
        if (before.isPresent()) {
            setting.store().replace(key(command), content, before.get().tag());
        } else {
            setting.store().create(key(command), content);
        }
    }

    private String key(Command command) {
        return "models/" + setting.spec().model() + "/set-down/" + command.word() + ".json";
    }
}
