package retrain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.data.Copies;
import retrain.data.Hashing;
import retrain.data.Restoration;
import retrain.data.Snapshot;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.registry.Alias;

/** Brings the rows of a snapshot, and its source files as far as they are kept, into a folder. */
final class RestoreCommand {
    private RestoreCommand() {}

    static Outcome execute(Setting setting) {
        Request request = setting.request();
        String into = required(request, Option.INTO, "the folder to restore into");
        String data = required(request, Option.DATA, "the first digits of the snapshot's digest, or champion");
        Snapshot snapshot = new Snapshots(setting).named(data.equals(Alias.CHAMPION) ? champion(setting) : data);
        boolean dry = request.isOn(Option.DRY_RUN);
        Path folder = request.directory().resolve(into);
        Hashing hashing =
                new Hashing(setting.context().scratch(), setting.context().clock());
        Restoration.Result result = new Restoration(
                        setting.base(), folder, setting.store(), hashing, Copies.of(setting.context()))
                .restore(snapshot, dry);
        List<String> lines = new ArrayList<>();
        result.written().forEach(name -> lines.add((dry ? "would write " : "written: ") + name));
        result.already().forEach(name -> lines.add("there already: " + name));
        result.gone().forEach(why -> lines.add("gone: " + why));
        int restored = result.written().size() + result.already().size();
        String gone = result.gone().isEmpty() ? "" : "; " + result.gone().size() + " are gone";
        return new Outcome(
                Outcome.Kind.DONE,
                (dry ? "Would restore " : "Restored ") + restored + " files of data "
                        + snapshot.digest().brief() + " into " + folder.normalize() + gone,
                lines,
                Optional.empty(),
                Optional.empty());
    }

    private static String required(Request request, Option option, String what) {
        return request.value(option)
                .orElseThrow(() -> new InvalidInput(
                        Code.OPTION_WRONG,
                        "option '" + option.word() + "'",
                        "is not given",
                        "Name " + what + ": -Dretrain." + option.word() + "=…"));
    }

    private static String champion(Setting setting) {
        return setting.registry()
                .champion()
                .map(v -> v.snapshot().hex())
                .orElseThrow(() -> new InvalidInput(
                        Code.NOT_FOUND,
                        "the champion of '" + setting.spec().model() + "'",
                        "there is none yet",
                        "Name a snapshot by its first digits"));
    }
}
