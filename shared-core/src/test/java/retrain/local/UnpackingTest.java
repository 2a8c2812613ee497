package retrain.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrain.local.Unpacking.Limits;

/** Archives as nobody honest writes them, byte by byte. */
class UnpackingTest {
    private static final Limits SMALL = new Limits(100_000, 10_000, 20, 20, 5);

    @TempDir
    Path base;

    private Path folder;

    @BeforeEach
    void folder() throws IOException {
        folder = Files.createDirectories(base.resolve("inner/folder"));
    }

    private void unpack(byte[] tar) throws IOException {
        unpack(tar, SMALL);
    }

    private void unpack(byte[] tar, Limits limits) throws IOException {
        Path archive = base.resolve("model.tar.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
            out.write(tar);
        }
        Unpacking.unpack(archive, folder, limits);
    }

    /** Nothing is there but what is in the folder, and the archive. */
    private void refused(byte[] tar, String message) throws IOException {
        assertThatThrownBy(() -> unpack(tar)).isInstanceOf(IOException.class).hasMessageContaining(message);
        try (Stream<Path> files = Files.walk(base)) {
            assertThat(files.filter(Files::isRegularFile).filter(f -> !f.startsWith(folder)))
                    .containsExactly(base.resolve("model.tar.gz"));
        }
        try (Stream<Path> links = Files.walk(folder)) {
            assertThat(links.filter(Files::isSymbolicLink)).isEmpty();
        }
    }

