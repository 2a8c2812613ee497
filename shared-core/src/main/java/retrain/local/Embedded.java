package retrain.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import retrain.data.Inspection;
import retrain.data.Inspector;
import retrain.data.Preparer;
import retrain.data.RowMaker;
import retrain.data.Rows;
import retrain.data.Snapshot;
import retrain.evaluate.Scorer;
import retrain.monitor.DomainClassifier;
import retrain.monitor.LiveRows;
import retrain.monitor.LossModel;
import retrain.monitor.Samples;
import retrain.monitor.Watching;
import retrain.promote.Deployer;
import retrain.promote.PredictionService;
import retrain.report.Tracker;
import retrain.run.Context;
import retrain.run.Store;
import retrain.spec.SparkSpec.SparkStage;
import retrain.spec.Spec;
import retrain.spec.SpecDraft;
import retrain.stream.BatchSource;
import retrain.train.Trainer;

/** The adapters that need nothing but this JVM. */
public final class Embedded {
    private Embedded() {}

    /** {@return the store in a folder, made if there is none} */
    public static Store store(Path folder) {
        return FolderStore.open(folder);
    }

    /** {@return what is found in a data file, to draft a spec from} */
    public static SpecDraft.Facts facts(Path file) {
        return DuckDbFacts.of(file);
    }

    /**
     * {@return what prepares the rows: DuckDB, with the query on Spark if the spec says so}
     *
     * @param base what the spec's paths are relative to
     */
    public static Preparer preparer(Spec spec, Path base) {
        boolean query = spec.data().prepare().flatMap(p -> p.command()).isEmpty();
        return new DuckDbPreparer(
                Runtime.getRuntime().availableProcessors(),
                spec.sparkOf(SparkStage.PREPARE).filter(s -> query).map(s -> new SparkSubmit(s, base)),
                Optional.empty());
    }

    /** {@return what checks, splits and profiles the rows that something elsewhere makes} */
    public static Preparer preparer(RowMaker maker) {
        return new DuckDbPreparer(Runtime.getRuntime().availableProcessors(), Optional.empty(), Optional.of(maker));
    }

    /**
     * {@return the prepare query of a file, which is one SELECT that reads nothing but the sources, in Spark's words}
     *
     * @param base what the file's name is relative to
     * @throws retrain.problem.InvalidInput with all that is wrong with it
     */
    public static String sparkQuery(Path base, String file, Set<String> sources) throws IOException {
        try (DuckDb database = DuckDb.open(DuckDb.Settings.reading())) {
            return SparkSql.of(PrepareQuery.read(database, base, file, sources).sql());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Rows rows() {
        return new DuckDbRows();
    }

    public static Inspector inspector() {
        return new DuckDbInspector();
    }

    /** {@return what a run writes beside its reports for SageMaker Model Monitor, by the names of the files} */
    public static Map<String, String> modelMonitorFiles(Snapshot snapshot, Optional<Inspection> inspection) {
        return ModelMonitorFiles.of(snapshot, inspection);
    }

    /** {@return the trainer that the spec asks for} */
    public static Trainer trainer(Spec spec) {
        return spec.train().script().isPresent() ? new ScriptTrainer() : new XgboostTrainer();
    }

    /**
     * {@return a scorer of every format of model; those of XGBoost score on Spark if the spec says so}
     *
     * @param base what the spec's paths are relative to
     */
    public static Scorer scorer(Spec spec, Path base, Store store) {
        Optional<SparkSubmit> spark = spec.sparkOf(SparkStage.EVALUATE).map(s -> new SparkSubmit(s, base));
        return new Scorers(store, spark.isPresent() ? new SparkScorer(spark.get()) : new XgboostScorer());
    }

    /**
     * {@return what monitor works with; samples are taken on Spark if the spec says so}
     *
     * @param base what the spec's paths are relative to
     */
    public static Watching watching(Spec spec, Path base, Scorer scorer) {
        Optional<SparkSubmit> spark = spec.sparkOf(SparkStage.MONITOR).map(s -> new SparkSubmit(s, base));
        return new Watching(
                new DuckDbNewRows(),
                spark.map(Embedded::samples).orElseGet(Embedded::samples),
                Optional.of(domainClassifier()),
                rows(),
                scorer,
                liveRows(),
                losses());
    }

    /** {@return what reads that on which drift is measured} */
    public static Samples.Engine samples() {
        return (plan, scratch, observer) -> DuckDbSamples.open();
    }

    private static Samples.Engine samples(SparkSubmit spark) {
        return (plan, scratch, observer) -> SparkSamples.open(spark, plan, scratch, observer);
    }

    /** {@return what tells two kinds of rows apart} */
    public static DomainClassifier domainClassifier() {
        return new XgboostDomains();
    }

    /** {@return what joins the live model's predictions with their labels} */
    public static LiveRows liveRows() {
        return new DuckDbLive();
    }

    /** {@return what learns how large a model's error is} */
    public static LossModel losses() {
        return new XgboostLosses();
    }

    public static Deployer deployer() {
        return new FolderDeployer();
    }

    /** {@return a server that answers by what is deployed, and follows it} */
    public static PredictionService service(Spec spec, Context context) {
        return PredictionServer.start(
                spec.promote().serve(),
                context.base().resolve(spec.promote().to()),
                context.base(),
                context.scratch().resolve("serve"),
                context.clock(),
                context.observer());
    }

    /**
     * {@return the folder that the batches of a stream come from}
     *
     * @param base what the folder is relative to
     */
    public static BatchSource batches(Spec spec, Path base, BatchSource.Delivered delivered) {
        return new FolderSource(
                base.resolve(spec.stream().orElseThrow().folder().orElseThrow()).normalize(), delivered);
    }

    /** {@return a server of MLflow that asks for signatures} */
    public static Tracker mlflow(URI server, MlflowSigner signer) {
        return new MlflowServer(new MlflowApi(server, Map.of(), MlflowApi.Limits.usual(), signer));
    }

    /**
     * {@return MLflow, at a tracking URI}
     *
     * @param base what a folder is relative to
     */
    public static Tracker mlflow(String uri, Path base) {
        return uri.contains("://")
                ? new MlflowServer(new MlflowApi(URI.create(uri), System.getenv(), MlflowApi.Limits.usual()))
                : new MlflowFolder(base.resolve(uri));
    }
}
