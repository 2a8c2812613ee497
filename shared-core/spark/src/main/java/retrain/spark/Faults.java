package retrain.spark;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.jspecify.annotations.Nullable;
import retrain.problem.Code;
import retrain.problem.InvalidInput;

/** Whose fault an exception of Spark is. */
final class Faults {
    private static final Pattern PLACE = Pattern.compile("line (?<line>\\d+),? pos (?<column>\\d+)");
    private static final int LONGEST = 500;

    private Faults() {}

    /** {@return what happened, in one line: what Spark says of the innermost cause that it has a name for} */
    static String line(Throwable thrown) {
        Throwable told = thrown;
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            boolean named = at instanceof SparkThrowable known && known.getErrorClass() != null;
            if (named || at.getCause() == null) {
                told = at;
            }
        }
        String text = String.valueOf(told.getMessage()).strip().split("\n== SQL|\nJVM stacktrace|\n\tat |;\n'", 2)[0];
        String line = text.replaceAll("\\s*\\R\\s*", "; ").strip();
        String name = told instanceof SparkThrowable ? "" : told.getClass().getSimpleName() + ": ";
        return name + (line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line);
    }

    /** {@return the fault of a query, if it is one: it cannot be analyzed, or a value cannot be computed} */
    static Optional<InvalidInput> ofQuery(String file, Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            boolean arithmetic = at instanceof SparkThrowable known && isOfValues(known.getErrorClass());
            if (at instanceof AnalysisException || arithmetic) {
                return Optional.of(new InvalidInput(
                        Code.DATA_SQL,
                        place(file, String.valueOf(at.getMessage())),
                        "Spark says: " + line(thrown),
                        "Correct the query; docs/spark.md tells in what Spark's SQL differs from DuckDB's"));
            }
        }
        return Optional.empty();
    }

    private static boolean isOfValues(@Nullable String errorClass) {
        return errorClass != null
                && errorClass.matches(
                        "(CAST_|ARITHMETIC_|DIVIDE_|INVALID_ARRAY|INVALID_|NUMERIC_|BINARY_|DATETIME_|SCALAR_SUBQUERY"
                                + "|MALFORMED_|CANNOT_PARSE|USER_RAISED).*");
    }

    /** Spark counts columns from 0. */
    private static String place(String file, String message) {
        Matcher matcher = PLACE.matcher(message);
        return matcher.find()
                ? file + ":" + matcher.group("line") + ":" + (Integer.parseInt(matcher.group("column")) + 1)
                : file;
    }
}
