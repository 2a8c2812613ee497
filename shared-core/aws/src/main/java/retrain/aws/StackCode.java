package retrain.aws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import retrain.infra.Ids;
import retrain.infra.Plan;
import retrain.infra.S3Name;
import retrain.infra.SpecFiles;
import retrain.run.Digest;
import retrain.run.FileTree;

/**
 * The code of the functions, in archives with addresses made of their digests: what is there is not sent again, and a function is
 * changed only if its code is.
 */
final class StackCode implements AutoCloseable {
    /** The parameters of a template that are given their values here. */
    static final Set<String> PARAMETERS = Set.of(Ids.CODE_BUCKET, Ids.CODE_KEY, Ids.ENGINES_KEY);

    private static final String JAR = "lib/retrain-lambda.jar";

    private static final String SPEC = "spec/";

    /** 1980-01-01, the first day that a zip knows, in local time as a zip has it. */
    private static final LocalDateTime DAY_ONE = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Path folder;
    private final S3Name to;
    private final Packed function;
    private final Optional<Packed> engines;

    private record Packed(Path file, String key) {}

    private StackCode(Path folder, S3Name to, Packed function, Optional<Packed> engines) {
        this.folder = folder;
        this.to = to;
        this.function = function;
        this.engines = engines;
    }

    /**
     * Packs the code.
     *
     * @param withEngines whether there are functions that read rows
     */
    static StackCode pack(Plan plan, boolean withEngines) {
        LambdaArtifacts artifacts = new LambdaArtifacts(plan);
        return pack(plan, artifacts.code(), withEngines ? Optional.of(artifacts.engines()) : Optional.empty());
    }

    static StackCode pack(Plan plan, Path jar, Optional<Path> engines) {
        Map<String, Path> files = new TreeMap<>();
        files.put(JAR, jar);
        SpecFiles.of(plan).forEach((name, file) -> files.put(SPEC + name, file));
        try {
            Path folder = Files.createTempDirectory("retrain-code-");
            Path zip = folder.resolve("function.zip");
            zip(files, zip);
            S3Name to = plan.code();
            return new StackCode(
                    folder,
                    to,
                    packed(to, "functions/", zip),
                    engines.isPresent() ? Optional.of(packed(to, "layers/", engines.get())) : Optional.empty());
        } catch (IOException e) {
            throw S3Failure.disk(Path.of(System.getProperty("java.io.tmpdir")), e);
        }
    }

    private static Packed packed(S3Name to, String below, Path file) throws IOException {
        return new Packed(file, to.below(below + Digest.of(file).hex() + ".zip").key());
    }

    /** The same files give the same bytes, wherever and whenever. */
    private static void zip(Map<String, Path> files, Path zip) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (Map.Entry<String, Path> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTimeLocal(DAY_ONE);
                out.putNextEntry(entry);
                Files.copy(file.getValue(), out);
                out.closeEntry();
            }
        }
    }

    /** {@return the values of the template's parameters} */
    Map<String, String> parameters() {
        Map<String, String> values = new TreeMap<>();
        values.put(Ids.CODE_BUCKET, to.bucket());
        values.put(Ids.CODE_KEY, function.key());
        engines.ifPresent(e -> values.put(Ids.ENGINES_KEY, e.key()));
        return values;
    }

    /** {@return what was put where, for people} */
    List<String> upload(S3Transfer transfer) {
        List<String> lines = new ArrayList<>();
        lines.add(upload(transfer, "functions", function));
        engines.ifPresent(e -> lines.add(upload(transfer, "engines", e)));
        return lines;
    }

    private String upload(S3Transfer transfer, String what, Packed packed) {
        String address = new S3Name(to.bucket(), packed.key()).address();
        transfer.uploadUnlessThere(packed.file(), address);
        return String.format(
                Locale.ROOT,
                "the code of the %s is at %s (%,d bytes)",
                what,
                address,
                packed.file().toFile().length());
    }

    @Override
    public void close() {
        try {
            FileTree.remove(folder);
        } catch (IOException e) {
            throw S3Failure.disk(folder, e);
        }
    }
}
