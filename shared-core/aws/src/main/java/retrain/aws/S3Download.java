package retrain.aws;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An object that is downloaded in ranges, several at once, all of the same content; each is verified by its length. */
final class S3Download {
    private static final int CHUNK = 1 << 17;

    private final S3Client s3;
    private final S3Address from;
    private final GetObjectResponse is;
    private final Path file;

    /** @param is what was answered for the object: its size and its tag */
    S3Download(S3Client s3, S3Address from, GetObjectResponse is, Path file) {
        this.s3 = s3;
        this.from = from;
        this.is = is;
        this.file = file;
    }

    /** @param range the size of a range, in bytes */
    void run(long range) throws Exception {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            List<Callable<Long>> parts = new ArrayList<>();
            for (long at = 0; at < is.contentLength(); at += range) {
                long first = at;
                long last = Math.min(is.contentLength(), at + range) - 1;
                parts.add(() -> part(channel, first, last));
            }
            S3Parallel.all(from.toString(), parts);
        }
    }

    private long part(FileChannel channel, long first, long last) {
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(from.bucket())
                .key(from.key())
                .versionId(is.versionId())
                .ifMatch(is.eTag())
                .range("bytes=" + first + "-" + last)
                .build();
        return s3.getObject(request, (response, body) -> write(body, channel, first, last - first + 1));
    }

    private long write(InputStream body, FileChannel channel, long at, long length) {
        byte[] chunk = new byte[CHUNK];
        long bytes = 0;
        for (int n = S3Body.read(body, chunk); n >= 0; n = S3Body.read(body, chunk)) {
            if (bytes + n > length) {
                throw S3Body.again("more came than the range that was asked for", null);
            }
            write(channel, ByteBuffer.wrap(chunk, 0, n), at + bytes);
            bytes += n;
        }
        if (bytes != length) {
            throw S3Body.again("the content ended after " + bytes + " of " + length + " bytes", null);
        }
        return bytes;
    }

    private void write(FileChannel channel, ByteBuffer chunk, long at) {
        try {
            long to = at;
            while (chunk.hasRemaining()) {
                to += channel.write(chunk, to);
            }
        } catch (IOException e) {
            throw S3Failure.disk(file, e);
        }
    }
}
