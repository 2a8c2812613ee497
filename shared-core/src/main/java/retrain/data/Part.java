package retrain.data;

import retrain.run.Digest;

/**
 * A source file, named by its content.
 *
 * @param source the view the file belongs to
 * @param name the file's path relative to the spec's folder, with forward slashes
 */
public record Part(String source, String name, long bytes, Digest digest) {}
