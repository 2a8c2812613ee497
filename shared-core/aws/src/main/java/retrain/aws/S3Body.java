package retrain.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * The content of an object as it arrives. The SDK checks the checksum that the object was stored with (CRC32, CRC32C, SHA-1, SHA-256), if
 * there is one over the whole of it; here the length is checked, and the MD5 where the entity tag is one. What differs is asked for again.
 */
final class S3Body {
    private static final int CHUNK = 1 << 16;
    private static final Pattern MD5 = Pattern.compile("\"?([0-9a-f]{32})\"?");

    private S3Body() {}

    /**
     * Copies the content.
     *
     * @throws RetryableException if the content is not whole, or cannot be read to its end
     * @throws IOException if it cannot be written
     */
    static void copy(GetObjectResponse response, InputStream body, OutputStream out) throws IOException {
        Optional<String> md5 = md5(response);
        MessageDigest engine = engine();
        byte[] chunk = new byte[CHUNK];
        long bytes = 0;
        for (int n = read(body, chunk); n >= 0; n = read(body, chunk)) {
            out.write(chunk, 0, n);
            bytes += n;
            if (md5.isPresent()) {
                engine.update(chunk, 0, n);
            }
        }
        if (response.contentLength() != null && response.contentLength() != bytes) {
            throw again("the content ended after " + bytes + " of " + response.contentLength() + " bytes", null);
        }
        if (md5.isPresent() && !HexFormat.of().formatHex(engine.digest()).equals(md5.get())) {
            throw again(
                    "the content that arrived is not that of the object: its MD5 is another than the entity tag", null);
        }
    }

    static int read(InputStream body, byte[] chunk) {
        try {
            return body.read(chunk);
        } catch (IOException | SdkClientException e) {
            throw again("the content broke off: " + e.getMessage(), e);
        }
    }

    /** {@return that it is to be asked for again} */
    static RetryableException again(String what, @org.jspecify.annotations.Nullable Exception cause) {
        return RetryableException.builder().message(what).cause(cause).build();
    }

    /** Of parts, and of what KMS or the customer's key encrypts, the tag is something else. */
    private static Optional<String> md5(GetObjectResponse response) {
        boolean keyed = response.sseCustomerAlgorithm() != null
                || response.serverSideEncryption() == ServerSideEncryption.AWS_KMS
                || response.serverSideEncryption() == ServerSideEncryption.AWS_KMS_DSSE;
        return Optional.ofNullable(response.eTag())
                .map(MD5::matcher)
                .filter(m -> !keyed && m.matches())
                .map(m -> m.group(1));
    }

    private static MessageDigest engine() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
