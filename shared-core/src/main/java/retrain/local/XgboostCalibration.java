package retrain.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.Json;
import retrain.spec.TrainSpec;
import retrain.train.Calibration;

/**
 * The file {@value #FILE} beside a booster: how its scores become probabilities.
 *
 * @param format of this record; {@value #FORMAT} as yet
 */
record XgboostCalibration(int format, Calibration calibration) {
    static final String FILE = "calibration.json";
    static final int FORMAT = 1;

    /** Reads the file; throws {@link BackendFailure} if it is damaged, or newer than this. */
    static Calibration read(Path file, String model) throws IOException {
        XgboostCalibration read = Json.read(Files.readAllBytes(file), XgboostCalibration.class, model + ", " + FILE);
        if (read.format() > FORMAT) {
            throw BackendFailure.permanent(
                    new Problem(
                            Code.STORE_TOO_NEW,
                            model,
                            "was calibrated by a newer Retrain (format " + read.format() + " of its calibration)",
                            "Use that version of Retrain"),
                    null);
        }
        return read.calibration();
    }

    static void write(Calibration calibration, Path file) throws IOException {
        Files.write(file, Json.pretty(new XgboostCalibration(FORMAT, calibration)));
    }

    /**
     * Fits a calibration.
     *
     * @param scores of the validation rows
     * @param labels 0 or 1
     * @throws InvalidInput {@code DATA_UNUSABLE} if one of the classes does not occur
     */
    static Calibration fit(TrainSpec.Calibration method, float[] scores, float[] labels, Observer observer) {
        long positives = positives(labels);
        if (positives == 0 || positives == labels.length) {
            throw new InvalidInput(
                    Code.DATA_UNUSABLE,
                    "train.calibrate",
                    labels.length == 0
                            ? "there are no validation rows to calibrate on"
                            : "all validation rows are of class " + (positives == 0 ? 0 : 1)
                                    + ", so that there is nothing to calibrate on",
                    "Widen 'data.validation', or remove 'train.calibrate'");
        }
        if (method == TrainSpec.Calibration.ISOTONIC) {
            return Calibration.isotonic(scores, labels);
        }
        Calibration.Platt platt = Calibration.platt(scores, labels);
        if (platt.slope() <= 0) {
            observer.on(new Event.Noticed("the higher the model's score, the fewer validation rows are of class 1: the"
                    + " calibration turns the order of the scores round"));
        }
        return platt;
    }

    static long positives(float[] labels) {
        long positives = 0;
        for (float label : labels) {
            positives += label == 1 ? 1 : 0;
        }
        return positives;
    }
}
