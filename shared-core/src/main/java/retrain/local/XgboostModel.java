package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;
import retrain.problem.BackendFailure;
import retrain.run.Digest;
import retrain.run.FileTree;
import retrain.spec.TrainSpec.Categories;
import retrain.train.Calibration;
import retrain.train.ModelArtifact;

/** A booster and its card, in native memory until it is closed. */
final class XgboostModel implements AutoCloseable {
    /** What a pickle of protocol 2 or later begins with; the first byte of JSON and UBJSON is a brace. */
    private static final byte PICKLE = (byte) 0x80;

    /** The only file of the archive, unless the model is calibrated; SageMaker's container takes every file for a model. */
    static final String FILE = "xgboost-model";

    /** UBJSON: smaller than JSON, and as exact. The containers tell the two apart by the first bytes, not by the file's name. */
    static final String FORM = "ubj";

    private final Booster booster;
    private final XgboostCard card;
    private final Optional<Calibration> calibration;

    XgboostModel(Booster booster, XgboostCard card) {
        this(booster, card, Optional.empty());
    }

    private XgboostModel(Booster booster, XgboostCard card, Optional<Calibration> calibration) {
        this.booster = booster;
        this.card = card;
        this.calibration = calibration;
    }

    /** {@return the same booster, calibrated; one of both is to be closed} */
    XgboostModel with(Calibration fitted) {
        return new XgboostModel(booster, card, Optional.of(fitted));
    }

    /** {@return how scores become probabilities, if they are calibrated} */
    Optional<Calibration> calibration() {
        return calibration;
    }

    Booster booster() {
        return booster;
    }

    XgboostCard card() {
        return card;
    }

    /**
     * Loads the model of an archive.
     *
     * @param scratch a folder to unpack to
     * @throws BackendFailure {@code SCORING_FAILED} if the archive is not what its digest says, or holds no such model
     */
    static XgboostModel load(ModelArtifact artifact, Path archive, Path scratch) {
        return load(artifact, unpacked(artifact, archive, scratch));
    }

    /**
     * {@return the folder that holds the files of an archive}
     *
     * @throws BackendFailure {@code SCORING_FAILED} if the archive is not what its digest says
     */
    static Path unpacked(ModelArtifact artifact, Path archive, Path scratch) {
        try {
            // A damaged model can bring the process down, so nothing unverified goes to the native library.
            Digest found = Digest.of(archive);
            if (!found.equals(artifact.archive())) {
                throw XgboostErrors.unusable(
                        name(artifact), "the archive's content is " + found, new IOException("damaged"));
            }
            Path folder = Files.createTempDirectory(Files.createDirectories(scratch), "model-");
            Archives.unpack(archive, folder);
            return folder;
        } catch (IOException e) {
            throw XgboostErrors.unusable(name(artifact), String.valueOf(e.getMessage()), e);
        }
    }

    /** Loads the model of a folder, which is removed. */
    static XgboostModel load(ModelArtifact artifact, Path folder) {
        XgboostLibrary.load();
        String name = name(artifact);
        try {
            List<Path> files = new ArrayList<>(Archives.files(folder));
            Optional<Calibration> calibration = calibration(folder, files, name);
            if (files.size() != 1 || !Archives.name(folder, files.get(0)).equals(FILE)) {
                throw XgboostErrors.unusable(
                        name,
                        "its archive must hold the file " + FILE + " and no other but " + XgboostCalibration.FILE,
                        new IOException(files.toString()));
            }
            byte[] content = Files.readAllBytes(files.get(0));
            Files.delete(files.get(0));
            Files.delete(folder);
            return of(artifact, content, calibration);
        } catch (IOException e) {
            throw XgboostErrors.unusable(name, String.valueOf(e.getMessage()), e);
        }
    }

    /** Reads the calibration, if there is one, and takes it off the files. */
    private static Optional<Calibration> calibration(Path folder, List<Path> files, String name) throws IOException {
        Path file = folder.resolve(XgboostCalibration.FILE);
        if (!files.remove(file)) {
            return Optional.empty();
        }
        Calibration calibration = XgboostCalibration.read(file, name);
        Files.delete(file);
        return Optional.of(calibration);
    }

    /** {@return the model's name in messages} */
    static String name(ModelArtifact artifact) {
        return "model " + artifact.archive().brief();
    }

