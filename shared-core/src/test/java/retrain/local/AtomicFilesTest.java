package retrain.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.run.Digest;

class AtomicFilesTest {
    private static final byte[] FIRST = {1};
    private static final byte[] SECOND = {2};

    @TempDir
    Path folder;

    private AtomicFiles files() {
        return new AtomicFiles(folder.resolve("tmp"));
    }

    @Test
    void shouldCreateOnlyOnceWithLinksAndWithout() throws IOException {
        Path linked = folder.resolve("a/linked");
        Path moved = folder.resolve("b/moved");
        Path lock = folder.resolve("locks/1");

        assertThat(files().create(linked, FIRST, lock)).isTrue();
        assertThat(files().create(linked, SECOND, lock)).isFalse();
        try (AtomicFiles.Pending first = files().write(FIRST);
                AtomicFiles.Pending second = files().write(SECOND)) {
            assertThat(first.moveToFree(moved, lock)).isTrue();
            assertThat(second.moveToFree(moved, lock)).isFalse();
        }

        assertThat(linked).hasBinaryContent(FIRST);
        assertThat(moved).hasBinaryContent(FIRST);
        assertThat(folder.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void shouldLeaveNothingWhenTheSourceCannotBeRead() {
        assertThatThrownBy(() -> files().copy(folder.resolve("absent"))).isInstanceOf(IOException.class);

        assertThat(folder.resolve("tmp"))
                .satisfiesAnyOf(
                        tmp -> assertThat(tmp).doesNotExist(),
                        tmp -> assertThat(tmp).isEmptyDirectory());
    }

    @Test
    void shouldDigestWhileCopying() throws IOException {
        Path source = Files.write(folder.resolve("source"), new byte[300_000]);

        try (AtomicFiles.Pending copy = files().copy(source)) {
            assertThat(copy.digest()).isEqualTo(Digest.of(new byte[300_000])).isEqualTo(Digest.of(source));
            assertThat(copy.bytes()).isEqualTo(300_000);
        }
    }
}
