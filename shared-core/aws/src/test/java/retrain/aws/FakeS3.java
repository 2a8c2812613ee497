package retrain.aws;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import retrain.aws.AwsServer.Refused;
import retrain.aws.AwsServer.Reply;

/**
 * As much of S3 as Retrain uses, in memory: conditional writes that are atomic, pages, ranges, multipart, SHA-256 that is verified. A
 * contract test holds it against servers of others.
 */
public final class FakeS3 {
    private static final String SHA256 = "x-amz-checksum-sha256";

    /** What S3 answers for a setting that a bucket has not. */
    private static final Map<String, String> ABSENT = Map.of(
            "encryption", "ServerSideEncryptionConfigurationNotFoundError",
            "publicAccessBlock", "NoSuchPublicAccessBlockConfiguration",
            "versioning", "");

    /** XML by {@code bucket?setting}: encryption, publicAccessBlock, versioning. */
    final Map<String, String> settings = new ConcurrentHashMap<>();

    private final ConcurrentSkipListMap<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final Map<String, Upload> uploads = new LinkedHashMap<>();
    private final Set<String> marks = new ConcurrentSkipListSet<>();
    private final Set<String> removed = new ConcurrentSkipListSet<>();
    private final AtomicInteger ids = new AtomicInteger();

    /** By which objects are as old as they are. */
    volatile Clock clock = Clock.tick(Clock.systemUTC(), Duration.ofMillis(1));

    /** What is refused, by the method, bucket and key: {@code PUT b/k}. */
    volatile Function<String, Optional<Refused>> refuses = request -> Optional.empty();

    /** How many objects a list tells at once. */
    volatile int page = 1000;

    @SuppressWarnings("ArrayRecordComponent") // not compared
    private record Stored(byte[] content, String tag, String sha256, Map<String, String> headers, Instant modified) {}

    /** What was begun to be uploaded in parts. */
    private record Upload(String key, Map<String, String> headers, Instant begun, TreeMap<Integer, byte[]> parts) {}

    /** Puts an object there without a request. */
    public void put(String bucket, String key, byte[] content) {
        objects.put(bucket + "/" + key, stored(content, Map.of(), 0));
    }

    /** {@return an object's content without a request; empty if there is none} */
    public Optional<byte[]> get(String bucket, String key) {
        return Optional.ofNullable(objects.get(bucket + "/" + key)).map(Stored::content);
    }

    /** {@return the keys of a bucket that begin so} */
    public java.util.List<String> keys(String bucket, String prefix) {
        return objects.tailMap(bucket + "/" + prefix).keySet().stream()
                .takeWhile(k -> k.startsWith(bucket + "/" + prefix))
                .map(k -> k.substring(bucket.length() + 1))
                .toList();
    }

    /** {@return how an object is kept: its encryption, storage class and metadata, as headers} */
    Map<String, String> headers(String bucket, String key) {
        return Optional.ofNullable(objects.get(bucket + "/" + key))
                .map(Stored::headers)
                .orElseThrow();
    }

    void delete(String bucket, String key) {
        objects.remove(bucket + "/" + key);
    }

    Reply answer(String method, URI uri, Map<String, String> headers, byte[] raw) {
        Map<String, String> query = query(uri.getRawQuery());
        String path = uri.getPath().substring(1);
        int slash = path.indexOf('/');
        String bucket = slash < 0 ? path : path.substring(0, slash);
        String key = slash < 0 ? "" : path.substring(slash + 1);
        byte[] body = decoded(headers, raw);
        Optional<Refused> refused = refuses.apply(method + " " + path);
        if (refused.isPresent()) {
            throw refused.get();
        }
        if (key.isEmpty()) {
            return bucket(method, bucket, query, body);
        }
        return switch (method) {
            case "GET", "HEAD" -> read(bucket + "/" + key, headers);
            case "PUT" ->
                query.containsKey("uploadId") ? part(query, headers, body) : write(bucket + "/" + key, headers, body);
            case "POST" ->
                query.containsKey("uploads")
                        ? begin(bucket, key, headers)
                        : complete(bucket, key, query, headers, body);
            case "DELETE" -> {
                if (query.containsKey("uploadId")) {
                    synchronized (uploads) {
                        uploads.remove(query.get("uploadId"));
                    }
                } else {
                    objects.remove(bucket + "/" + key);
                }
                yield new Reply(204, "text/plain", new byte[0], Map.of());
            }
            default -> throw new Refused(405, "MethodNotAllowed", method);
        };
    }

    /** A version of a key that says that it is deleted. */
    void mark(String bucket, String key) {
        marks.add(bucket + "/" + key);
    }

    /** {@return whether the bucket was removed} */
    boolean isRemoved(String bucket) {
        return removed.contains(bucket);
    }

