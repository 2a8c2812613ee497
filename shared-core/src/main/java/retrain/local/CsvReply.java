package retrain.local;

import java.util.List;
import retrain.spec.Task;
import retrain.train.ModelArtifact;

/**
 * The answer of a model's server to rows of CSV: a line for each row with a value for each class, or one value. Also taken are the pairs
 * that scikit-learn gives for two classes, and the single line of values that SageMaker's XGBoost gives.
 */
final class CsvReply {
    private static final int EXCERPT = 80;
    private static final String CURE =
            "Answer /invocations with text/csv: for each row of the request a line with its score, or with a probability for each"
                    + " class";

    private final ModelArtifact artifact;
    private final List<String> lines;
    private final int rows;

    private CsvReply(ModelArtifact artifact, String body, int rows) {
        this.artifact = artifact;
        this.lines = body.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
        this.rows = rows;
    }

    /** Adds the scores in a reply to a request of so many rows. */
    static void read(ModelArtifact artifact, String body, int rows, ScoreSheet sheet) {
        new CsvReply(artifact, body, rows).into(sheet);
    }

    private void into(ScoreSheet sheet) {
        if (lines.size() == 1 && rows != 1 && artifact.width() == 1) {
            String[] values = fields(lines.get(0));
            require(values.length == rows, values.length);
            for (String value : values) {
                sheet.add(number(value));
            }
            return;
        }
        require(lines.size() == rows, lines.size());
        lines.forEach(line -> line(line, sheet));
    }

    private void require(boolean asMany, int found) {
        if (!asMany) {
            String start = lines.isEmpty() ? "" : ", beginning with '" + excerpt(lines.get(0)) + "'";
            throw ScoreSheet.failure(
                    artifact,
                    "answered " + rows + " rows with " + found + (found == 1 ? " score" : " scores") + start,
                    CURE,
                    null);
        }
    }

    private void line(String line, ScoreSheet sheet) {
        String[] values = fields(line);
        int width = artifact.width();
        if (values.length == 2 && artifact.task() == Task.BINARY) {
            sheet.add(number(values[1]));
            return;
        }
        if (values.length != width) {
            String what = "answered a row with " + values.length + " values, where " + width + " must be: '"
                    + excerpt(line) + "'";
            throw ScoreSheet.failure(artifact, what, CURE, null);
        }
        for (String value : values) {
            sheet.add(number(value));
        }
    }

    private static String[] fields(String line) {
        return line.split(",", -1);
    }

    private double number(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw ScoreSheet.failure(artifact, "answered '" + excerpt(text) + "', which is not a number", CURE, e);
        }
    }

    private static String excerpt(String text) {
        String start = text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
        return ScriptFailure.printable(start);
    }
}
