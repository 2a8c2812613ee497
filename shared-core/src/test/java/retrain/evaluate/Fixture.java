package retrain.evaluate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** A CSV of the test resources. */
record Fixture(List<String> header, List<String[]> rows) {
    static Fixture read(String resource) {
        List<String[]> lines =
                text(resource).lines().map(line -> line.split(",")).toList();
        return new Fixture(List.of(lines.get(0)), lines.subList(1, lines.size()));
    }

    static String text(String resource) {
        try (InputStream in = Objects.requireNonNull(Fixture.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    float[] numbers(String column) {
        float[] numbers = new float[rows.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Float.parseFloat(rows.get(i)[header.indexOf(column)]);
        }
        return numbers;
    }

    List<String> texts(String column) {
        return rows.stream().map(r -> r[header.indexOf(column)]).toList();
    }
}
