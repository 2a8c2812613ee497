package retrain.local;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import retrain.data.SourceFormat;

/**
 * The first line of a CSV file. DuckDB's own guess is not used: given a file with a ragged line it would rather believe in a single
 * column that is called {@code a,b,c}.
 *
 * @param delimiter comma, semicolon, tab or bar: whichever the line has most of
 */
record CsvHeader(char delimiter, List<String> names) {
    private static final int LONGEST = 1 << 20;
    private static final String DELIMITERS = ",;\t|";

    CsvHeader {
        names = List.copyOf(names);
    }

    /** The file has no usable first line; the message says why. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    static CsvHeader read(Path file) throws IOException, Malformed {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
                InputStream content = SourceFormat.isGzipped(file) ? new GZIPInputStream(in, 1 << 13) : in) {
            return parse(decode(line(content)));
        }
    }

    /** Reads up to the first line feed that is not within quotes. */
    private static byte[] line(InputStream in) throws IOException, Malformed {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean quoted = false;
        for (int b = in.read(); b >= 0 && (quoted || b != '\n'); b = in.read()) {
            quoted ^= b == '"';
            line.write(b);
            if (line.size() > LONGEST) {
                throw new Malformed("the first line is longer than " + LONGEST + " bytes");
            }
        }
        if (quoted) {
            throw new Malformed("a quote in the first line is not closed");
        }
        return line.toByteArray();
    }

    private static String decode(byte[] line) throws Malformed {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
            String unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
            return unmarked.endsWith("\r") ? unmarked.substring(0, unmarked.length() - 1) : unmarked;
        } catch (CharacterCodingException e) {
            throw new Malformed("the first line is not UTF-8");
        }
    }

    private static CsvHeader parse(String line) throws Malformed {
        if (line.isBlank()) {
            throw new Malformed("has no header: the first line is empty");
        }
        char best = ',';
        List<String> names = List.of();
        for (int i = 0; i < DELIMITERS.length(); i++) {
            char delimiter = DELIMITERS.charAt(i);
            List<String> candidate = split(line, delimiter);
            if (candidate.size() > names.size()) {
                best = delimiter;
                names = candidate;
            }
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (name.isBlank()) {
                throw new Malformed("a column has no name in the first line");
            }
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw new Malformed("column '" + name + "' is named twice in the first line");
            }
        }
        return new CsvHeader(best, names);
    }

    private static List<String> split(String line, char delimiter) {
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean doubled = c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
            if (doubled) {
                name.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == delimiter && !quoted) {
                names.add(name.toString());
                name.setLength(0);
            } else {
                name.append(c);
            }
        }
        names.add(name.toString());
        return names;
    }

    /** {@return a column the other header has and this one has not} */
    Optional<String> lacks(CsvHeader other) {
        Set<String> own = new HashSet<>(names);
        return other.names.stream().filter(n -> !own.contains(n)).findFirst();
    }
}
