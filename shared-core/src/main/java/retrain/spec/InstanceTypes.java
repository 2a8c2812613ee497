package retrain.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The types of instances that SageMaker has, each for its uses. */
final class InstanceTypes {
    private static final String LIST = "/retrain/spec/instance-types.txt";
    private static final Pattern SHAPE = Pattern.compile("ml\\.[a-z0-9-]+\\.[a-z0-9]+");
    private static final Map<Use, Set<String>> KNOWN = read();

    private InstanceTypes() {}

    /** What an instance does. */
    enum Use {
        TRAINING,
        TRANSFORM,
        ENDPOINT,
        PROCESSING;

        String words() {
            return this == TRANSFORM
                    ? "batch transforms"
                    : this == ENDPOINT ? "endpoints" : name().toLowerCase(Locale.ROOT);
        }
    }

    static boolean isKnown(String type, Use use) {
        return KNOWN.getOrDefault(use, Set.of()).contains(type);
    }

    /** {@return what to write instead: the nearest type, or the sizes of the family} */
    static String instead(String type, Use use) {
        Set<String> known = KNOWN.getOrDefault(use, Set.of());
        Set<String> family = new TreeSet<>();
        if (SHAPE.matcher(type).matches()) {
            String start = type.substring(0, type.lastIndexOf('.') + 1);
            known.stream().filter(t -> t.startsWith(start)).forEach(family::add);
        }
        return family.isEmpty() ? nearest(type, known) : Words.instead(type, family);
    }

    private static String nearest(String type, Set<String> known) {
        String instead = Words.instead(type, known);
        return instead.startsWith("Did") ? instead : "Write a type that SageMaker has, such as ml.m5.xlarge";
    }

    private static Map<Use, Set<String>> read() {
        Map<Use, Set<String>> known = new EnumMap<>(Use.class);
        for (String line : lines().split("\n", -1)) {
            String[] cells = line.split("\\|", -1);
            if (cells.length == 3 && !line.startsWith("#")) {
                for (String family : cells[1].split(" ", -1)) {
                    for (String size : cells[2].split(" ", -1)) {
                        known.computeIfAbsent(Use.valueOf(cells[0]), u -> new TreeSet<>())
                                .add("ml." + family + "." + size);
                    }
                }
            }
        }
        return known;
    }

    private static String lines() {
        try (InputStream in = InstanceTypes.class.getResourceAsStream(LIST)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + LIST);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
