package retrain.aws;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import retrain.data.SourceFormat;
import retrain.run.RemoteFiles;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GetPartitionsResponse;

/**
 * The files of a table of the Glue Data Catalog: {@code glue://database/table}, or only those of the partitions that a condition in the
 * catalog's words chooses: {@code glue://database/table?year='2013'}. They are told by their addresses in S3.
 */
final class CatalogFiles implements RemoteFiles {
    static final String SCHEME = "glue://";

    /** So many folders are listed one by one; more are found in a list of the whole table. */
    private static final int FEW = 8;

    private final GlueClient glue;
    private final S3Files s3;

    CatalogFiles(GlueClient glue, S3Files s3) {
        this.glue = glue;
        this.s3 = s3;
    }

    static CatalogFiles open(AwsClients clients) {
        return new CatalogFiles(clients.of(GlueClient.builder()), S3Files.open(clients.s3()));
    }

    @Override
    public List<RemoteFile> list(String address, int most) {
        int question = address.indexOf('?');
        String name = question < 0 ? address : address.substring(0, question);
        String[] steps = name.substring(SCHEME.length()).split("/", 2);
        CatalogTable table = CatalogTable.of(
                name,
                AwsFailure.call(
                                name,
                                "glue:GetTable",
                                () -> glue.getTable(
                                        r -> r.databaseName(steps[0]).name(steps[1])))
                        .table());
        Map<String, String> folders = table.keys().isEmpty()
                ? Map.of(table.location(), "")
                : partitions(table, steps, question < 0 ? "" : address.substring(question + 1));
        List<RemoteFile> files = new ArrayList<>();
        for (RemoteFile file : listed(table, folders)) {
            as(table, folders, file).ifPresent(files::add);
        }
        return files.subList(0, Math.min(most, files.size()));
    }

    /** {@return the folders of the partitions and the paths that tell their values: {@code year=2013/month=01/}} */
    private Map<String, String> partitions(CatalogTable table, String[] steps, String condition) {
        Map<String, String> folders = new LinkedHashMap<>();
        @Nullable String next = null;
        do {
            String token = next;
            GetPartitionsResponse page = AwsFailure.call(
                    table.address(),
                    "glue:GetPartitions",
                    () -> glue.getPartitions(r -> r.databaseName(steps[0])
                            .tableName(steps[1])
                            .expression(condition.isEmpty() ? null : condition)
                            .excludeColumnSchema(true)
                            .nextToken(token)));
            page.partitions()
                    .forEach(p -> folders.put(
                            CatalogTable.folder(p.storageDescriptor().location()), path(table.keys(), p.values())));
            next = page.nextToken();
        } while (next != null && !next.isEmpty());
        return folders;
    }

    private static String path(List<String> keys, List<String> values) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < keys.size(); i++) {
            path.append(keys.get(i)).append('=').append(escaped(values.get(i))).append('/');
        }
        return path.toString();
    }

    /** As Hive does, and engines undo. */
    private static String escaped(String value) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-_. ".indexOf(c) >= 0);
            escaped.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return escaped.toString();
    }

    private List<RemoteFile> listed(CatalogTable table, Map<String, String> folders) {
        boolean within = folders.keySet().stream().allMatch(f -> f.startsWith(table.location()));
        if (within && folders.size() > FEW) {
            return s3.list(table.location(), Integer.MAX_VALUE);
        }
        List<RemoteFile> files = new ArrayList<>();
        folders.keySet().forEach(folder -> files.addAll(s3.list(folder, Integer.MAX_VALUE)));
        return files;
    }

    /** {@return the file with the path that tells its partition and format; empty if it is none of the table's} */
    private static Optional<RemoteFile> as(CatalogTable table, Map<String, String> folders, RemoteFile file) {
        String folder = file.address();
        do {
            folder = folder.substring(0, folder.lastIndexOf('/', folder.length() - 2) + 1);
        } while (!folders.containsKey(folder) && folder.length() > SCHEME.length());
        @Nullable String partition = folders.get(folder);
        String name = file.address().substring(folder.length());
        boolean hidden = name.startsWith("_") || name.startsWith(".") || name.contains("/_") || name.contains("/.");
        if (partition == null || hidden || name.endsWith("_$folder$") || file.bytes() == 0) {
            return Optional.empty();
        }
        return Optional.of(new RemoteFile(
                file.address(),
                file.bytes(),
                file.version(),
                file.tag(),
                Optional.of(partition + named(table, name.replace('/', '-')))));
    }

    /** Many that write tables give their files no ending. */
    private static String named(CatalogTable table, String name) {
        if (SourceFormat.of(Path.of(name)).isPresent()) {
            return name;
        }
        return name.endsWith(".gz")
                ? name.substring(0, name.length() - ".gz".length()) + table.end() + ".gz"
                : name + table.end();
    }

    @Override
    public Optional<RemoteFile> find(String address, Optional<String> version) {
        return s3.find(address, version);
    }

    @Override
    public RemoteFile fetch(RemoteFile file, Path target) {
        return s3.fetch(file, target);
    }
}
