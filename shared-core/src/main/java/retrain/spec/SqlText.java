package retrain.spec;

/** Pieces of SQL whose content is not SQL. */
public final class SqlText {
    private SqlText() {}

    /** {@return a name, quoted so that it means itself} */
    public static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** {@return a text as a literal} */
    public static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