    private static byte[] tar(byte[]... parts) {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            tar.writeBytes(part);
        }
        tar.writeBytes(new byte[1024]);
        return tar.toByteArray();
    }

    private static byte[] file(String name, String content) {
        return entry(name, '0', content.getBytes(UTF_8));
    }

    private static byte[] entry(String name, char type, byte[] content) {
        byte[] padded = new byte[(content.length + 511) / 512 * 512];
        System.arraycopy(content, 0, padded, 0, content.length);
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        entry.writeBytes(header(name, type, octal(content.length), "../../evil"));
        entry.writeBytes(padded);
        return entry.toByteArray();
    }

    private static byte[] octal(long size) {
        return String.format(Locale.ROOT, "%011o\0", size).getBytes(ISO_8859_1);
    }

    private static byte[] header(String name, char type, byte[] size, String link) {
        byte[] header = new byte[512];
        put(header, 0, name.getBytes(UTF_8));
        put(header, 100, "0000644\0".getBytes(ISO_8859_1));
        put(header, 124, size);
        header[156] = (byte) type;
        if (type == '1' || type == '2') {
            put(header, 157, link.getBytes(UTF_8));
        }
        put(header, 257, "ustar\00000".getBytes(ISO_8859_1));
        long sum = 8 * ' ';
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum).getBytes(ISO_8859_1));
        return header;
    }

    private static void put(byte[] header, int at, byte[] text) {
        System.arraycopy(text, 0, header, at, text.length);
    }

    private static byte[] pax(String... records) {
        StringBuilder all = new StringBuilder();
        for (String record : records) {
            int length = record.length() + 2;
            length +=
                    Integer.toString(length + Integer.toString(length).length()).length();
            all.append(length).append(' ').append(record).append('\n');
        }
        return entry("pax", 'x', all.toString().getBytes(UTF_8));
    }

    @Test
    void shouldUnpackFilesAndFoldersOfAllForms() throws IOException {
        String name = "a/".repeat(3) + "x".repeat(150);
        unpack(tar(
                entry("./", '5', new byte[0]),
                entry("/", '5', new byte[0]),
                entry("code/", '5', new byte[0]),
                file("code/train.py", "print()"),
                entry("code/", '5', new byte[0]),
                pax("mtime=1.5", "path=" + name),
                file("short", "long"),
                entry("L", 'L', ("g/" + "y".repeat(120) + "\0").getBytes(UTF_8)),
                file("other", "gnu"),
                entry("global", 'g', "12 a=bcdef\n".getBytes(UTF_8)),
                entry("old", '\0', new byte[600])));

        assertThat(folder.resolve("code/train.py")).hasContent("print()");
        assertThat(folder.resolve(name)).hasContent("long");
        assertThat(folder.resolve("g/" + "y".repeat(120))).hasContent("gnu");
        assertThat(folder.resolve("old")).hasSize(600);
    }

    @ParameterizedTest
    @ValueSource(ints = {TarArchiveOutputStream.LONGFILE_POSIX, TarArchiveOutputStream.LONGFILE_GNU})
    void shouldReadWhatOthersWrite(int form) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(form);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            for (String name : List.of("übung/modèle.json", "d/" + "z".repeat(200))) {
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(3);
                entry.setMode(0100755);
                entry.setUserId(3_000_000L);
                tar.putArchiveEntry(entry);
                tar.write("abc".getBytes(UTF_8));
                tar.closeArchiveEntry();
            }
        }

        unpack(bytes.toByteArray());

        assertThat(folder.resolve("übung/modèle.json")).hasContent("abc").isExecutable();
        assertThat(folder.resolve("d/" + "z".repeat(200))).hasContent("abc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "a/../../evil",
                "a/../b",
                "/etc/evil",
                "C:evil",
                "c:/evil",
                "..\\evil",
                "a\\..\\..\\evil",
                "\\\\server\\share\\evil",
                ".."
            })
    void shouldRefuseNamesThatLeaveTheFolder(String name) throws IOException {
        refused(tar(file(name, "x")), "is outside of the archive's folder");
        refused(tar(pax("path=" + name), file("harmless", "x")), "is outside of the archive's folder");
        refused(tar(entry(name, '5', new byte[0])), "is outside of the archive's folder");
    }

    @ParameterizedTest
    @ValueSource(chars = {'1', '2', '3', '4', '6', '7', 'S', 'D', 'M', 'V', 'z'})
    void shouldRefuseLinksDevicesAndWhatItDoesNotKnow(char type) throws IOException {
        refused(tar(entry("model", type, new byte[0])), "entry 'model' is not an ordinary file");
    }

    @Test
    void shouldNotWriteThroughALink() throws IOException {
        refused(tar(entry("d", '2', new byte[0]), file("d/evil", "x")), "entry 'd' is not an ordinary file");
    }

    @ParameterizedTest
    @CsvSource({
        "model, model, false",
        "model, MODEL, false",
        "a/b, A/c, false",
        "a, a/b, false",
        "a/b, a, false",
        "a, a, true",
        "straße, STRASSE, false",
        "mode\u0301le, mod\u00e9le, false",
        "./a, a, false",
        "a//b, a/b, false"
    })
    void shouldRefuseANameThatStandsThereTwice(String one, String other, boolean folderAfter) throws IOException {
        byte[] second = folderAfter ? entry(other, '5', new byte[0]) : file(other, "y");

        refused(tar(file(one, "x"), second), "the archive has both '");
    }

    static Stream<Arguments> bombs() {
        byte[] zeros = new byte[90_000];
        byte[] ten = new byte[9_000];
        return Stream.of(
                Arguments.of("one file of zeros", tar(entry("a", '0', zeros)), "holds too much: 'a' has 90000 bytes"),
                Arguments.of(
                        "many files of zeros",
                        tar(entry("a", '0', ten), entry("b", '0', ten), entry("c", '0', ten)),
                        "holds too much: 'b'"),
                Arguments.of(
                        "a sparse file, by pax",
                        tar(pax("GNU.sparse.major=1", "GNU.sparse.realsize=9999999999"), file("a", "x")),
                        "sparse"),
                Arguments.of("a long name", tar(entry("L", 'L', zeros)), "have 90000 bytes"),
                Arguments.of("a long link name", tar(entry("K", 'K', zeros)), "have 90000 bytes"),
                Arguments.of("great attributes", tar(entry("x", 'x', zeros)), "have 90000 bytes"),
                Arguments.of("great global attributes", tar(entry("x", 'g', zeros)), "have 90000 bytes"),
                Arguments.of("a size by pax", tar(pax("size=99999999999"), file("a", "x")), "holds too much: 'a'"),
                Arguments.of(
                        "a size of 64 bits",
                        tar(header("a", '0', new byte[] {(byte) 0x80, 0, 0, 0, 0x7f, 1, 1, 1, 1, 1, 1, 1}, "")),
                        "holds too much: 'a'"),
                Arguments.of(
                        "a negative size",
                        tar(header("a", '0', new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}, "")),
                        "a number that is too great"),
                Arguments.of("many entries", many(21), "more than 20 entries"),
                Arguments.of("deep folders", tar(file("a/b/c/d/e/f", "x")), "has a name that cannot be"),
                Arguments.of("attributes for ever", attributesOnly(), "more than 20 entries"));
    }

    private static byte[] many(int count) {
        byte[][] files = new byte[count][];
        for (int i = 0; i < count; i++) {
            files[i] = file("f" + i, "");
        }
        return tar(files);
    }

    private static byte[] attributesOnly() {
        byte[][] headers = new byte[21][];
        for (int i = 0; i < headers.length; i++) {
            headers[i] = pax("comment=x");
        }
        return tar(headers);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    void shouldEndABombEarly(String what, byte[] tar, String message) throws IOException {
        refused(tar, message);
    }

    @Test
    void shouldMeasureABombByTheArchiveAndNotByItsKind() throws IOException {
        byte[] noise = new byte[20_000];
        new Random(1).nextBytes(noise);

        unpack(tar(entry("a", '0', noise), entry("b", '0', new byte[50_000])));

        assertThat(folder.resolve("b")).hasSize(50_000);
    }

    static Stream<Arguments> damaged() {
        byte[] whole = tar(file("a", "x".repeat(600)));
        byte[] sum = whole.clone();
        sum[0] ^= 1;
        return Stream.of(
                Arguments.of("no tar", "hello ".repeat(100).getBytes(UTF_8), "the archive is none"),
                Arguments.of("a wrong sum", sum, "a header is damaged"),
                Arguments.of("cut within a file", Arrays.copyOf(whole, 700), "ends within an entry"),
                Arguments.of("cut within a header", Arrays.copyOf(whole, 100), "ends within a header"),
                Arguments.of("a name that is no UTF-8", tar(latin()), "is not UTF-8"),
                Arguments.of("attributes of no length", tar(entry("x", 'x', "path=a\n".getBytes(UTF_8))), "length ''"),
                Arguments.of(
                        "attributes longer than they are",
                        tar(entry("x", 'x', "99 path=a\n".getBytes(UTF_8))),
                        "a length that cannot be"),
                Arguments.of(
                        "attributes shorter than they are",
                        tar(entry("x", 'x', "2 path=a\n".getBytes(UTF_8))),
                        "a length that cannot be"),
                Arguments.of(
                        "attributes of a length beyond all",
                        tar(entry("x", 'x', "99999999999999999999 path=a\n".getBytes(UTF_8))),
                        "an attribute has the length"),
                Arguments.of("a size that is no number", tar(pax("size=-1"), file("a", "x")), "the length '-1'"),
                Arguments.of("no name", tar(file("", "x")), "has a name that cannot be"),
                Arguments.of("a zero in a name", tar(pax("path=a\0b"), file("a", "x")), "has a name that cannot be"));
    }

    private static byte[] latin() {
        byte[] header = header("m_del", '0', octal(0), "");
        header[1] = (byte) 0xf6;
        put(header, 148, "        ".getBytes(ISO_8859_1));
        long sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum).getBytes(ISO_8859_1));
        return header;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damaged")
    void shouldRefuseWhatIsDamaged(String what, byte[] tar, String message) throws IOException {
        refused(tar, message);
    }

    @Test
    void shouldRefuseATruncatedGzip() throws IOException {
        Path archive = base.resolve("model.tar.gz");
        unpack(tar(file("a", "x")));
        byte[] whole = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(whole, whole.length - 30));

        assertThatThrownBy(() -> Unpacking.unpack(archive, base.resolve("again"), SMALL))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void shouldNotOverwriteWhatIsThere() throws IOException {
        Files.writeString(folder.resolve("a"), "mine");

        assertThatThrownBy(() -> unpack(tar(file("a", "x")))).isInstanceOf(IOException.class);
        assertThat(folder.resolve("a")).hasContent("mine");
    }
}
