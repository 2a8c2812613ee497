package retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.data.Snapshot;
import retrain.local.Embedded;
import retrain.run.Digest;
import retrain.run.Json;
import retrain.run.Store;

/** What 'clean' leaves of the rows of old versions. */
class KeepIT {
    @TempDir
    Path project;

    private Outcome run(Command command, Map<Option, String> options, Duration later) {
        Ports ports = OtherPorts.at(Clock.offset(Clock.systemUTC(), later));
        return new Retrain(e -> {}, ports)
                .execute(new Request(command, options, project, project.resolve("out"), "test"));
    }

    private void clean(String keep) {
        clean(keep, "");
    }

    private void clean(String keep, String set) {
        Map<Option, String> options = new HashMap<>(Map.of(Option.DRY_RUN, "false", Option.SET, set));
        if (!keep.isEmpty()) {
            options.put(Option.SET, "data.keep=" + keep);
        }
        run(Command.CLEAN, options, Duration.ofDays(60));
    }

    private Snapshot snapshot(int rows) {
        Store store = Embedded.store(project.resolve(".retrain"));
        return store.list("datasets/small/").stream()
                .map(key -> Json.read(store.read(key).orElseThrow().content(), Snapshot.class, key))
                .filter(s -> s.rows() == rows)
                .findFirst()
                .orElseThrow();
    }

    /** Looks at the disk: asking the store counts as using it. */
    private boolean isKept(Digest digest) {
        return Files.exists(path(digest));
    }

    private Path path(Digest digest) {
        String path = digest.hex().substring(0, 2) + "/" + digest.hex().substring(2);
        return project.resolve(".retrain/objects/sha256").resolve(path);
    }

    @Test
    void shouldKeepTheRowsOfChampionsAndLetOthersGoAfterTheirTime() throws IOException {
        Files.writeString(project.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                data: {sources: {rows: rows.csv}, key: [id], holdout: {fraction: 0.3}}
                train: {xgboost: {rounds: 3}, threads: 1}
                evaluate: {metrics: [auc]}
                gates: [{metric: auc, at-least: 0.5}]
                """);
        SmallRows.write(project, 300);
        run(Command.RUN, Map.of(), Duration.ZERO);
        SmallRows.write(project, 400);
        Map<Option, String> request = Map.of(Option.INTENT, "pull-request/7");
        assertThat(run(Command.RUN, request, Duration.ZERO).kind()).isEqualTo(Outcome.Kind.HELD);
        Snapshot champions = snapshot(300);
        Snapshot others = snapshot(400);

        clean("");
        clean("3 months");
        assertThat(others.train().digest()).matches(this::isKept);

        clean("", "data.cold.after=3 months,data.cold.folder=cold");
        assertThat(project.resolve("cold")).doesNotExist();
        clean("", "data.cold.after=1 month,data.cold.folder=cold");
        assertThat(Files.isSymbolicLink(path(others.train().digest()))).isTrue();
        assertThat(Files.isSymbolicLink(path(champions.train().digest()))).isFalse();
        assertThat(run(
                                Command.DIFF,
                                Map.of(
                                        Option.FROM,
                                        "champion",
                                        Option.TO,
                                        "data:" + others.digest().brief()),
                                Duration.ZERO)
                        .text())
                .contains("  100 added, 0 removed, 0 changed (by key id)");

        clean("1 month");
        assertThat(champions.train().digest()).matches(this::isKept);
        assertThat(champions.holdout().digest()).matches(this::isKept);
        assertThat(others.digest()).matches(this::isKept);
        assertThat(others.train().digest()).matches(d -> !isKept(d));
        assertThat(others.holdout().digest()).matches(d -> !isKept(d));

        String digits = "data:" + others.digest().brief();
        assertThat(run(Command.DIFF, Map.of(Option.FROM, "champion", Option.TO, digits), Duration.ZERO)
                        .text())
                .contains("  which rows came and went is not known: a table is not kept any more");
        assertThat(run(Command.RUN, request, Duration.ZERO).kind()).isEqualTo(Outcome.Kind.HELD);
        assertThat(others.train().digest()).matches(this::isKept);
    }
}
