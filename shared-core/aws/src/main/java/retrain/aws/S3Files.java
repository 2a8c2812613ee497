package retrain.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.run.RemoteFiles;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects in S3 and in what speaks its protocol. A list is a request for a thousand objects, all else a request an object. The tag is the
 * entity tag; versions are not listed, but told by the answer that brings the content.
 */
final class S3Files implements RemoteFiles {
    private static final int PAGE = 1000;

    private final S3Client s3;
    private final int page;

    /** @param page how many objects a list tells at once; at most a thousand */
    S3Files(S3Client s3, int page) {
        this.s3 = s3;
        this.page = page;
    }

    static S3Files open(S3Client s3) {
        return new S3Files(s3, PAGE);
    }

    @Override
    public List<RemoteFile> list(String prefix, int most) {
        S3Address address = S3Address.of(prefix);
        ListObjectsV2Request.Builder request = ListObjectsV2Request.builder()
                .bucket(address.bucket())
                .prefix(address.key())
                .encodingType(EncodingType.URL)
                .maxKeys(Math.min(page, most));
        List<RemoteFile> found = new ArrayList<>();
        try {
            @Nullable String next = null;
            do {
                ListObjectsV2Response page =
                        s3.listObjectsV2(request.continuationToken(next).build());
                for (S3Object object : page.contents()) {
                    found.add(file(address.bucket(), object));
                }
                next = page.nextContinuationToken();
            } while (next != null && found.size() < most);
        } catch (SdkException | IllegalArgumentException e) {
            throw S3Failure.of(address.toString(), e);
        }
        return List.copyOf(found.subList(0, Math.min(most, found.size())));
    }

    private static RemoteFile file(String bucket, S3Object object) {
        return new RemoteFile(
                new S3Address(bucket, object.key()).toString(), object.size(), Optional.empty(), tag(object.eTag()));
    }

    private static String tag(@Nullable String tag) {
        return tag == null ? "" : tag.replace("\"", "");
    }

    /** Asked for by the first byte: the answer to a question without a body (HEAD) could not say what is wrong. */
    @Override
    public Optional<RemoteFile> find(String address, Optional<String> version) {
        GetObjectRequest request = request(address, version).range("bytes=0-0").build();
        try {
            GetObjectResponse found =
                    s3.getObject(request, ResponseTransformer.toBytes()).response();
            return Optional.of(file(address, version, found, total(found)));
        } catch (S3Exception e) {
            String code = S3Failure.code(e);
            if (code.equals("InvalidRange")) {
                return Optional.of(new RemoteFile(address, 0, version, ""));
            }
            if (code.equals("NoSuchKey")) {
                return Optional.empty();
            }
            throw S3Failure.of(shown(address, version), e);
        } catch (SdkException | IllegalArgumentException e) {
            throw S3Failure.of(shown(address, version), e);
        }
    }

    private static GetObjectRequest.Builder request(String address, Optional<String> version) {
        S3Address object = S3Address.of(address);
        return GetObjectRequest.builder()
                .bucket(object.bucket())
                .key(object.key())
                .versionId(version.orElse(null));
    }

    private static String shown(String address, Optional<String> version) {
        return version.map(v -> address + "?versionId=" + v).orElse(address);
    }

    /** {@return what follows the slash of {@code bytes 0-0/123}; a server that knows no ranges gives the whole} */
    private static long total(GetObjectResponse found) {
        String range = found.contentRange();
        return range == null ? found.contentLength() : Long.parseLong(range.substring(range.indexOf('/') + 1));
    }

    private static RemoteFile file(String address, Optional<String> version, GetObjectResponse is, long bytes) {
        Optional<String> told = Optional.ofNullable(is.versionId()).filter(v -> !v.equals("null"));
        return new RemoteFile(address, bytes, told.isPresent() ? told : version, tag(is.eTag()));
    }

    @Override
    public RemoteFile fetch(RemoteFile file, Path target) {
        // Without this word the SDK asks for no checksum, though its setting is "when supported".
        GetObjectRequest.Builder request =
                request(file.address(), file.version()).checksumMode(ChecksumMode.ENABLED);
        if (file.version().isEmpty() && !file.tag().isEmpty()) {
            request.ifMatch("\"" + file.tag() + "\"");
        }
        try {
            GetObjectResponse got = s3.getObject(request.build(), (response, body) -> write(response, body, target));
            return file(file.address(), file.version(), got, Files.size(target));
        } catch (SdkException | IllegalArgumentException e) {
            throw S3Failure.of(shown(file.address(), file.version()), e);
        } catch (IOException e) {
            throw S3Failure.disk(target, e);
        }
    }

    private static GetObjectResponse write(GetObjectResponse response, InputStream body, Path target) {
        try (OutputStream out = Files.newOutputStream(target)) {
            S3Body.copy(response, body, out);
            return response;
        } catch (IOException e) {
            throw S3Failure.disk(target, e);
        }
    }
}
