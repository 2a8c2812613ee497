package retrain.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the user wrote, before anything is made of it: every value knows its place. */
sealed interface Tree {
    Place place();

    /**
     * A single value.
     *
     * @param kind what YAML takes the text for
     */
    record Scalar(String text, Kind kind, Place place) implements Tree {}

    /** What YAML takes a text for. */
    enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        NULL
    }

    /** Several values. */
    record Sequence(List<Tree> items, Place place) implements Tree {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** Values by key, in the order of the file. */
    record Mapping(List<Entry> entries, Place place) implements Tree {
        public Mapping {
            entries = List.copyOf(entries);
        }

        Optional<Entry> entry(String key) {
            for (Entry entry : entries) {
                if (entry.key().equals(key)) {
                    return Optional.of(entry);
                }
            }
            return Optional.empty();
        }

        Mapping without(String key) {
            return new Mapping(
                    entries.stream().filter(e -> !e.key().equals(key)).toList(), place);
        }

        /** {@return this with the other laid over it: mappings key by key, everything else as a whole} */
        Mapping overlaid(Mapping over) {
            List<Entry> merged = new ArrayList<>();
            for (Entry mine : entries) {
                Optional<Entry> its = over.entry(mine.key());
                merged.add(its.isEmpty() ? mine : mine.overlaid(its.get()));
            }
            over.entries.stream().filter(e -> entry(e.key()).isEmpty()).forEach(merged::add);
            return new Mapping(merged, place);
        }
    }

    /** A key and its value. */
    record Entry(String key, Place at, Tree value) {
        Entry overlaid(Entry over) {
            return value instanceof Mapping mine && over.value instanceof Mapping its
                    ? new Entry(key, over.at, mine.overlaid(its))
                    : over;
        }
    }

    /** {@return what it is, for messages} */
    default String described() {
        if (this instanceof Scalar scalar) {
            return scalar.kind() == Kind.NULL ? "empty" : "'" + scalar.text() + "'";
        }
        return this instanceof Sequence ? "a list" : "a mapping of keys";
    }
}