    private Reply versions(String bucket, Map<String, String> query) {
        String after = query.getOrDefault("key-marker", "");
        List<String> all = new ArrayList<>();
        keys(bucket, "").forEach(k -> all.add("<Version><Key>" + k + "</Key><VersionId>v</VersionId></Version>"));
        marks.stream()
                .filter(m -> m.startsWith(bucket + "/"))
                .map(m -> m.substring(bucket.length() + 1))
                .forEach(k -> all.add("<DeleteMarker><Key>" + k + "</Key><VersionId>m</VersionId></DeleteMarker>"));
        List<String> rest = all.stream()
                .filter(x -> key(x).compareTo(after) > 0)
                .sorted((a, b) -> key(a).compareTo(key(b)))
                .toList();
        boolean more = rest.size() > page;
        List<String> now = more ? rest.subList(0, page) : rest;
        return xml("<ListVersionsResult><Name>" + bucket + "</Name><EncodingType>url</EncodingType><IsTruncated>" + more
                + "</IsTruncated>"
                + (more ? "<NextKeyMarker>" + key(now.get(page - 1)) + "</NextKeyMarker>" : "") + String.join("", now)
                + "</ListVersionsResult>");
    }

    private static String key(String xml) {
        return xml.replaceAll(".*<Key>|</Key>.*", "");
    }

    private Reply remove(String bucket) {
        if (!keys(bucket, "").isEmpty() || marks.stream().anyMatch(m -> m.startsWith(bucket + "/"))) {
            throw new Refused(409, "BucketNotEmpty", "The bucket you tried to delete is not empty");
        }
        removed.add(bucket);
        return new Reply(204, "text/plain", new byte[0], Map.of());
    }

    private Reply bucket(String method, String bucket, Map<String, String> query, byte[] body) {
        if (removed.contains(bucket)) {
            throw new Refused(404, "NoSuchBucket", "The specified bucket does not exist");
        }
        if (method.equals("GET") && query.containsKey("versions")) {
            return versions(bucket, query);
        }
        if (method.equals("DELETE")) {
            return remove(bucket);
        }
        if (method.equals("GET") && query.containsKey("list-type")) {
            return list(bucket, query);
        }
        for (Map.Entry<String, String> absent : ABSENT.entrySet()) {
            if (method.equals("GET") && query.containsKey(absent.getKey())) {
                String setting = settings.get(bucket + "?" + absent.getKey());
                if (setting == null && !absent.getValue().isEmpty()) {
                    throw new Refused(404, absent.getValue(), "The configuration was not found");
                }
                return xml(setting == null ? "<VersioningConfiguration/>" : setting);
            }
        }
        if (method.equals("GET") && query.containsKey("uploads")) {
            return listUploads(bucket, query.getOrDefault("prefix", ""));
        }
        if (method.equals("POST") && query.containsKey("delete")) {
            String xml = new String(body, StandardCharsets.UTF_8);
            java.util.regex.Matcher keys =
                    java.util.regex.Pattern.compile("<Key>([^<]*)</Key>").matcher(xml);
            while (keys.find()) {
                objects.remove(bucket + "/" + keys.group(1));
                marks.remove(bucket + "/" + keys.group(1));
            }
            return xml("<DeleteResult/>");
        }
        return method.equals("PUT") || method.equals("HEAD")
                ? new Reply(200, "text/plain", new byte[0], Map.of())
                : notBuilt(method + " " + bucket + query);
    }

    private static Reply notBuilt(String what) {
        throw new Refused(501, "NotImplemented", what);
    }

    private Reply list(String bucket, Map<String, String> query) {
        String prefix = bucket + "/" + query.getOrDefault("prefix", "");
        String after = query.getOrDefault("continuation-token", bucket + "/" + query.getOrDefault("start-after", ""));
        int most = Math.min(page, Integer.parseInt(query.getOrDefault("max-keys", "1000")));
        StringBuilder contents = new StringBuilder();
        int count = 0;
        String last = "";
        boolean more = false;
        for (Map.Entry<String, Stored> entry : objects.tailMap(prefix).entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            if (entry.getKey().compareTo(after) <= 0) {
                continue;
            }
            if (count == most) {
                more = true;
                break;
            }
            last = entry.getKey();
            count++;
            contents.append("<Contents><Key>")
                    .append(URLEncoder.encode(last.substring(bucket.length() + 1), StandardCharsets.UTF_8)
                            .replace("%2F", "/"))
                    .append("</Key><LastModified>")
                    .append(entry.getValue().modified())
                    .append("</LastModified><ETag>&quot;")
                    .append(entry.getValue().tag())
                    .append("&quot;</ETag><Size>")
                    .append(entry.getValue().content().length)
                    .append("</Size><StorageClass>STANDARD</StorageClass></Contents>");
        }
        return xml("<ListBucketResult><Name>" + bucket + "</Name><EncodingType>url</EncodingType><KeyCount>" + count
                + "</KeyCount><IsTruncated>" + more + "</IsTruncated>"
                + (more ? "<NextContinuationToken>" + last + "</NextContinuationToken>" : "") + contents
                + "</ListBucketResult>");
    }

