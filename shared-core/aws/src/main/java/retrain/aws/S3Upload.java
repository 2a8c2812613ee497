package retrain.aws;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** A file that is uploaded in parts, several at once; S3 verifies the SHA-256 of each. One that fails leaves nothing behind. */
final class S3Upload {
    private static final int MOST_PARTS = 10_000;

    private final S3Client s3;
    private final S3Address to;
    private final Path file;
    private final long size;
    private final long part;

    /** @param part the least size of a part, in bytes */
    S3Upload(S3Client s3, S3Address to, Path file, long size, long part) {
        this.s3 = s3;
        this.to = to;
        this.file = file;
        this.size = size;
        this.part = Math.max(part, (size + MOST_PARTS - 1) / MOST_PARTS);
    }

    /** @param request says how the object is kept */
    void run(CreateMultipartUploadRequest.Builder request) throws Exception {
        String id = s3.createMultipartUpload(request.bucket(to.bucket())
                        .key(to.key())
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                        .build())
                .uploadId();
        try {
            List<Callable<CompletedPart>> parts = new ArrayList<>();
            for (int i = 0; i * part < size; i++) {
                int number = i + 1;
                parts.add(() -> part(id, number));
            }
            List<CompletedPart> done = S3Parallel.all(to.toString(), parts);
            complete(id, done);
        } catch (Exception e) {
            abort(id, e);
            throw e;
        }
    }

    private CompletedPart part(String id, int number) {
        long from = (number - 1) * part;
        long length = Math.min(part, size - from);
        UploadPartResponse uploaded = s3.uploadPart(
                r -> r.bucket(to.bucket())
                        .key(to.key())
                        .uploadId(id)
                        .partNumber(number)
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                RequestBody.fromContentProvider(() -> open(from, length), length, "application/octet-stream"));
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(uploaded.eTag())
                .checksumSHA256(uploaded.checksumSHA256())
                .build();
    }

    /** Read from the disk anew for each try. */
    private InputStream open(long from, long length) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            channel.position(from);
            return new S3Section(Channels.newInputStream(channel), length);
        } catch (IOException e) {
            throw S3Failure.disk(file, e);
        }
    }

    private void complete(String id, List<CompletedPart> parts) {
        s3.completeMultipartUpload(
                r -> r.bucket(to.bucket()).key(to.key()).uploadId(id).multipartUpload(u -> u.parts(parts)));
    }

    /** What cannot be taken away now is found by 'clean', or by the bucket's own rule. */
    private void abort(String id, Exception cause) {
        boolean interrupted = Thread.interrupted();
        try {
            s3.abortMultipartUpload(r -> r.bucket(to.bucket()).key(to.key()).uploadId(id));
        } catch (SdkException e) {
            cause.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
