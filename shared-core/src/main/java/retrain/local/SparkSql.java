package retrain.local;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query in the SQL that DuckDB and Spark have in common, as Spark reads it. Only words are exchanged, never the order: whole division
 * {@code //}, the names of types after {@code AS} in a cast, names in quotes, and texts in quotes, in which Spark knows backslashes. Lines stay lines, so
 * that places in messages are those of the file.
 */
public final class SparkSql {
    private static final Pattern WORDS = Pattern.compile(
            "(?<text>'(?:[^']|'')*')|(?<name>\"(?:[^\"]|\"\")*\")|(?<comment>--[^\\n]*|/\\*.*?\\*/)|(?<whole>//)"
                    + "|(?<type>(?i:\\bAS\\s+)(?<word>[A-Za-z][A-Za-z0-9]*)(?=\\s*\\)))",
            Pattern.DOTALL);

    /** The types of DuckDB that Spark calls otherwise; {@code TIMESTAMP} is without a zone by the session's settings. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("VARCHAR", "STRING"),
            Map.entry("TEXT", "STRING"),
            Map.entry("TIMESTAMPTZ", "TIMESTAMP_LTZ"),
            Map.entry("DATETIME", "TIMESTAMP_NTZ"),
            Map.entry("INT2", "SMALLINT"),
            Map.entry("INT4", "INT"),
            Map.entry("INT8", "BIGINT"),
            Map.entry("INT64", "BIGINT"),
            Map.entry("INT32", "INT"),
            Map.entry("FLOAT4", "FLOAT"),
            Map.entry("FLOAT8", "DOUBLE"),
            Map.entry("BOOL", "BOOLEAN"));

    private SparkSql() {}

    /** {@return the query as Spark reads it} */
    public static String of(String duckDb) {
        Matcher words = WORDS.matcher(duckDb);
        StringBuilder spark = new StringBuilder();
        while (words.find()) {
            words.appendReplacement(spark, Matcher.quoteReplacement(word(words)));
        }
        return words.appendTail(spark).toString();
    }

    private static String word(Matcher words) {
        String all = words.group();
        if (words.group("text") != null) {
            return "'"
                    + all.substring(1, all.length() - 1).replace("\\", "\\\\").replace("''", "\\'") + "'";
        }
        if (words.group("name") != null) {
            return name(all.substring(1, all.length() - 1).replace("\"\"", "\""));
        }
        if (words.group("whole") != null) {
            return " div ";
        }
        String type = words.group("word");
        return type == null ? all : all.substring(0, all.length() - type.length()) + type(type);
    }

    private static String type(String name) {
        return TYPES.getOrDefault(name.toUpperCase(Locale.ROOT), name);
    }

    /** {@return a column's name in quotes} */
    public static String name(String column) {
        return "`" + column.replace("`", "``") + "`";
    }

    /** {@return a type of DuckDB's in Spark's words, for columns of files} */
    public static String fileType(String duckDb) {
        if (duckDb.equals("HUGEINT") || duckDb.equals("UBIGINT")) {
            return "DECIMAL(38,0)";
        }
        return switch (duckDb) {
            case "TIMESTAMP WITH TIME ZONE" -> "TIMESTAMP_LTZ";
            case "TIMESTAMP" -> "TIMESTAMP_NTZ";
            case "UUID" -> "STRING";
            case "UINTEGER" -> "BIGINT";
            default -> type(duckDb);
        };
    }
}
