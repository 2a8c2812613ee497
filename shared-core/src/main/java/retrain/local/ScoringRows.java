package retrain.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;
import retrain.evaluate.Scorer.Scores;
import retrain.problem.Code;
import retrain.train.Calibration;
import retrain.train.ModelArtifact;
import retrain.train.ModelFormat;

/**
 * The rows of a table as a model elsewhere reads them, and its answers as scores. The rows are CSV without a header and without the target:
 * for XGBoost numbers alone, as its card encodes them, for a model with a server of its own the values as they are. Whatever the model's
 * container leaves to be done is done to its answers: the logistic function for one that answers margins, the calibration.
 *
 * <pre>{@code
 * try (ScoringRows rows = ScoringRows.open(artifact, archive, table, scratch, true)) {
 *     StringBuilder batch = new StringBuilder();
 *     for (int count = rows.next(batch, 2000, 5_000_000); count > 0; count = rows.next(batch, 2000, 5_000_000)) {
 *         rows.answer(elsewhere(batch), count);
 *         batch.setLength(0);
 *     }
 *     return rows.scores();
 * }
 * }</pre>
 */
public final class ScoringRows implements AutoCloseable {
    private static final String MARGIN = "binary:logitraw";
    private static final String BEST_CLASS = "multi:softmax";
    private static final String PROBABILITIES = "multi:softprob";
    private static final String CURE =
            "See the log of the container; it must answer text/csv with a score, or a probability for each class, for every row";

    private final ModelArtifact artifact;
    private final Source source;
    private final Optional<Calibration> calibration;
    private final boolean margins;
    private final ScoreSheet sheet;

    private ScoringRows(ModelArtifact artifact, Source source, Optional<Calibration> calibration, boolean margins) {
        this.artifact = artifact;
        this.source = source;
        this.calibration = calibration;
        this.margins = margins;
        this.sheet = new ScoreSheet(artifact);
    }

    /** Rows that are read one after the other. */
    private interface Source extends AutoCloseable {
        /** Goes on to the next row. {@return false if there is none} */
        boolean next();

        void append(StringBuilder to);

        @Override
        void close();
    }

    /**
     * Opens a table.
     *
     * @param archive the model's, verified: an XGBoost model tells itself how rows are encoded
     * @param scratch a folder to unpack to
     * @param raw whether the container answers what the booster predicts, as SageMaker's own does, and knows nothing of a calibration
     * @throws retrain.problem.InvalidInput {@code CHAMPION_INCOMPATIBLE} if the table lacks columns that the model reads
     */
    public static ScoringRows open(ModelArtifact artifact, Path archive, Path table, Path scratch, boolean raw) {
        if (!(artifact.format() instanceof ModelFormat.Xgboost)) {
            return new ScoringRows(artifact, new Values(ModelColumns.open(artifact, table)), Optional.empty(), false);
        }
        try (XgboostModel model = XgboostModel.load(artifact, archive, scratch)) {
            XgboostCard card = model.card();
            EncodedRows rows = EncodedRows.unlabelled(
                    table,
                    card,
                    schema -> ModelColumns.check(
                            XgboostModel.name(artifact), card.features(), schema, EncodedRows::fits));
            boolean margins = card.objective().equals(MARGIN);
            return new ScoringRows(artifact, new Numbers(rows, card.features().size()), model.calibration(), margins);
        }
    }

