package retrain.registry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import retrain.run.Store;

/** Documents named {@code <n>.json}. */
final class Numbered {
    private static final Pattern NAME = Pattern.compile("([1-9][0-9]{0,8})\\.json");

    private Numbered() {}

    /** {@return the numbers of the documents below a prefix, in order} */
    static List<Integer> numbers(Store store, String prefix) {
        List<Integer> numbers = new ArrayList<>();
        for (String key : store.list(prefix)) {
            Matcher name = NAME.matcher(key.substring(prefix.length()));
            if (name.matches()) {
                numbers.add(Integer.valueOf(name.group(1)));
            }
        }
        Collections.sort(numbers);
        return numbers;
    }
}
