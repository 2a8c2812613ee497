package retrain.infra;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a function as a pipeline of SageMaker takes it: outputs have no structure, are texts of at most 1,024 characters, and must all
 * be there. A key names what is to be found in the answer, its path joined by {@code _}: {@code outcome_kind}, {@code jobs_0_name}.
 */
public final class FlatAnswer {
    /** How keys begin that tell what a run has registered. */
    public static final String CANDIDATE = "candidate";

    static final String SEPARATOR = "_";
    private static final String JOBS = "jobs";
    private static final int LONGEST = 1024;

    private FlatAnswer() {}

    /**
     * {@return what the answer has at each key, as text; what it has not is empty}
     *
     * <p>A job that there is not is the last that there is: a pipeline that scores a champion beside the candidate scores the candidate twice
     * while there is no champion, since it has no way around a step.
     *
     * @param answer maps, lists, texts, numbers, booleans
     */
    public static Map<String, String> of(Map<String, ?> answer, List<String> keys) {
        Map<String, String> flat = new LinkedHashMap<>();
        for (String key : keys) {
            String text = String.valueOf(find(answer, key));
            flat.put(key, text.length() <= LONGEST ? text : text.substring(0, LONGEST));
        }
        return flat;
    }

    private static Object find(Map<String, ?> answer, String key) {
        Object found = at(answer, key);
        return found == null || found instanceof Map || found instanceof List ? "" : found;
    }

    /** The names of hyperparameters have separators in them: the longest key that is there goes first. */
    private static @Nullable Object at(@Nullable Object in, String key) {
        if (!(in instanceof Map<?, ?> map)) {
            return null;
        }
        for (int end = key.length(); end > 0; end = key.lastIndexOf(SEPARATOR, end - 1)) {
            String name = key.substring(0, end);
            Object next = map.get(name);
            if (next != null) {
                return end == key.length() ? next : below(name, next, key.substring(end + 1));
            }
        }
        return null;
    }

    private static @Nullable Object below(String name, Object in, String key) {
        if (!(in instanceof List<?> list)) {
            return at(in, key);
        }
        int end = key.indexOf(SEPARATOR);
        int index = Integer.parseInt(end < 0 ? key : key.substring(0, end));
        int last = list.size() - 1;
        if (last < 0 || (index > last && !name.equals(JOBS))) {
            return null;
        }
        Object item = list.get(Math.min(index, last));
        return end < 0 ? item : at(item, key.substring(end + 1));
    }
}
