package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;
import retrain.data.Column;
import retrain.data.Snapshot;
import retrain.data.Table;
import retrain.event.Observer;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Digest;
import retrain.spec.SparkSpec;
import retrain.spec.SparkSpec.SparkStage;
import retrain.spec.Spec;
import retrain.spec.Task;
import retrain.spec.TrainSpec;
import retrain.train.Feature;
import retrain.train.MedianRule;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;
import retrain.train.TrainedModel;
import retrain.train.TrainedModel.Provenance;
import retrain.train.Trainer.TrainingJob;

/** One training, from the snapshot to the model in the job's folder. */
final class XgboostTraining {
    private final TrainingJob job;
    private final Observer observer;
    private final BooleanSupplier stopped;

    XgboostTraining(TrainingJob job, Observer observer, BooleanSupplier stopped) {
        this.job = job;
        this.observer = observer;
        this.stopped = stopped;
    }

    /** {@return the model; empty if the training was stopped} */
    Optional<TrainedModel> train() {
        Path rows = job.store().fetch(job.snapshot().train().digest());
        XgboostLibrary.load();
        try {
            if (job.continueFrom().isEmpty()) {
                List<String> classes = classes(rows);
                XgboostParameters parameters = XgboostParameters.of(job.spec(), classes);
                XgboostCard card = card(parameters.objective(), classes);
                Optional<SparkSpec> spark = job.spec().sparkOf(SparkStage.TRAIN);
                return spark.isPresent()
                        ? trainOn(new SparkSubmit(spark.get(), job.base()), parameters, card, rows)
                        : train(parameters, card, rows, null);
            }
            return goOn(job.continueFrom().get(), rows);
        } catch (XGBoostError e) {
            throw XgboostErrors.ofTraining(e);
        } catch (IOException e) {
            throw DiskFailure.of(Code.STORE_UNUSABLE, job.scratch(), DiskFailure.UNKNOWN, e, "or choose another store");
        }
    }

    private Optional<TrainedModel> goOn(ModelArtifact base, Path rows) throws XGBoostError, IOException {
        try (XgboostModel model = base(base)) {
            List<String> classes = classesOf(model.card(), rows);
            XgboostParameters parameters = XgboostParameters.of(job.spec(), classes)
                    .updating(model.booster().getNumBoostedRound());
            XgboostCard card = model.card().continuedAs(card(parameters.objective(), classes));
            return train(parameters, card, rows, model.booster());
        }
    }

    /** {@return the base's classes, unless the rows have others: few rows need not have every class} */
    private List<String> classesOf(XgboostCard base, Path rows) {
        boolean several = job.spec().task() == Task.MULTICLASS;
        List<String> found = several ? EncodedRows.distinct(rows, job.spec().target()) : List.of();
        return several && base.classes().containsAll(found) ? base.classes() : found;
    }

    private XgboostModel base(ModelArtifact base) {
        if (!(base.format() instanceof ModelFormat.Xgboost)) {
            throw new InvalidInput(
                    Code.CHAMPION_INCOMPATIBLE,
                    "train.continue-from",
                    "the champion is not a model of XGBoost, so that no rounds can be added to it",
                    "Remove continue-from");
        }
        return XgboostModel.load(base, job.store().fetch(base.archive()), job.scratch());
    }

    private Optional<TrainedModel> train(
            XgboostParameters parameters, XgboostCard card, Path rows, @Nullable Booster base)
            throws XGBoostError, IOException {
        Optional<Path> validationRows =
                job.snapshot().validation().map(Table::digest).map(job.store()::fetch);
        try (XgboostMatrix train = XgboostMatrix.training(rows, card, base == null);
                @Nullable
                        XgboostMatrix validation = validationRows.isPresent()
                                ? XgboostMatrix.validation(validationRows.get(), card)
                                : null) {
            Booster booster = base != null ? base : start(parameters, train.matrix());
            try {
                configure(booster, parameters);
                Optional<Boosting.Boosted> boosted = new Boosting(
                                booster,
                                parameters,
                                train.matrix(),
                                validation == null ? null : validation.matrix(),
                                job.rule().map(MedianRule::follower))
                        .run(observer, stopped);
                return boosted.isEmpty()
                        ? Optional.empty()
                        : Optional.of(keep(booster, provenance(parameters), card, boosted.get()));
            } finally {
                if (base == null) {
                    booster.dispose();
                }
            }
        }
    }

