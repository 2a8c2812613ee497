package retrain.aws;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import retrain.cost.Left;
import retrain.cost.Left.Kind;
import retrain.spec.Spec;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * What jobs have left in S3: their files in {@code aws.work}, and uploads there and in the store that never ended. The archives and programs
 * that a model is served from, {@code models/<digest>} and {@code code/<digest>}, are not looked at; all else is in the store by
 * now, or is written again by who needs it.
 */
final class WorkLeavings {
    /** A folder of jobs' files each. */
    private static final List<String> FOLDERS =
            List.of("channels/", "checkpoints/", "prepare/", "sources/", "transform/", "models/");

    /** Of an archive that is served; the folders that SageMaker makes in {@code models} have the names of jobs. */
    private static final String SERVED = "models/[0-9a-f]{64}/";

    private static final String BETWEEN = " begun as ";

    private final S3Client s3;
    private final Optional<S3Address> work;
    private final Set<S3Address> places = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));

    WorkLeavings(S3Client s3, Spec spec) {
        this.s3 = s3;
        this.work = WorkFolder.find(spec).map(address -> S3Address.of(address).folder());
        work.ifPresent(places::add);
        if (spec.storesInS3()) {
            places.add(S3Address.of(spec.store()).folder());
        }
    }

    /** What is old as a whole: a folder with a young file is somebody's. */
    List<Left> find(Instant before, boolean quiet) {
        List<Left> found = new ArrayList<>();
        Set<String> told = new TreeSet<>();
        for (S3Address place : places) {
            for (MultipartUpload upload : uploads(place)) {
                String name = new S3Address(place.bucket(), upload.key()) + BETWEEN + upload.uploadId();
                if (upload.initiated().isBefore(before) && told.add(name)) {
                    found.add(Left.free(Kind.UPLOAD, name, upload.initiated()));
                }
            }
        }
        if (quiet && work.isPresent()) {
            for (String folder : FOLDERS) {
                files(work.get().at(folder), before, found);
            }
        }
        return found;
    }

    private List<MultipartUpload> uploads(S3Address place) {
        try {
            return s3
                    .listMultipartUploadsPaginator(r -> r.bucket(place.bucket()).prefix(place.key()))
                    .uploads()
                    .stream()
                    .toList();
        } catch (SdkException e) {
            throw S3Failure.of(place.toString(), e);
        }
    }

    private record Folder(long bytes, Instant newest) {
        private Folder and(S3Object object) {
            Instant modified = object.lastModified();
            return new Folder(bytes + object.size(), modified.isAfter(newest) ? modified : newest);
        }
    }

    private void files(S3Address folder, Instant before, List<Left> found) {
        Map<String, Folder> folders = new TreeMap<>();
        for (S3Object object : objects(folder)) {
            String rest = object.key().substring(folder.key().length());
            int slash = rest.indexOf('/');
            String name =
                    folder.at(slash < 0 ? rest : rest.substring(0, slash + 1)).toString();
            folders.merge(name, new Folder(0, Instant.MIN).and(object), (was, is) -> was.and(object));
        }
        folders.forEach((name, is) -> {
            if (is.newest().isBefore(before) && !isServed(name)) {
                found.add(Left.files(Kind.FILES, name, is.newest(), is.bytes()));
            }
        });
    }

    private boolean isServed(String name) {
        return name.substring(work.orElseThrow().toString().length()).matches(SERVED);
    }

    private List<S3Object> objects(S3Address folder) {
        try {
            return s3.listObjectsV2Paginator(r -> r.bucket(folder.bucket()).prefix(folder.key())).contents().stream()
                    .toList();
        } catch (SdkException e) {
            throw S3Failure.of(folder.toString(), e);
        }
    }

    void remove(Left left) {
        if (left.kind() == Kind.UPLOAD) {
            abort(left.name());
            return;
        }
        S3Address at = S3Address.of(left.name());
        for (S3Object object : objects(at)) {
            // Somebody may have written anew what was old when it was found.
            if (!object.lastModified().isAfter(left.since())) {
                delete(new S3Address(at.bucket(), object.key()));
            }
        }
    }

    private void delete(S3Address at) {
        try {
            s3.deleteObject(r -> r.bucket(at.bucket()).key(at.key()));
        } catch (SdkException e) {
            throw S3Failure.of(at.toString(), e);
        }
    }

    private void abort(String name) {
        int between = name.lastIndexOf(BETWEEN);
        S3Address at = S3Address.of(name.substring(0, between));
        String id = name.substring(between + BETWEEN.length());
        try {
            s3.abortMultipartUpload(r -> r.bucket(at.bucket()).key(at.key()).uploadId(id));
        } catch (SdkException e) {
            if (!AwsFailure.code(e).equals("NoSuchUpload")) {
                throw S3Failure.of(at.toString(), e);
            }
        }
    }
}