    private static XgboostModel of(ModelArtifact artifact, byte[] content, Optional<Calibration> calibration)
            throws IOException {
        if (content.length > 0 && content[0] == PICKLE) {
            throw XgboostErrors.unusable(
                    name(artifact),
                    FILE + " is a Python pickle, which runs code when it is read, so it is not read: save it with"
                            + " Booster.save_model as JSON or UBJSON",
                    new IOException("pickle"));
        }
        @Nullable Booster booster = null;
        try {
            booster = XGBoost.loadModel(content);
            booster.setParam("verbosity", 0);
            XgboostCard card = card(artifact, booster);
            if (booster.getNumFeature() != card.features().size()) {
                throw XgboostErrors.unusable(
                        name(artifact),
                        "it has " + booster.getNumFeature() + " columns, its card "
                                + card.features().size(),
                        new IOException("inconsistent"));
            }
            return new XgboostModel(booster, card, calibration);
        } catch (XGBoostError | RuntimeException e) {
            if (booster != null) {
                booster.dispose();
            }
            throw e instanceof XGBoostError error
                    ? XgboostErrors.ofScoring(name(artifact), error)
                    : (RuntimeException) e;
        }
    }

    /**
     * {@return the booster that was trained elsewhere, on rows as a card says}
     *
     * @param archive with the booster as its only file
     * @throws BackendFailure {@code TRAINING_FAILED} if it is something else
     */
    static Booster foreign(Path archive, XgboostCard card, Path scratch) throws XGBoostError {
        try {
            Booster booster = XGBoost.loadModel(foreign(archive, scratch));
            booster.setParam("verbosity", 0);
            long columns = booster.getNumFeature();
            if (columns != card.features().size()) {
                booster.dispose();
                throw XgboostErrors.foreign("it has " + columns + " columns, the rows have "
                        + card.features().size());
            }
            booster.setFeatureTypes(card.types().toArray(String[]::new));
            return booster;
        } catch (IOException e) {
            throw XgboostErrors.foreign(String.valueOf(e.getMessage()));
        }
    }

    /** Only forms that are parsed: a pickle is a program. */
    private static byte[] foreign(Path archive, Path scratch) throws IOException {
        Path folder = Files.createTempDirectory(scratch, "foreign-");
        Archives.unpack(archive, folder);
        List<Path> files = Archives.files(folder);
        if (files.size() != 1 || !Archives.name(folder, files.get(0)).equals(FILE)) {
            throw XgboostErrors.foreign("its archive holds " + files.size() + " files, not " + FILE + " alone");
        }
        byte[] content = Files.readAllBytes(files.get(0));
        FileTree.remove(folder);
        if (content.length == 0 || content[0] != '{') {
            throw XgboostErrors.foreign("it is neither UBJSON nor JSON, but a pickle of Python or an old binary model");
        }
        return content;
    }

    /** A model without a card was trained elsewhere; what its artifact says is all that is known. */
    private static XgboostCard card(ModelArtifact artifact, Booster booster) throws XGBoostError {
        @Nullable String text = booster.getAttr(XgboostCard.ATTRIBUTE);
        if (text != null) {
            return XgboostCard.of(text, name(artifact));
        }
        return new XgboostCard(
                XgboostCard.FORMAT,
                artifact.task(),
                "",
                Categories.ORDINAL,
                "",
                artifact.features(),
                artifact.classes());
    }

    /**
     * Scores rows.
     *
     * @param values row by row, in the order of the card's features, NaN where one is missing
     * @return the scores of each row
     */
    float[][] predict(float[] values, int rows) throws XGBoostError {
        DMatrix matrix = new DMatrix(values, rows, card.features().size(), Float.NaN);
        try {
            matrix.setFeatureTypes(card.types().toArray(String[]::new));
            return booster.predict(matrix);
        } finally {
            matrix.dispose();
        }
    }

    /** Writes the archive. The same model gives the same bytes. */
    void save(Path archive, Path scratch) throws XGBoostError, IOException {
        Path folder = Files.createTempDirectory(scratch, "model-");
        Path file = folder.resolve(FILE);
        booster.setAttr(XgboostCard.ATTRIBUTE, card.text());
        Files.write(file, booster.toByteArray(FORM));
        Path beside = folder.resolve(XgboostCalibration.FILE);
        if (calibration.isPresent()) {
            XgboostCalibration.write(calibration.get(), beside);
        }
        Archives.pack(folder, archive);
        Files.delete(file);
        Files.deleteIfExists(beside);
        Files.delete(folder);
    }

    @Override
    public void close() {
        booster.dispose();
    }
}
