package retrain.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.run.Digest;

class HashingTest {
    @TempDir
    Path folder;

    private Path scratch;
    private Path file;

    /** Files of the test are older than that by far. */
    private final Clock later = Clock.fixed(Instant.now().plus(Duration.ofHours(1)), ZoneOffset.UTC);

    @BeforeEach
    void begin() throws IOException {
        scratch = Files.createDirectory(folder.resolve("scratch"));
        file = Files.writeString(folder.resolve("rows ü.csv"), "x\n1\n");
    }

    private List<Part> parts(Clock clock, Path... files) {
        List<SourceFile> found = new ArrayList<>();
        for (Path each : files) {
            found.add(new SourceFile(each, each.getFileName().toString(), Optional.empty()));
        }
        Hashing hashing = new Hashing(scratch, clock);
        List<Part> parts = hashing.parts(new Sources(Map.of("rows", found), List.of()));
        hashing.remember();
        return parts;
    }

    private Digest digest(Clock clock) {
        return parts(clock, file).get(0).digest();
    }

    /** Puts another digest into what is remembered, by which it shows whether the file was read. */
    private void forge() throws IOException {
        Path cache = scratch.resolve("digests");
        String text = Files.readString(cache)
                .replace(Digest.of("x\n1\n").hex(), Digest.of("forged").hex());
        String body = text.substring(text.indexOf('\n') + 1);
        java.util.zip.CRC32 sum = new java.util.zip.CRC32();
        sum.update(body.getBytes(StandardCharsets.UTF_8));
        Files.writeString(cache, "retrain digests 1 " + Long.toHexString(sum.getValue()) + "\n" + body);
    }

    @Test
    void shouldReadAFileOnlyOnceWhileItIsTheSame() throws IOException {
        assertThat(digest(later)).isEqualTo(Digest.of("x\n1\n"));
        forge();

        assertThat(digest(later)).isEqualTo(Digest.of("forged"));
    }

    @Test
    void shouldReadAFileOfAnotherSizeTimeOrPlaceAgain() throws IOException {
        digest(later);
        forge();
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "x\n12\n");
        Files.setLastModifiedTime(file, time);
        assertThat(digest(later)).isEqualTo(Digest.of("x\n12\n"));

        Files.writeString(file, "x\n13\n");
        assertThat(digest(later)).isEqualTo(Digest.of("x\n13\n"));

        Path other = Files.writeString(folder.resolve("other"), "x\n14\n");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.delete(file);
        Files.move(other, file);
        assertThat(digest(later)).isEqualTo(Digest.of("x\n14\n"));
    }

    @Test
    void shouldReadAFileAgainWhoseTimeWasSetBackAfterAChange() throws IOException {
        FileTime old = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(file, old);
        digest(later);
        forge();
        Files.writeString(file, "x\n2\n");
        Files.setLastModifiedTime(file, old);

        assertThat(digest(later)).isEqualTo(Digest.of("x\n2\n"));
    }

    @Test
    void shouldNotRememberAFileThatWasWrittenJustBefore() throws IOException {
        Instant written =
                FileTime.from(Files.getLastModifiedTime(file).toInstant()).toInstant();
        digest(Clock.fixed(written.plus(Duration.ofSeconds(2)), ZoneOffset.UTC));
        assertThat(scratch.resolve("digests")).doesNotExist();

        digest(Clock.fixed(written.plus(Duration.ofSeconds(4)), ZoneOffset.UTC));
        assertThat(scratch.resolve("digests")).content().contains(file.toString());
    }

    @Test
    void shouldTakeADamagedOrForeignMemoryForNone() throws IOException {
        digest(later);
        forge();
        Path cache = scratch.resolve("digests");
        byte[] whole = Files.readAllBytes(cache);
        List<byte[]> others = new ArrayList<>();
        others.add(new byte[0]);
        others.add(new byte[] {(byte) 0xc3, 0, 1});
        others.add("retrain digests 1 0\n".getBytes(StandardCharsets.UTF_8));
        others.add(java.util.Arrays.copyOf(whole, whole.length - 1));
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 1;
        others.add(flipped);
        for (byte[] other : others) {
            Files.write(cache, other);
            assertThat(digest(later)).isEqualTo(Digest.of("x\n1\n"));
        }
    }

    @Test
    void shouldWriteNothingWhereThereIsNoScratchFolderAndNothingThatIsNotNew() throws IOException {
        Files.delete(scratch);
        digest(later);
        assertThat(scratch).doesNotExist();

        Files.createDirectory(scratch);
        digest(later);
        FileTime written = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(scratch.resolve("digests"), written);
        digest(later);
        assertThat(Files.getLastModifiedTime(scratch.resolve("digests"))).isEqualTo(written);
        assertThat(scratch).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void shouldKeepTheOrderOfFilesWhateverTheirSizes() throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            files.add(Files.writeString(folder.resolve("f" + i), "x".repeat((i * 7) % 20 + 1)));
        }

        List<Part> parts = parts(later, files.toArray(Path[]::new));

        assertThat(parts)
                .extracting(Part::name)
                .containsExactlyElementsOf(
                        files.stream().map(f -> f.getFileName().toString()).toList());
        for (int i = 0; i < 20; i++) {
            assertThat(parts.get(i).digest()).isEqualTo(Digest.of(files.get(i)));
            assertThat(parts.get(i).bytes()).isEqualTo(Files.size(files.get(i)));
        }
    }
}
