package retrain.local;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ordinary files and folders of a tar archive, in the forms of ustar, POSIX (pax) and GNU, and refuses everything else: links, devices,
 * sparse files, whose content is longer than the archive. An archive may come from anybody, so that no length in it is believed before it
 * is compared with a limit.
 *
 * <p>The forms: <a href="https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html">POSIX, pax</a>, and GNU tar's manual, Basic Tar Format.
 */
final class TarReader {
    private static final int BLOCK = 512;

    /** Of the names and attributes before an entry. */
    private static final int LONGEST_HEADER = 64 << 10;

    private final InputStream in;
    private final int mostHeaders;
    private final byte[] block = new byte[BLOCK];
    private int headers;

    /** What is left of the entry, and the zeros after it. */
    private long left;

    private long padding;

    /** @param mostHeaders how many headers the archive may have */
    TarReader(InputStream in, int mostHeaders) {
        this.in = in;
        this.mostHeaders = mostHeaders;
    }

    /** A file or a folder, under the name that the archive gives it. */
    record Entry(String name, boolean folder, boolean executable, long size) {}

    /** {@return the next file or folder; null at the end} */
    @Nullable
    Entry next() throws IOException {
        Map<String, String> attributes = new HashMap<>();
        while (true) {
            in.skipNBytes(left + padding);
            if (!readHeader()) {
                return null;
            }
            char type = (char) (block[156] & 0xff);
            begin(number(124, 12));
            switch (type) {
                case 'x' -> pax(header(), attributes);
                case 'L' -> attributes.put("path", text(header()));
                case 'g', 'K' -> header();
                case '0', '\0', '5' -> {
                    return entry(type, attributes);
                }
                default -> throw new IOException("entry '" + name(attributes) + "' is not an ordinary file");
            }
        }
    }

    private Entry entry(char type, Map<String, String> attributes) throws IOException {
        String name = name(attributes);
        if (attributes.containsKey("size")) {
            begin(whole(attributes.get("size")));
        }
        boolean folder = type == '5' || name.endsWith("/");
        if (folder && left > 0) {
            throw new IOException("folder '" + name + "' has content");
        }
        return new Entry(name, folder, (number(100, 8) & 0111) != 0, left);
    }

    /** Copies the content of the entry. */
    void copy(OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new EOFException("the archive ends within an entry");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    private void begin(long size) {
        left = size;
        padding = (BLOCK - size % BLOCK) % BLOCK;
    }

    private boolean readHeader() throws IOException {
        int read = in.readNBytes(block, 0, BLOCK);
        if (read == 0 || (read == BLOCK && isZero())) {
            return false;
        }
        if (read < BLOCK) {
            throw new EOFException("the archive ends within a header");
        }
        if (++headers > mostHeaders) {
            throw new IOException("the archive has more than " + mostHeaders + " entries");
        }
        if (number(148, 8) != sum()) {
            throw new IOException("a header is damaged, or the archive is none");
        }
        return true;
    }

    private boolean isZero() {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** Of all bytes, those of the sum itself taken for spaces. */
    private long sum() {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
        }
        return sum;
    }

    /** {@return a number of the header: octal digits, or big-endian if the first bit is set} */
    private long number(int from, int length) throws IOException {
        long value = 0;
        if ((block[from] & 0x80) != 0) {
            value = block[from] & 0x7f;
            for (int i = from + 1; i < from + length; i++) {
                value = value > Long.MAX_VALUE >> 8 ? -1 : ((value << 8) | (block[i] & 0xff));
                if (value < 0) {
                    throw new IOException("a header has a number that is too great");
                }
            }
            return value;
        }
        String digits = new String(block, from, length, StandardCharsets.ISO_8859_1)
                .replace('\0', ' ')
                .strip();
        if (!digits.matches("[0-7]*")) {
            throw new IOException("a header is damaged, or the archive is none");
        }
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    /** {@return the content of an entry that describes others} */
    private byte[] header() throws IOException {
        if (left > LONGEST_HEADER) {
            throw new IOException("the names and attributes before an entry have " + left + " bytes");
        }
        byte[] content = in.readNBytes((int) left);
        if (content.length < left) {
            throw new EOFException("the archive ends within a header");
        }
        left = 0;
        return content;
    }

    /** Records of the form {@code 18 path=some/name}, each with a line feed, which the length counts like everything else. */
    private static void pax(byte[] content, Map<String, String> attributes) throws IOException {
        int from = 0;
        while (from < content.length) {
            int space = from;
            while (space < content.length && content[space] >= '0' && content[space] <= '9') {
                space++;
            }
            long length = whole(new String(content, from, space - from, StandardCharsets.US_ASCII));
            long end = from + length;
            if (space >= content.length || content[space] != ' ' || end <= space + 1 || end > content.length) {
                throw new IOException("an attribute has a length that cannot be");
            }
            String record = utf8(content, space + 1, (int) end - 1 - (space + 1));
            int equals = record.indexOf('=');
            if (equals < 1 || content[(int) end - 1] != '\n') {
                throw new IOException("an attribute is damaged");
            }
            String key = record.substring(0, equals);
            if (key.startsWith("GNU.sparse")) {
                throw new IOException("a sparse file is not an ordinary file");
            }
            attributes.put(key, record.substring(equals + 1));
            from = (int) end;
        }
    }

    private static long whole(@Nullable String digits) throws IOException {
        if (digits == null || !digits.matches("[0-9]{1,18}")) {
            throw new IOException("an attribute has the length '" + digits + "'");
        }
        return Long.parseLong(digits);
    }

    private String name(Map<String, String> attributes) throws IOException {
        String given = attributes.get("path");
        if (given != null) {
            return given;
        }
        String name = text(0, 100);
        boolean posix = text(257, 6).equals("ustar");
        String prefix = posix ? text(345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private String text(int from, int length) throws IOException {
        int end = from;
        while (end < from + length && block[end] != 0) {
            end++;
        }
        return utf8(block, from, end - from);
    }

    /** GNU's names end with a zero. */
    private static String text(byte[] content) throws IOException {
        int length = content.length;
        while (length > 0 && content[length - 1] == 0) {
            length--;
        }
        return utf8(content, 0, length);
    }

    private static String utf8(byte[] content, int from, int length) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("a name or an attribute is not UTF-8", e);
        }
    }
}