    private Optional<TrainedModel> trainOn(SparkSubmit spark, XgboostParameters parameters, XgboostCard card, Path rows)
            throws XGBoostError, IOException {
        Optional<Path> validation =
                job.snapshot().validation().map(Table::digest).map(job.store()::fetch);
        SparkBoosting boosting = new SparkBoosting(spark, job.scratch(), observer, stopped);
        Boosting.Boosted boosted = boosting.run(parameters, card, rows, validation);
        Booster booster = XGBoost.loadModel(boosting.model().toString());
        try {
            booster.setParam("verbosity", 0);
            return Optional.of(keep(booster, provenance(parameters), card, boosted));
        } finally {
            booster.dispose();
            Files.deleteIfExists(boosting.model());
        }
    }

    /** Only {@code XGBoost.train} can make a booster; without rounds that is all it does. */
    static Booster start(XgboostParameters parameters, DMatrix train) throws XGBoostError {
        return XGBoost.train(train, parameters.forLibrary(), 0, Map.of(), null, null);
    }

    static void configure(Booster booster, XgboostParameters parameters) throws XGBoostError {
        booster.setParams(parameters.forLibrary());
        for (String metric : parameters.metrics()) {
            booster.setParam("eval_metric", metric);
        }
    }

    /** {@return the file that a training leaves in its job's folder} */
    static Path archive(Path scratch) {
        return scratch.resolve("model.tar.gz");
    }

    /**
     * Makes a model of what XGBoost has trained elsewhere, and keeps it in the store.
     *
     * @param archive the {@code model.tar.gz} with the booster as its only file
     * @param card of the rows it was trained on
     * @param trainer name and version of what trained it
     */
    TrainedModel adopt(
            Path archive,
            XgboostParameters parameters,
            Map<String, String> hyperparameters,
            XgboostCard card,
            String trainer,
            List<TrainedModel.Point> curve) {
        XgboostLibrary.load();
        Provenance provenance = provenance(trainer, hyperparameters, parameters.seed(), 0);
        try {
            Booster booster = XgboostModel.foreign(archive, card, job.scratch());
            try {
                int rounds = booster.getNumBoostedRound();
                TrainedModel model = keep(booster, provenance, card, new Boosting.Boosted(rounds, curve));
                job.store().put(archive(job.scratch()));
                return model;
            } finally {
                booster.dispose();
            }
        } catch (XGBoostError e) {
            throw XgboostErrors.ofTraining(e);
        } catch (IOException e) {
            throw DiskFailure.of(Code.STORE_UNUSABLE, job.scratch(), DiskFailure.UNKNOWN, e, "or choose another store");
        }
    }

    private Provenance provenance(XgboostParameters parameters) {
        return provenance(
                XgboostLibrary.NAME_AND_VERSION + SparkBoosting.told(job.spec(), job.base()),
                parameters.told(),
                parameters.seed(),
                parameters.threads());
    }

    /** Of a model that is not calibrated. */
    private Provenance provenance(String trainer, Map<String, String> hyperparameters, int seed, int threads) {
        return new Provenance(
                job.snapshot().digest(),
                job.snapshot().train().digest(),
                trainer,
                hyperparameters,
                seed,
                threads,
                job.continueFrom().map(ModelArtifact::archive));
    }

    private TrainedModel keep(Booster booster, Provenance provenance, XgboostCard card, Boosting.Boosted boosted)
            throws XGBoostError, IOException {
        Path archive = archive(job.scratch());
        XgboostJson json = new XgboostJson(booster.toByteArray("json"));
        Optional<TrainedModel.Calibrated> calibrated = Optional.empty();
        try (XgboostModel model = new XgboostModel(best(booster, json, card, boosted.rounds()), card)) {
            if (job.spec().train().calibrate().isPresent()) {
                calibrated = Optional.of(
                        saveCalibrated(model, job.spec().train().calibrate().get(), archive));
            } else {
                model.save(archive, job.scratch());
            }
        }
        long bytes = Files.size(archive);
        Digest digest = Digest.of(archive);
        return new TrainedModel(
                new ModelArtifact(
                        digest, bytes, new ModelFormat.Xgboost(), card.task(), card.features(), card.classes()),
                calibrated.map(provenance::with).orElse(provenance),
                boosted.curve(),
                card.byName(json.totalGain(boosted.rounds(), card.features().size())));
    }

