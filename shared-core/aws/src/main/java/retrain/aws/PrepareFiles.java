package retrain.aws;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import retrain.data.Part;
import retrain.data.Preparer;
import retrain.data.SourceFormat;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.run.Digest;

/**
 * The files of a preparation that works in AWS. Its sources are in S3 already, or are brought there under their digests, once; its rows are
 * brought back.
 */
final class PrepareFiles {
    private final Preparer.Work work;
    private final String where;
    private final S3Transfer s3;
    private final String place;

    /** @param where the key of the spec that the rows are made by */
    PrepareFiles(Preparer.Work work, String where, S3Transfer s3) {
        this.work = work;
        this.where = where;
        this.s3 = s3;
        this.place = WorkFolder.of(work.spec());
    }

    /** {@return the address of a folder of this job's own, with a slash at the end} */
    String folder() {
        return place + "/prepare/" + work.job() + "/";
    }

    /** {@return the addresses of each source's files; those that are here are brought there} */
    Map<String, List<String>> sources() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (Map.Entry<String, List<Path>> source : work.files().entrySet()) {
            List<String> addresses = new ArrayList<>(work.elsewhere().getOrDefault(source.getKey(), List.of()));
            Set<String> there = new HashSet<>(addresses);
            List<Part> here = work.parts().stream()
                    .filter(p -> p.source().equals(source.getKey()) && !there.contains(p.name()))
                    .toList();
            for (int i = 0; i < here.size(); i++) {
                Path file = source.getValue().get(i);
                addresses.add(keep("sources", here.get(i).digest(), file, partition(file) + file.getFileName()));
            }
            all.put(source.getKey(), addresses);
        }
        return all;
    }

    /** {@return the end of the file's folder that tells the columns of its partition: {@code year=2013/}} */
    private static String partition(Path file) {
        Path folder = file.getParent();
        if (folder == null || folder.getFileName() == null) {
            return "";
        }
        String name = folder.getFileName().toString();
        return name.contains("=") ? partition(folder) + name + "/" : "";
    }

    /** {@return the address of a text, under its digest} */
    String keep(String folder, String name, byte[] content) {
        try {
            Path file = work.scratch().resolve("aws").resolve(name);
            Files.createDirectories(file.getParent());
            return keep(folder, Digest.of(content), Files.write(file, content), name);
        } catch (IOException e) {
            throw S3Failure.disk(work.scratch(), e);
        }
    }

    /** {@return the address of a file, under its digest; written only if it is not there in its length} */
    private String keep(String folder, Digest digest, Path file, String name) {
        String address = place + "/" + folder + "/" + digest.hex() + "/" + name;
        s3.uploadUnlessThere(file, address);
        return address;
    }

    /**
     * {@return the address of a folder, under the digest of all its files, with a slash at the end}
     *
     * @param names of the files, relative to the spec's folder
     */
    String keepAll(String folder, List<String> names) {
        try {
            StringBuilder contents = new StringBuilder();
            for (String name : names) {
                contents.append(name)
                        .append(' ')
                        .append(Digest.of(work.base().resolve(name)))
                        .append('\n');
            }
            String into =
                    place + "/" + folder + "/" + Digest.of(contents.toString()).hex() + "/";
            for (String name : names) {
                s3.upload(
                        work.base().resolve(name),
                        into + name.replaceAll("(^|/)\\.\\.?(?=/)", "").replaceFirst("^/+", ""));
            }
            return into;
        } catch (IOException e) {
            throw S3Failure.disk(work.base(), e);
        }
    }

    /** Writes a small text. */
    void write(String address, byte[] content) {
        try {
            Path file = work.scratch().resolve("aws").resolve("written");
            Files.createDirectories(file.getParent());
            s3.upload(Files.write(file, content), address);
        } catch (IOException e) {
            throw S3Failure.disk(work.scratch(), e);
        }
    }

    /** {@return the content of a small text in S3, if it is there} */
    Optional<String> read(String address) {
        if (s3.size(address).isEmpty()) {
            return Optional.empty();
        }
        try {
            Path copy = work.scratch().resolve("aws").resolve("read");
            s3.download(address, copy);
            return Optional.of(Files.readString(copy, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw S3Failure.disk(work.scratch(), e);
        }
    }

    /** {@return the files of rows below an address, brought here, sorted} */
    List<Path> rowsBelow(String folder) {
        List<String> there = s3.list(folder);
        List<String> rows = there.stream()
                .filter(a -> isVisible(a.substring(folder.length())))
                .filter(a -> format(a).isPresent())
                .toList();
        if (rows.isEmpty()) {
            throw new InvalidInput(
                    Code.DATA_MISSING,
                    where,
                    "wrote no csv or parquet file to " + folder + (there.isEmpty() ? "" : ", but " + shown(there)),
                    "Write the rows there, as .csv or as .parquet");
        }
        return rows(rows);
    }

    private static List<String> shown(List<String> addresses) {
        return addresses.subList(0, Math.min(5, addresses.size()));
    }

    /** {@return the files, brought here, in their order} */
    List<Path> rows(List<String> addresses) {
        TreeSet<SourceFormat> formats = new TreeSet<>();
        List<Path> files = new ArrayList<>();
        for (String address : addresses) {
            SourceFormat format = format(address)
                    .orElseThrow(() -> new InvalidInput(
                            Code.DATA_MISSING,
                            where,
                            "wrote " + address + ", which is neither csv nor parquet",
                            "Write the rows as .csv or as .parquet"));
            formats.add(format);
        }
        if (formats.size() > 1) {
            throw new InvalidInput(
                    Code.DATA_MISSING, where, "wrote both csv and parquet files", "Write one of both formats");
        }
        for (String address : addresses) {
            String name = address.substring(address.lastIndexOf('/') + 1);
            Path file = work.scratch().resolve("output/" + files.size()).resolve(name);
            s3.download(address, file);
            files.add(file);
        }
        return files;
    }

    private static Optional<SourceFormat> format(String address) {
        return SourceFormat.of(Path.of(address.substring(address.lastIndexOf('/') + 1)))
                .filter(f -> f != SourceFormat.JSON);
    }

    private static boolean isVisible(String path) {
        for (String step : path.split("/", -1)) {
            if (step.startsWith(".") || step.startsWith("_")) {
                return false;
            }
        }
        return true;
    }
}