    private Reply read(String name, Map<String, String> headers) {
        Stored is = objects.get(name);
        if (is == null) {
            throw new Refused(404, "NoSuchKey", "The specified key does not exist.");
        }
        String match = headers.get("if-match");
        if (match != null && !match.replace("\"", "").equals(is.tag())) {
            throw new Refused(
                    412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
        }
        Map<String, String> told = new LinkedHashMap<>(is.headers());
        told.put("ETag", "\"" + is.tag() + "\"");
        told.put(
                "Last-Modified",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(is.modified().atOffset(ZoneOffset.UTC)));
        told.put("Accept-Ranges", "bytes");
        String range = headers.get("range");
        if (range == null) {
            if (headers.containsKey("x-amz-checksum-mode") && !is.sha256().isEmpty()) {
                told.put(SHA256, is.sha256());
            }
            return new Reply(200, "binary/octet-stream", is.content(), told);
        }
        String[] ends = range.replace("bytes=", "").split("-", -1);
        int from = Integer.parseInt(ends[0]);
        if (from >= is.content().length) {
            throw new Refused(416, "InvalidRange", "The requested range is not satisfiable");
        }
        int to = Math.min(is.content().length - 1, ends[1].isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(ends[1]));
        told.put("Content-Range", "bytes " + from + "-" + to + "/" + is.content().length);
        return new Reply(206, "binary/octet-stream", Arrays.copyOfRange(is.content(), from, to + 1), told);
    }

    private Reply write(String name, Map<String, String> headers, byte[] body) {
        String source = headers.get("x-amz-copy-source");
        byte[] content = body;
        if (source != null) {
            Stored from = objects.get(
                    URLDecoder.decode(source, StandardCharsets.UTF_8).replaceFirst("^/", ""));
            if (from == null) {
                throw new Refused(404, "NoSuchKey", "The specified key does not exist.");
            }
            content = from.content();
        }
        verify(headers, content);
        Stored stored = store(name, headers, content, 0);
        if (source != null) {
            return xml("<CopyObjectResult><ETag>&quot;" + stored.tag() + "&quot;</ETag></CopyObjectResult>");
        }
        return new Reply(200, "text/plain", new byte[0], Map.of("ETag", "\"" + stored.tag() + "\""));
    }

    /** In one step, as S3 does it. */
    private synchronized Stored store(String name, Map<String, String> headers, byte[] content, int parts) {
        Stored there = objects.get(name);
        String match = headers.get("if-match");
        if (match != null && there == null) {
            throw new Refused(404, "NoSuchKey", "The specified key does not exist.");
        }
        boolean exists = "*".equals(headers.get("if-none-match")) && there != null;
        boolean other =
                match != null && there != null && !match.replace("\"", "").equals(there.tag());
        if (exists || other) {
            throw new Refused(
                    412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
        }
        Stored stored = stored(content, headers, parts);
        objects.put(name, stored);
        return stored;
    }

    /** @param parts in how many it came; 0 if it came as a whole */
    private Stored stored(byte[] content, Map<String, String> headers, int parts) {
        Map<String, String> kept = new LinkedHashMap<>();
        headers.forEach((k, v) -> {
            if (k.startsWith("x-amz-meta-")
                    || k.startsWith("x-amz-server-side-encryption")
                    || k.equals("x-amz-storage-class")) {
                kept.put(k, v);
            }
        });
        String md5 = HexFormat.of().formatHex(digest("MD5", content));
        return new Stored(
                content,
                parts > 0 ? md5 + "-" + parts : md5,
                parts > 0 ? "" : Base64.getEncoder().encodeToString(digest("SHA-256", content)),
                kept,
                clock.instant());
    }

    private static void verify(Map<String, String> headers, byte[] content) {
        String told = headers.get(SHA256);
        if (told != null && !told.equals(Base64.getEncoder().encodeToString(digest("SHA-256", content)))) {
            throw new Refused(400, "BadDigest", "The SHA256 you specified did not match the calculated checksum.");
        }
    }

    private Reply begin(String bucket, String key, Map<String, String> headers) {
        String id = "u-" + ids.incrementAndGet();
        synchronized (uploads) {
            uploads.put(id, new Upload(bucket + "/" + key, headers, clock.instant(), new TreeMap<>()));
        }
        return xml("<InitiateMultipartUploadResult><Bucket>" + bucket + "</Bucket><Key>" + key + "</Key><UploadId>" + id
                + "</UploadId></InitiateMultipartUploadResult>");
    }

    private Reply part(Map<String, String> query, Map<String, String> headers, byte[] body) {
        verify(headers, body);
        synchronized (uploads) {
            upload(query).parts.put(Integer.parseInt(query.getOrDefault("partNumber", "1")), body);
        }
        Map<String, String> told = new LinkedHashMap<>();
        told.put("ETag", "\"" + HexFormat.of().formatHex(digest("MD5", body)) + "\"");
        if (headers.containsKey(SHA256)) {
            told.put(SHA256, headers.get(SHA256));
        }
        return new Reply(200, "text/plain", new byte[0], told);
    }

    private Upload upload(Map<String, String> query) {
        @Nullable Upload upload = uploads.get(query.getOrDefault("uploadId", ""));
        if (upload == null) {
            throw new Refused(404, "NoSuchUpload", "The specified upload does not exist.");
        }
        return upload;
    }

    /** As S3 has it, the SHA-256 of each part must be told again if it was told when the upload began. */
    private Reply complete(
            String bucket, String key, Map<String, String> query, Map<String, String> headers, byte[] body) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        Map<String, String> kept = new LinkedHashMap<>();
        int count;
        synchronized (uploads) {
            Upload upload = upload(query);
            kept.putAll(upload.headers);
            upload.parts.values().forEach(whole::writeBytes);
            count = upload.parts.size();
        }
        String xml = new String(body, StandardCharsets.UTF_8);
        if (kept.containsKey("x-amz-checksum-algorithm") && xml.split("<ChecksumSHA256>", -1).length != count + 1) {
            throw new Refused(400, "InvalidRequest", "The upload was created using a sha256 checksum.");
        }
        kept.putAll(headers);
        Stored stored = store(bucket + "/" + key, kept, whole.toByteArray(), count);
        synchronized (uploads) {
            uploads.remove(query.get("uploadId"));
        }
        return xml("<CompleteMultipartUploadResult><Bucket>" + bucket + "</Bucket><Key>" + key + "</Key><ETag>&quot;"
                + stored.tag() + "&quot;</ETag></CompleteMultipartUploadResult>");
    }

    private Reply listUploads(String bucket, String prefix) {
        StringBuilder found = new StringBuilder();
        synchronized (uploads) {
            uploads.forEach((id, upload) -> {
                if (upload.key.startsWith(bucket + "/" + prefix)) {
                    found.append("<Upload><Key>")
                            .append(upload.key.substring(bucket.length() + 1))
                            .append("</Key><UploadId>")
                            .append(id)
                            .append("</UploadId><Initiated>")
                            .append(upload.begun)
                            .append("</Initiated></Upload>");
                }
            });
        }
        return xml("<ListMultipartUploadsResult><Bucket>" + bucket + "</Bucket><IsTruncated>false</IsTruncated>" + found
                + "</ListMultipartUploadsResult>");
    }

    /** {@return the uploads that were begun and neither completed nor aborted} */
    int openUploads() {
        synchronized (uploads) {
            return uploads.size();
        }
    }

    private static Reply xml(String body) {
        return new Reply(
                200,
                "application/xml",
                ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + body).getBytes(StandardCharsets.UTF_8),
                Map.of());
    }

