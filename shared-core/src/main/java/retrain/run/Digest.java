package retrain.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a content, by which the content is named.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) implements Comparable<Digest>, Inline {
    /** As large as digests of many files on all cores are the quickest with. */
    private static final int BUFFER = 1 << 17;

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    public Digest {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a SHA-256 in hexadecimal: " + hex);
        }
    }

    /** {@return the digest of the bytes} */
    public static Digest of(byte[] content) {
        return raw(sha256().digest(content));
    }

    /** {@return the digest of the text's UTF-8 bytes} */
    public static Digest of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return the digest that an engine which was fed the content has computed; the engine is reset} */
    public static Digest of(MessageDigest fed) {
        return raw(fed.digest());
    }

    /** {@return the digest of a file's content} */
    public static Digest of(Path file) throws IOException {
        MessageDigest engine = sha256();
        feed(engine, file);
        return of(engine);
    }

    /** {@return the bytes of the file, all of which the engine was fed} */
    public static long feed(MessageDigest engine, Path file) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long bytes = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                engine.update(buffer, 0, n);
                bytes += n;
            }
        }
        return bytes;
    }

    private static Digest raw(byte[] raw) {
        return new Digest(HexFormat.of().formatHex(raw));
    }

    /** {@return a new engine of the algorithm all digests use} */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** {@return the first twelve digits, enough for people} */
    public String brief() {
        return hex.substring(0, 12);
    }

    /** By hand: a record's own equals is linked at its first use, which takes longer than all else at the start of a command. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Digest digest && hex.equals(digest.hex);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return "sha256:" + hex;
    }
}
