package retrain.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Captures requests and answers as an endpoint of SageMaker does: JSON lines of the event version 0 in
 * {@code <variant>/yyyy/mm/dd/hh/<file>.jsonl}. The
 * metadata also hold the variant and the unit ({@code variant}, {@code unitId}). A line is with the operating system when {@link #write}
 * returns, so that a
 * kill of the process loses none; {@link #close} brings them to the disk.
 */
final class CaptureLog implements AutoCloseable {
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("yyyy/MM/dd/HH", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("mm-ss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;
    private final Map<String, Hour> open = new HashMap<>();

    CaptureLog(Path folder) {
        this.folder = folder;
    }

    /** The file of a variant's present hour. */
    private record Hour(String name, FileChannel channel) {}

    /**
     * A request and its answer.
     *
     * @param inferenceId what the caller calls it, if it does
     * @param unit what was assigned to the variant
     */
    record Captured(
            Instant at,
            String eventId,
            Optional<String> inferenceId,
            Optional<String> attributes,
            String unit,
            String inputType,
            String input,
            String outputType,
            String output) {}

    synchronized void write(String variant, Captured captured) throws IOException {
        byte[] line = (line(variant, captured) + "\n").getBytes(StandardCharsets.UTF_8);
        FileChannel channel = channel(variant, captured.at());
        ByteBuffer bytes = ByteBuffer.wrap(line);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    static String line(String variant, Captured captured) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("eventId", captured.eventId());
        captured.inferenceId().ifPresent(id -> metadata.put("inferenceId", id));
        captured.attributes().ifPresent(text -> metadata.put("customAttributes", java.util.List.of(text)));
        metadata.put("inferenceTime", captured.at().toString());
        metadata.put("unitId", captured.unit());
        metadata.put("variant", variant);
        Map<String, Object> both = Map.of(
                "endpointInput", data(captured.inputType(), "INPUT", captured.input()),
                "endpointOutput", data(captured.outputType(), "OUTPUT", captured.output()));
        return ForeignJson.write(Map.of("captureData", both, "eventMetadata", metadata, "eventVersion", "0"));
    }

    private static Map<String, Object> data(String type, String mode, String data) {
        return Map.of(
                "observedContentType",
                type,
                "mode",
                mode,
                "data",
                data,
                "encoding",
                RequestRows.isJson(type) ? "JSON" : "CSV");
    }

    private FileChannel channel(String variant, Instant at) throws IOException {
        String name = HOUR.format(at);
        Hour now = open.get(variant);
        if (now != null && now.name().equals(name)) {
            return now.channel();
        }
        if (now != null) {
            end(now.channel());
        }
        Path file =
                folder.resolve(variant).resolve(name).resolve(SECOND.format(at) + "-" + UUID.randomUUID() + ".jsonl");
        Files.createDirectories(file.toAbsolutePath().getParent());
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        open.put(variant, new Hour(name, channel));
        return channel;
    }

    private static void end(FileChannel channel) throws IOException {
        try (channel) {
            channel.force(true);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        for (Hour hour : open.values()) {
            end(hour.channel());
        }
        open.clear();
    }
}
