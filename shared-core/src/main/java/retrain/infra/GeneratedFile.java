package retrain.infra;

/**
 * A file that 'infra' writes.
 *
 * @param path relative to the folder of the spec, with slashes
 * @param content the whole of it; the same spec gives the same bytes
 */
public record GeneratedFile(String path, String content) {}
