package retrain.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that a stage's result depends on, by name: {@code data: flights-2013-04.csv.gz} -> a digest, {@code spec:
 * train.xgboost.eta} -> {@code 0.1}. Contents, never times or places. Equal inputs, equal result.
 */
public record Inputs(Map<String, String> values) implements Inline {
    private static final int SHORT = 40;

    public Inputs {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** {@return the stage's identity: the digest of all inputs} */
    public Digest key() {
        return Digest.of(Json.write(new Keyed(values)));
    }

    private record Keyed(Map<String, String> inputs) {}

    /** {@return what differs from the inputs of an earlier run, a sentence each; empty if nothing does} */
    public List<String> changesSince(Inputs before) {
        SortedMap<String, String> names = new TreeMap<>(values);
        names.putAll(before.values);
        List<String> changes = new ArrayList<>();
        for (String name : names.keySet()) {
            String old = before.values.get(name);
            String now = values.get(name);
            if (old == null) {
                changes.add(name + " is new");
            } else if (now == null) {
                changes.add(name + " is gone");
            } else if (!old.equals(now)) {
                changes.add(name + change(old, now));
            }
        }
        return changes;
    }

    private static String change(String old, String now) {
        boolean readable = old.length() <= SHORT && now.length() <= SHORT;
        return readable ? " changed from " + old + " to " + now : " changed";
    }

    /** Collects inputs. */
    public static final class Builder {
        private final SortedMap<String, String> values = new TreeMap<>();

        /** Adds an input; its name must be new. */
        public Builder add(String kind, String name, Object value) {
            String text = value instanceof Digest digest ? digest.toString() : String.valueOf(value);
            if (values.put(kind + ": " + name, text) != null) {
                throw new IllegalArgumentException("two inputs named " + kind + ": " + name);
            }
            return this;
        }

        public Inputs build() {
            return new Inputs(values);
        }
    }
}
