package retrain.promote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import retrain.Specs;
import retrain.data.Rows;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.evaluate.Evaluation;
import retrain.evaluate.Scorer;
import retrain.gate.Decision;
import retrain.gate.Verdict;
import retrain.local.DuckDbRows;
import retrain.local.FolderDeployer;
import retrain.local.ModelArchives;
import retrain.registry.Candidates;
import retrain.registry.ModelVersion;
import retrain.registry.RegisterStage;
import retrain.registry.Registry;
import retrain.run.Context;
import retrain.run.Digest;
import retrain.run.RunId;
import retrain.run.Stage;
import retrain.run.Store;
import retrain.spec.PromoteSpec;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.spec.TrainSpec;
import retrain.train.TrainedModel;

/** Candidates on their way to promotion: a real store, tables, archives and deployment folder; a model is a factor. */
final class Trial {
    static final Spec SPEC = spec(PromoteSpec.Strategy.REPLACE);

    private static final Map<String, byte[]> MADE = new ConcurrentHashMap<>();

    final Spec spec;
    final Path base;
    final Store store;
    final Registry registry;
    final Context context;
    final Rows rows = new DuckDbRows();
    final Deployer deployer;
    final Snapshot snapshot;

    private final Path holdout;

    static Spec spec(PromoteSpec.Strategy strategy) {
        return Specs.spec(
                Candidates.MODEL,
                Task.BINARY,
                "y",
                ".retrain",
                0,
                Specs.rowsById(),
                Specs.train(Optional.of(Map.of()), Optional.empty(), TrainSpec.Categories.ORDINAL, Optional.empty(), 1),
                Specs.evaluate(List.of(), List.of(), 0.5, 0.5),
                List.of(),
                new PromoteSpec(strategy, "deployed"));
    }

    private Trial(Spec spec, Path base, Store store, Deployer deployer) throws IOException {
        this.spec = spec;
        this.base = base;
        this.store = store;
        this.deployer = deployer;
        this.registry = new Registry(store, Candidates.MODEL, Clock.systemUTC());
        this.context = new Context(base, store, base.resolve("scratch"), Clock.systemUTC(), event -> {});
        this.holdout = made("holdout.parquet", Trial::write);
        this.snapshot = Candidates.snapshot(new Table(store.put(holdout), 300, Files.size(holdout)));
    }

    static Trial in(Path base, Store store) throws IOException {
        return new Trial(SPEC, base, store, new FolderDeployer());
    }

    static Trial in(Path base, Store store, Deployer deployer) throws IOException {
        return new Trial(SPEC, base, store, deployer);
    }

    /** {@return one whose candidates become challengers} */
    static Trial testing(PromoteSpec.Strategy strategy, Path base, Store store, Deployer deployer) throws IOException {
        return new Trial(spec(strategy), base, store, deployer);
    }

    /** Makes a table. */
    private interface Making {
        void to(Path file) throws IOException;
    }

    /** {@return a table of this trial; one of that name is the same in all of them, and made once} */
    private Path made(String name, Making making) throws IOException {
        Path table = Files.createDirectories(base.resolve("made")).resolve(name);
        if (Files.exists(table)) {
            return table;
        }
        byte @Nullable [] content = MADE.get(name);
        Path part = Files.createTempFile(table.getParent(), "part", ".parquet");
        if (content != null) {
            Files.write(part, content);
        } else {
            making.to(part);
            MADE.put(name, Files.readAllBytes(part));
        }
        return Files.move(part, table, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void write(Path part) throws IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (SELECT i AS id, i / 300.0 AS x, i % 2 AS y FROM range(300) t(i)) TO '" + part
                    + "' (FORMAT parquet)");
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** A trained and evaluated candidate. */
    record Candidate(Trial trial, RunId run, TrainedModel trained, Evaluation evaluation, Decision decision) {
        RegisterStage register(String as) {
            return new RegisterStage(
                    trial.registry,
                    trial.context,
                    trial.spec,
                    run,
                    as,
                    trial.snapshot,
                    trained,
                    evaluation,
                    decision,
                    "ann");
        }

        ModelVersion registered() {
            return register("candidate").run(job("register"));
        }

        Stage.Job job(String stage) {
            return new Stage.Job(run, stage + "-" + run);
        }

        PromoteStage promote(ModelVersion version, Optional<String> hold) {
            return promote(version, hold, Optional.empty());
        }

        PromoteStage promote(ModelVersion version, Optional<String> hold, Optional<String> why) {
            return new PromoteStage(
                    trial.registry,
                    trial.context,
                    trial.spec,
                    trial.snapshot,
                    version,
                    evaluation,
                    decision,
                    hold,
                    new FactorScorer(trial.rows),
                    trial.rows,
                    trial.deployer,
                    "ann",
                    why);
        }

        Promotion promoted() {
            return promote(registered(), Optional.empty()).run(job("promote"));
        }
    }

    /** {@return a candidate that was compared with the present champion} */
    Candidate candidate(int run, String factor) throws IOException {
        return candidate(run, factor, factor);
    }

    /** {@return a candidate whose predictions are those of another factor than its archive's} */
    Candidate candidate(int run, String factor, String evaluatedAs) throws IOException {
        return candidate(run, factor, evaluatedAs, registry.champion());
    }

    Candidate candidate(int run, String factor, String evaluatedAs, Optional<ModelVersion> champion)
            throws IOException {
        Path folder = Files.createDirectories(base.resolve("made"));
        Digest archive = store.put(ModelArchives.pack(folder, factor));
        Path predictions = made("predictions-" + evaluatedAs + ".parquet", to -> {
            float[] scores = scores(rows.numbers(holdout, "x"), Float.parseFloat(evaluatedAs));
            rows.writeWith(holdout, List.of("id", "y"), List.of(new Rows.Scored("candidate", scores)), to);
        });
        Evaluation evaluation = Candidates.evaluation(archive, champion, store.put(predictions));
        return new Candidate(
                this,
                Candidates.run(run),
                Candidates.trained(archive),
                evaluation,
                Candidates.decision(Verdict.PASSED));
    }

    private static float[] scores(float[] x, float factor) {
        float[] scores = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            scores[i] = x[i] * factor;
        }
        return scores;
    }

    /** What is served, read as its users read it. */
    String served() throws IOException {
        return Files.readString(base.resolve("deployed/current/model").resolve(ModelArchives.FILE));
    }

    /** Multiplies a column by the number in the archive. */
    private record FactorScorer(Rows rows) implements Scorer {
        @Override
        public String version(retrain.train.ModelArtifact artifact) {
            return "factor 1";
        }

        @Override
        public Scores score(
                retrain.train.ModelArtifact artifact,
                Path model,
                Path table,
                Path scratch,
                retrain.event.Observer observer) {
            try {
                float factor = Float.parseFloat(ModelArchives.read(model, scratch));
                return new Scores(1, scores(rows.numbers(table, "x"), factor));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
