package retrain.spec;

/**
 * Where something stands in what the user wrote.
 *
 * @param line from 1; 0: the whole file
 * @param column from 1
 */
record Place(String file, int line, int column) {
    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