    /** The validation rows are scored just as any others will be, and before there is a calibration. */
    private TrainedModel.Calibrated saveCalibrated(XgboostModel model, TrainSpec.Calibration method, Path archive)
            throws XGBoostError, IOException {
        Digest table = job.snapshot()
                .validation()
                .orElseThrow(() -> new InvalidInput(
                        Code.SPEC_CONTRADICTION,
                        "train.calibrate",
                        "is fitted on validation rows, and the snapshot has none",
                        "Add 'data.validation', say 'validation: {fraction: 0.1}', or remove 'train.calibrate'"))
                .digest();
        Path rows = job.store().fetch(table);
        float[] scores =
                XgboostScorer.score(model, "the model", rows, event -> {}).values();
        float[] labels = new DuckDbRows().numbers(rows, job.spec().target());
        model.with(XgboostCalibration.fit(method, scores, labels, observer)).save(archive, job.scratch());
        return new TrainedModel.Calibrated(method, table, labels.length, XgboostCalibration.positives(labels));
    }

    /** {@return a booster of the first rounds, with the features' names; the given one if nothing else is needed} */
    private static Booster best(Booster booster, XgboostJson json, XgboostCard card, int rounds)
            throws XGBoostError, IOException {
        boolean ascii = card.names().stream().allMatch(n -> n.chars().allMatch(c -> c > 0 && c < 128));
        if (!ascii || rounds < booster.getNumBoostedRound()) {
            return XGBoost.loadModel(json.firstRounds(rounds, card.names()));
        }
        booster.setFeatureNames(card.names().toArray(String[]::new));
        return booster;
    }

    XgboostCard card(String objective, List<String> classes) {
        Spec spec = job.spec();
        return new XgboostCard(
                XgboostCard.FORMAT,
                spec.task(),
                spec.target(),
                spec.train().categories(),
                objective,
                features(),
                classes);
    }

    private List<Feature> features() {
        Snapshot snapshot = job.snapshot();
        List<Feature> features = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (String name : snapshot.features()) {
            Column column = snapshot.schema()
                    .find(name)
                    .orElseThrow(() -> new IllegalArgumentException("the snapshot has no column " + name));
            switch (column.kind()) {
                case NUMBER, BOOLEAN -> features.add(new Feature(name, false, List.of()));
                case CATEGORY ->
                    features.add(new Feature(
                            name,
                            true,
                            snapshot.profile(name).categories().stream()
                                    .map(c -> c.value())
                                    .toList()));
                case TIME ->
                    problems.add(
                            new Problem(
                                    Code.DATA_UNUSABLE,
                                    "column " + name,
                                    "is a time, which XGBoost cannot use as a feature",
                                    "Make numbers of it in the prepare query (month, hour, age in days), or name it in data.ignore"));
            }
        }
        if (snapshot.features().isEmpty()) {
            problems.add(new Problem(
                    Code.DATA_UNUSABLE,
                    "the prepared rows",
                    "have no feature to train on",
                    "Select more columns in the prepare query, or name fewer in data.key and data.ignore"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        return features;
    }

    List<String> classes(Path rows) {
        if (job.spec().task() != Task.MULTICLASS) {
            return List.of();
        }
        List<String> classes = EncodedRows.distinct(rows, job.spec().target());
        if (classes.size() < 2) {
            throw new InvalidInput(
                    Code.DATA_UNUSABLE,
                    "column " + job.spec().target(),
                    "the training rows have " + classes.size() + " class, and two are the least to tell apart",
                    "Widen the sources or the split, or mend the target in the prepare query");
        }
        return classes;
    }
}
