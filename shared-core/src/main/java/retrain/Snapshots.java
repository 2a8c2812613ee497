package retrain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import retrain.data.Column;
import retrain.data.Rows;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.report.SnapshotDiff;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.Store;

/** The data sets of a model that the store knows, by the first digits of their digests. */
final class Snapshots {
    /** What the name of a snapshot begins with where runs and versions are named, too. */
    static final String PREFIX = "data:";

    private static final String UNKNOWN = "which rows came and went is not known: ";
    private static final int MOST_TOLD = 10;

    private final Setting setting;
    private final String folder;

    Snapshots(Setting setting) {
        this.setting = setting;
        this.folder = "datasets/" + setting.spec().model() + "/";
    }

    /** {@return the only snapshot whose digest begins so; {@code data:} before it may be left out} */
    Snapshot named(String name) {
        String digits = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        List<String> all = setting.store().list(folder);
        List<String> found =
                all.stream().filter(key -> key.startsWith(folder + digits)).toList();
        boolean sound = digits.matches("[0-9a-f]{4,64}");
        if (found.size() != 1 || !sound) {
            String known = brief(sound && !found.isEmpty() ? found : all);
            String many = found.isEmpty() ? "there is no such snapshot" : "there are several that begin so";
            throw new InvalidInput(
                    Code.NOT_FOUND,
                    "the data '" + name + "' of '" + setting.spec().model() + "'",
                    sound ? many : "that is not the begin of a digest",
                    "Name four digits or more of one of " + known + "; the reports name them, too");
        }
        String key = found.get(0);
        return read(key).orElseThrow(() -> new IllegalStateException("removed meanwhile: " + key));
    }

    /** {@return the snapshot, if its manifest is kept; it does not count as used} */
    Optional<Snapshot> find(Digest digest) {
        return read(folder + digest.hex() + ".json");
    }

    private Optional<Snapshot> read(String key) {
        return setting.store().read(key).map(d -> Json.read(d.content(), Snapshot.class, key));
    }

    private String brief(List<String> keys) {
        List<String> names = keys.stream()
                .map(key -> key.substring(folder.length(), folder.length() + 12))
                .toList();
        String first = String.join(", ", names.subList(0, Math.min(MOST_TOLD, names.size())));
        return names.isEmpty() ? "none" : names.size() > MOST_TOLD ? first + ", …" : first;
    }

    /** {@return what differs between two snapshots, a line each} */
    List<String> diff(Snapshot a, Snapshot b) {
        List<String> types = new ArrayList<>();
        for (Column column : b.schema().columns()) {
            boolean same = a.schema().find(column.name()).equals(Optional.of(column));
            if (same) {
                types.add(column.name());
            }
        }
        List<String> key = setting.spec().data().key();
        boolean keyed = !key.isEmpty() && key.stream().allMatch(k -> types.contains(k));
        String by = keyed ? "by key " + String.join(", ", key) : "by whole row";
        int others = Math.max(a.schema().columns().size(), b.schema().columns().size()) - types.size();
        String without = others == 0 ? "" : ", without the columns that the schema's changes touch";
        return SnapshotDiff.lines(a, b, changes(a, b, keyed ? key : List.of(), types, by + without));
    }

    private String changes(Snapshot a, Snapshot b, List<String> key, List<String> compared, String by) {
        if (digests(a).equals(digests(b))) {
            return SnapshotDiff.changes(new Rows.Changes(0, 0, 0), by);
        }
        if (compared.isEmpty()) {
            return UNKNOWN + "no column is of the same name and type in both";
        }
        Store store = setting.store();
        boolean kept = Stream.concat(digests(a).stream(), digests(b).stream()).allMatch(store::has);
        if (!kept) {
            return UNKNOWN + "a table is not kept any more";
        }
        Rows.Changes changes = setting.ports()
                .rows()
                .changes(
                        digests(a).stream().map(store::fetch).toList(),
                        digests(b).stream().map(store::fetch).toList(),
                        key,
                        compared,
                        setting.context().scratch());
        return SnapshotDiff.changes(changes, by);
    }

    /** {@return the tables of a snapshot, sorted} */
    static List<Digest> digests(Snapshot snapshot) {
        return Stream.concat(Stream.of(snapshot.train(), snapshot.holdout()), snapshot.validation().stream())
                .map(Table::digest)
                .sorted()
                .toList();
    }
}
