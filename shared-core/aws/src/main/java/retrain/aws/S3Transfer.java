package retrain.aws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.run.RemoteFiles.RemoteFile;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Moves whole files to and from S3. */
final class S3Transfer {
    private final S3Client s3;
    private final S3Files files;
    private final Optional<String> kmsKey;

    /** @param kmsKey what is written is encrypted with; absent: as the bucket says */
    S3Transfer(S3Client s3, Optional<String> kmsKey) {
        this.s3 = s3;
        this.files = new S3Files(s3, 1000);
        this.kmsKey = kmsKey;
    }

    /** Writes the object; S3 verifies its SHA-256. Throws as {@link S3Failure} says. */
    void upload(Path file, String address) {
        S3Address to = S3Address.of(address);
        try {
            s3.putObject(
                    r -> {
                        r.bucket(to.bucket()).key(to.key()).checksumAlgorithm(ChecksumAlgorithm.SHA256);
                        kmsKey.ifPresent(key -> r.serverSideEncryption(ServerSideEncryption.AWS_KMS)
                                .ssekmsKeyId(key));
                    },
                    RequestBody.fromFile(file));
        } catch (SdkException e) {
            throw S3Failure.of(address, e);
        }
    }

    /** {@return the object's size; empty if there is none} */
    Optional<Long> size(String address) {
        return files.find(address, Optional.empty()).map(RemoteFile::bytes);
    }

    /** Writes the object's content into the file, verified as far as S3 tells a checksum. */
    void download(String address, Path target) {
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw S3Failure.disk(target, e);
        }
        files.fetch(new RemoteFile(address, 0, Optional.empty(), ""), target);
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
            throw S3Failure.of(address, e);
        }
    }
}
