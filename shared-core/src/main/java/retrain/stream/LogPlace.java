package retrain.stream;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import retrain.problem.Code;
import retrain.problem.InvalidInput;

/**
 * A place in a log, as the offset of a batch tells it: {@code 000000000002000 flights/8vE 0:1200,1:800}. It sorts by the records that were taken
 * up to it.
 *
 * @param records that were taken up to here
 * @param log its identity
 * @param positions where each partition was read to
 */
record LogPlace(long records, String log, SortedMap<String, String> positions) {
    private static final Pattern TEXT = Pattern.compile("(\\d{15}) (\\S+) (\\S+)");

    LogPlace(long records, String log, Map<String, String> positions) {
        this(records, log, (SortedMap<String, String>) new TreeMap<>(positions));
    }

    /** @throws InvalidInput if the offset is that of a batch which was no piece of a log */
    static LogPlace parse(String offset) {
        Matcher text = TEXT.matcher(offset);
        if (!text.matches()) {
            throw new InvalidInput(
                    Code.CONFLICT,
                    "stream",
                    "took batches of a folder before, the last one " + offset + ", and a log has no such place",
                    "Go on with the folder, or name another model: its stream begins with its own champion");
        }
        TreeMap<String, String> positions = new TreeMap<>();
        for (String each : text.group(3).split(",", -1)) {
            int colon = each.indexOf(':');
            positions.put(each.substring(0, colon), each.substring(colon + 1));
        }
        return new LogPlace(Long.parseLong(text.group(1)), text.group(2), positions);
    }

    /** {@return the offset} */
    String text() {
        return number() + " " + log + " "
                + positions.entrySet().stream()
                        .map(p -> p.getKey() + ":" + p.getValue())
                        .collect(Collectors.joining(","));
    }

    /** {@return the name of what begins here} */
    String number() {
        return String.format(Locale.ROOT, "%015d", records);
    }
}