    /** {@return whether an archive holds one file: a booster that SageMaker's own XGBoost can serve as it is} */
    public static boolean isBoosterAlone(Path archive) {
        int files = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive));
                GzipCompressorInputStream gzip = new GzipCompressorInputStream(in);
                TarArchiveInputStream tar = new TarArchiveInputStream(gzip, "UTF-8")) {
            @Nullable TarArchiveEntry entry = tar.getNextEntry();
            for (; entry != null; entry = tar.getNextEntry()) {
                files += entry.isDirectory() ? 0 : 1;
            }
            return files == 1;
        } catch (IOException e) {
            throw DiskFailure.of(Code.SCORING_FAILED, archive, DiskFailure.UNKNOWN, e, "or train again");
        }
    }

    /**
     * Writes the archive that SageMaker's own XGBoost can score by: the booster alone, answering probabilities where it would answer the best
     * class. The same model gives the same bytes.
     *
     * @return the archive itself if it is such a one already, else the target
     */
    public static Path scorable(ModelArtifact artifact, Path archive, Path target, Path scratch) {
        if (!(artifact.format() instanceof ModelFormat.Xgboost)) {
            return archive;
        }
        try (XgboostModel model = XgboostModel.load(artifact, archive, scratch)) {
            boolean bestClass = model.card().objective().equals(BEST_CLASS);
            if (model.calibration().isEmpty() && !bestClass) {
                return archive;
            }
            if (bestClass) {
                model.booster().setParam("objective", PROBABILITIES);
            }
            new XgboostModel(model.booster(), model.card()).save(target, Files.createDirectories(scratch));
            return target;
        } catch (XGBoostError e) {
            throw XgboostErrors.ofScoring(XgboostModel.name(artifact), e);
        } catch (IOException e) {
            throw XgboostErrors.unusable(XgboostModel.name(artifact), String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Appends the next rows, a line each.
     *
     * @param most so many at most
     * @param characters no further row when the batch is so long
     * @return how many; 0 if there are no more
     */
    public int next(StringBuilder batch, int most, int characters) {
        int rows = 0;
        while (rows < most && batch.length() < characters && source.next()) {
            source.append(batch);
            rows++;
        }
        return rows;
    }

    /**
     * Takes the answer to the next rows: in lines or in one, with brackets around the probabilities of a row or without.
     *
     * @param rows how many were asked for
     * @throws retrain.problem.BackendFailure {@code SCORING_FAILED} if there are more or fewer scores, or one is not one
     */
    public void answer(String text, int rows) {
        double[] values = numbers(text);
        if (values.length != (long) rows * artifact.width()) {
            throw ScoreSheet.failure(
                    artifact,
                    "answered " + rows + " rows with " + values.length + " numbers, where "
                            + (long) rows * artifact.width() + " must be",
                    CURE,
                    null);
        }
        for (double value : values) {
            sheet.add(score(value));
        }
    }

    private double score(double answer) {
        double score = margins ? (float) (1 / (1 + Math.exp(-answer))) : answer;
        return calibration.isPresent() ? calibration.get().probability((float) score) : score;
    }

    private double[] numbers(String text) {
        double[] values = new double[Math.max(16, text.length() / 8)];
        int count = 0;
        int at = 0;
        while (at < text.length()) {
            if (isBetween(text.charAt(at))) {
                at++;
                continue;
            }
            int end = at;
            while (end < text.length() && !isBetween(text.charAt(end))) {
                end++;
            }
            if (count == values.length) {
                values = Arrays.copyOf(values, count * 2);
            }
            values[count++] = number(text.substring(at, end));
            at = end;
        }
        return Arrays.copyOf(values, count);
    }

    private static boolean isBetween(char c) {
        return c == ',' || c == '[' || c == ']' || Character.isWhitespace(c);
    }

    private double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw ScoreSheet.failure(
                    artifact,
                    "answered '" + ScriptFailure.printable(text.substring(0, Math.min(80, text.length())))
                            + "', which is not a number",
                    CURE,
                    e);
        }
    }

    /** {@return how many rows have their scores} */
    public int scored() {
        return sheet.rows();
    }

    public Scores scores() {
        return sheet.scores();
    }

    @Override
    public void close() {
        source.close();
    }

    /** Rows of numbers. */
    private static final class Numbers implements Source {
        private final EncodedRows rows;
        private final int width;
        private int row = -1;
        private int batch;

        Numbers(EncodedRows rows, int width) {
            this.rows = rows;
            this.width = width;
        }

        @Override
        public boolean next() {
            row++;
            while (row >= batch) {
                if (!rows.next()) {
                    return false;
                }
                batch = rows.rows();
                row = 0;
            }
            return true;
        }

        @Override
        public void append(StringBuilder to) {
            for (int column = 0; column < width; column++) {
                if (column > 0) {
                    to.append(',');
                }
                to.append(text(rows.value(column, row)));
            }
            to.append('\n');
        }

        /** An empty field is a missing value. */
        private static String text(float value) {
            if (Float.isNaN(value)) {
                return "";
            }
            return value == Math.rint(value) && Math.abs(value) < 1 << 24
                    ? Integer.toString((int) value)
                    : Float.toString(value);
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    /** Rows of values as they are. */
    private static final class Values implements Source {
        private final DuckDbColumns columns;
        private int row = -1;
        private int batch;

        Values(DuckDbColumns columns) {
            this.columns = columns;
        }

        @Override
        public boolean next() {
            row++;
            while (row >= batch) {
                if (!columns.next()) {
                    return false;
                }
                batch = columns.rows();
                row = 0;
            }
            return true;
        }

        @Override
        public void append(StringBuilder to) {
            try {
                CsvRow.append(to, columns, row);
            } catch (IOException e) {
                throw new UncheckedIOException("a StringBuilder cannot fail", e);
            }
        }

        @Override
        public void close() {
            columns.close();
        }
    }
}
