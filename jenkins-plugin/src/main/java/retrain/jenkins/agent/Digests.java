package retrain.jenkins.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLConnection;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The SHA-256 of large files, computed once while they stay the same. */
final class Digests {
    private final Map<String, String> known = new ConcurrentHashMap<>();

    String of(URL file) throws IOException {
        URLConnection connection = file.openConnection();
        String key = file + " " + connection.getLastModified() + " " + connection.getContentLengthLong();
        try (InputStream in = connection.getInputStream()) {
            String digest = known.get(key);
            if (digest == null) {
                digest = compute(in);
                known.put(key, digest);
            }
            return digest;
        }
    }

    private static String compute(InputStream in) throws IOException {
        try {
            DigestInputStream digesting = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
            digesting.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