    /** The SDK sends what it signs or checks on its way in chunks, with the checksum behind them. */
    private static byte[] decoded(Map<String, String> headers, byte[] raw) {
        if (!headers.getOrDefault("x-amz-content-sha256", "").startsWith("STREAMING-")) {
            return raw;
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            int end = at;
            while (raw[end] != '\r') {
                end++;
            }
            String head = new String(raw, at, end - at, StandardCharsets.US_ASCII);
            int size = Integer.parseInt(head.contains(";") ? head.substring(0, head.indexOf(';')) : head, 16);
            at = end + 2;
            if (size == 0) {
                trailer(headers, new String(raw, at, raw.length - at, StandardCharsets.US_ASCII));
                return content.toByteArray();
            }
            content.write(raw, at, size);
            at += size + 2;
        }
    }

    private static void trailer(Map<String, String> headers, String text) {
        text.lines().filter(line -> line.startsWith("x-amz-checksum-")).forEach(line -> {
            int is = line.indexOf(':');
            headers.put(line.substring(0, is), line.substring(is + 1).strip());
        });
    }

    static byte[] digest(String algorithm, byte[] content) {
        try {
            return MessageDigest.getInstance(algorithm).digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int is = pair.indexOf('=');
            query.put(
                    URLDecoder.decode(is < 0 ? pair : pair.substring(0, is), StandardCharsets.UTF_8),
                    is < 0 ? "" : URLDecoder.decode(pair.substring(is + 1), StandardCharsets.UTF_8));
        }
        return query;
    }
}
