package retrain.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.problem.RetrainException;
import retrain.run.Digest;
import retrain.run.RemoteFiles.RemoteFile;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.StorageClass;

/**
 * Moves whole files to and from S3: small ones by one request, large ones in parts, several at once, of which no more than a chunk is in memory.
 */
final class S3Transfer {
    /** A file that is larger is moved in parts of this size. */
    static final long PART = 32L << 20;

    private final S3Client s3;
    private final S3Files files;
    private final Optional<String> kmsKey;
    private final Optional<String> storageClass;
    private final long part;

    /** @param kmsKey what is written is encrypted with; absent: as the bucket says */
    S3Transfer(S3Client s3, Optional<String> kmsKey) {
        this(s3, kmsKey, Optional.empty(), PART);
    }

    /**
     * @param kmsKey what is written is encrypted with; absent: as the bucket says
     * @param storageClass of what is written; absent: as the bucket says
     * @param part the size in bytes from which on a file is moved in parts, and that of a part
     */
    S3Transfer(S3Client s3, Optional<String> kmsKey, Optional<String> storageClass, long part) {
        this.s3 = s3;
        this.files = new S3Files(s3, 1000);
        this.kmsKey = kmsKey;
        this.storageClass = storageClass;
        this.part = part;
    }

    /** Writes the object; S3 verifies its SHA-256, or that of each part. Throws as {@link S3Failure} says. */
    void upload(Path file, String address) {
        upload(file, address, Optional.empty());
    }

    /** Writes the object unless one of the file's length is there: for addresses that are made of a digest of the content. */
    void uploadUnlessThere(Path file, String address) {
        if (!size(address).equals(Optional.of(file.toFile().length()))) {
            upload(file, address);
        }
    }

    /**
     * Writes a file whose content is known.
     *
     * @param digest S3 refuses a file of one part that has another
     */
    void upload(Path file, String address, Optional<Digest> digest) {
        S3Address to = S3Address.of(address);
        try {
            long size = Files.size(file);
            if (size > part) {
                new S3Upload(s3, to, file, size, part).run(multipart());
            } else {
                s3.putObject(request(to, digest), RequestBody.fromFile(file));
            }
        } catch (SdkException e) {
            throw S3Failure.of(address, S3Place.PUT, e);
        } catch (IOException e) {
            throw S3Failure.disk(file, e);
        } catch (RetrainException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private CreateMultipartUploadRequest.Builder multipart() {
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder();
        kmsKey.ifPresent(key ->
                request.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(key));
        storageClass.map(StorageClass::fromValue).ifPresent(request::storageClass);
        return request;
    }

    private PutObjectRequest request(S3Address to, Optional<Digest> digest) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(to.bucket()).key(to.key());
        kmsKey.ifPresent(key ->
                request.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(key));
        storageClass.map(StorageClass::fromValue).ifPresent(request::storageClass);
        return digest.isPresent()
                ? request.checksumSHA256(S3Objects.base64(digest.get())).build()
                : request.checksumAlgorithm(ChecksumAlgorithm.SHA256).build();
    }

    /** {@return the object's size; empty if there is none} */
    Optional<Long> size(String address) {
        return files.find(address, Optional.empty()).map(RemoteFile::bytes);
    }

    /** Writes the object's content into the file, verified as far as S3 tells a checksum. */
    void download(String address, Path target) {
        S3Address from = S3Address.of(address);
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(from.bucket())
                .key(from.key())
                .checksumMode(ChecksumMode.ENABLED)
                .build();
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            GetObjectResponse got = s3.getObject(request, (response, body) -> begin(response, body, target));
            if (got.contentLength() > part) {
                new S3Download(s3, from, got, target).run(part);
            }
        } catch (SdkException e) {
            throw S3Failure.of(address, e);
        } catch (IOException e) {
            throw S3Failure.disk(target, e);
        } catch (RetrainException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first answer tells how large it is; one stream would be slow for much. */
    private GetObjectResponse begin(GetObjectResponse response, InputStream body, Path target) {
        if (response.contentLength() > part) {
            if (body instanceof AbortableInputStream stream) {
                stream.abort();
            }
            return response;
        }
        try (OutputStream out = Files.newOutputStream(target)) {
            S3Body.copy(response, body, out);
            return response;
        } catch (IOException e) {
            throw S3Failure.disk(target, e);
        }
    }

    /** {@return the addresses of the objects that begin so, sorted} */
    List<String> list(String prefix) {
        List<String> found = new ArrayList<>();
        files.list(prefix, Integer.MAX_VALUE).forEach(file -> found.add(file.address()));
        return found;
    }

    /** Removes the object, if there is one. */
    void delete(String address) {
        S3Address at = S3Address.of(address);
        try {
            s3.deleteObject(r -> r.bucket(at.bucket()).key(at.key()));
        } catch (SdkException e) {
            throw S3Failure.of(address, "s3:DeleteObject", e);
        }
    }
}
