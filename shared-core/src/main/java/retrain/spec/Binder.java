package retrain.spec;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import retrain.problem.Code;
import retrain.problem.Problem;

/**
 * Makes records of the spec from what the user wrote, by their components' {@link Key}s. A mistake does not end it: it is noted with
 * its place, the value is filled with something harmless, and what depends on it is known to be {@link #sound} or not.
 */
final class Binder {
    private static final String NO_WEIGHTS = "Every row counts as one: let the prepare query repeat or leave out rows,"
            + " or, for rare positives, set 'scale_pos_weight' under 'train.xgboost'";

    private static final Pattern NUMBER = Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

    private final List<Problem> problems;
    private final Map<String, Place> places = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();

    Binder(List<Problem> problems) {
        this.problems = problems;
    }

    /** {@return where the value of a path such as {@code gates[0].metric} stands, or the nearest that encloses it} */
    Place place(String path) {
        Place place = places.get(path);
        if (place != null) {
            return place;
        }
        int cut = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
        return cut < 0 ? places.getOrDefault("", new Place("retrain.yaml", 0, 0)) : place(path.substring(0, cut));
    }

    /** {@return whether what stands at the path, and all within it, was right} */
    boolean sound(String path) {
        for (String w : wrong) {
            if (w.isEmpty() || within(w, path) || within(path, w)) {
                return false;
            }
        }
        return true;
    }

    private static boolean within(String path, String outer) {
        return path.equals(outer)
                || (path.startsWith(outer)
                        && (path.charAt(outer.length()) == '.' || path.charAt(outer.length()) == '['));
    }

    <R extends Record> R record(Class<R> type, Tree tree, String path) {
        places.putIfAbsent(path, tree.place());
        Tree.Mapping mapping = mapping(type, tree, path);
        RecordComponent[] components = type.getRecordComponents();
        List<String> keys = new ArrayList<>();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String key = key(components[i]);
            keys.add(key);
            values[i] = component(components[i], mapping, key, path.isEmpty() ? key : path + "." + key);
        }
        for (Tree.Entry entry : mapping.entries()) {
            if (!keys.contains(entry.key())) {
                problems.add(new Problem(
                        Code.SPEC_UNKNOWN_KEY,
                        entry.at().toString(),
                        "there is no key '" + entry.key() + "'" + (path.isEmpty() ? "" : " in '" + path + "'"),
                        entry.key().contains("weight") ? NO_WEIGHTS : Words.instead(entry.key(), keys)));
            }
        }
        return construct(type, values);
    }

    static String key(RecordComponent component) {
        String name = annotation(component).name();
        return name.isEmpty() ? Words.kebab(component.getName()) : name;
    }

    static Key annotation(RecordComponent component) {
        Key key = component.getAnnotation(Key.class);
        if (key == null) {
            throw new IllegalStateException(component + " has no @Key");
        }
        return key;
    }

    private Tree.Mapping mapping(Class<?> type, Tree tree, String path) {
        if (tree instanceof Tree.Mapping mapping) {
            return mapping;
        }
        Shorthand shorthand = type.getAnnotation(Shorthand.class);
        if (shorthand != null && tree instanceof Tree.Scalar scalar && scalar.kind() != Tree.Kind.NULL) {
            return new Tree.Mapping(List.of(new Tree.Entry(shorthand.value(), tree.place(), tree)), tree.place());
        }
        wrong(path, tree, "a mapping of keys", "Write its keys below it, indented");
        return new Tree.Mapping(List.of(), tree.place());
    }

    private Object component(RecordComponent component, Tree.Mapping mapping, String key, String path) {
        Key rules = annotation(component);
        Optional<Tree.Entry> entry = mapping.entry(key);
        Type type = component.getGenericType();
        if (entry.isPresent()) {
            places.put(path, entry.get().value().place());
            return value(type, entry.get().value(), path, rules);
        }
        if (isOptional(type)) {
            return Optional.empty();
        }
        if (!rules.orElse().isEmpty()) {
            Place place = places.getOrDefault(path, mapping.place());
            return value(type, YamlFile.parse(place.file(), rules.orElse(), problems), path, rules);
        }
        if (sound(path)) {
            problems.add(new Problem(
                    Code.SPEC_MISSING_KEY,
                    mapping.place().toString(),
                    "the key '" + path + "' is missing",
                    "Add it. " + rules.doc()));
        }
        wrong.add(path);
        return harmless(type, mapping.place());
    }

    private Object value(Type type, Tree tree, String path, Key rules) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Optional.class) {
                return Optional.of(value(arguments[0], tree, path, rules));
            }
            return generic.getRawType() == List.class
                    ? list(arguments[0], tree, path, rules)
                    : map(arguments[1], tree, path, rules);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isRecord()) {
            return record(raw.asSubclass(Record.class), tree, path);
        }
        return raw == Object.class ? free(tree, path) : scalar(raw, tree, path, rules);
    }

    private List<Object> list(Type of, Tree tree, String path, Key rules) {
        if (tree instanceof Tree.Sequence sequence) {
            List<Object> items = new ArrayList<>();
            for (int i = 0; i < sequence.items().size(); i++) {
                String at = path + "[" + i + "]";
                places.put(at, sequence.items().get(i).place());
                items.add(value(of, sequence.items().get(i), at, rules));
            }
            return items;
        }
        if (tree instanceof Tree.Scalar scalar && scalar.kind() != Tree.Kind.NULL && !isRecord(of)) {
            return List.of(value(of, tree, path, rules));
        }
        wrong(path, tree, "a list", "Write [a, b], or a line '- a' for each");
        return List.of();
    }

    private Map<String, Object> map(Type of, Tree tree, String path, Key rules) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (!(tree instanceof Tree.Mapping mapping)) {
            wrong(path, tree, "a mapping of names to values", "Write 'name: value' below it, indented");
            return values;
        }
        for (Tree.Entry entry : mapping.entries()) {
            String at = path + "." + entry.key();
            places.put(at, entry.value().place());
            values.put(entry.key(), value(of, entry.value(), at, rules));
        }
        return values;
    }

    /** A hyperparameter: a text, a number, a boolean, or a list of these. */
    private Object free(Tree tree, String path) {
        if (tree instanceof Tree.Scalar scalar && scalar.kind() != Tree.Kind.NULL) {
            return switch (scalar.kind()) {
                case NUMBER -> number(scalar.text());
                case BOOLEAN -> scalar.text().equalsIgnoreCase("true");
                default -> scalar.text();
            };
        }
        if (tree instanceof Tree.Sequence sequence) {
            List<Object> items = new ArrayList<>();
            for (int i = 0; i < sequence.items().size(); i++) {
                items.add(free(sequence.items().get(i), path + "[" + i + "]"));
            }
            return List.copyOf(items);
        }
        wrong(path, tree, "a text, a number, true or false, or a list of these", "Write a single value");
        return "";
    }

    private static Object number(String text) {
        if (text.matches("[-+]?[0-9]{1,18}")) {
            return Long.parseLong(text);
        }
        return NUMBER.matcher(text).matches() ? (Object) Double.parseDouble(text) : text;
    }

    static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    private Object scalar(Class<?> type, Tree tree, String path, Key rules) {
        if (!(tree instanceof Tree.Scalar scalar) || scalar.kind() == Tree.Kind.NULL) {
            wrong(path, tree, expected(type), "Write " + expected(type) + ", or remove the key");
            return harmless(type, tree.place());
        }
        String text = scalar.text();
        if (type == String.class) {
            return text(scalar, path, rules);
        }
        if (type.isEnum()) {
            return constant(type, scalar, path);
        }
        if (type == boolean.class || type == Boolean.class) {
            if (text.equals("true") || text.equals("false")) {
                return text.equals("true");
            }
        } else if (NUMBER.matcher(text).matches()) {
            boolean whole = type == int.class || type == Integer.class;
            double number = Double.parseDouble(text);
            if (!(number >= rules.min() && number <= rules.max())) {
                wrong(path, tree, "within " + range(rules), "Choose a number " + range(rules));
                return harmless(type, tree.place());
            }
            if (!whole) {
                return number;
            }
            if (number == (int) number) {
                return (int) number;
            }
        }
        wrong(path, tree, expected(type), "Write " + expected(type));
        return harmless(type, tree.place());
    }

    private String text(Tree.Scalar scalar, String path, Key rules) {
        String text = scalar.text();
        boolean right = rules.pattern().isEmpty() ? !text.isBlank() : text.matches(rules.pattern());
        if (!right) {
            String shape = rules.pattern().isEmpty() ? "a text that is not blank" : "of the form " + rules.pattern();
            wrong(path, scalar, shape, rules.doc());
        }
        return text;
    }

    private Object constant(Class<?> type, Tree.Scalar scalar, String path) {
        for (Object constant : type.getEnumConstants()) {
            if (Words.word(constant).equals(scalar.text())) {
                return constant;
            }
        }
        List<String> words = Words.of(type);
        wrong(path, scalar, "one of " + String.join(", ", words), Words.instead(scalar.text(), words));
        return type.getEnumConstants()[0];
    }

    private void wrong(String path, Tree tree, String expected, String cure) {
        wrong.add(path);
        problems.add(new Problem(
                Code.SPEC_WRONG_VALUE,
                tree.place().toString(),
                "'" + path + "' is " + tree.described() + ", not " + expected,
                cure.endsWith(".") ? cure.substring(0, cure.length() - 1) : cure));
    }

    private static String expected(Class<?> type) {
        if (type == String.class) {
            return "a text";
        }
        if (type.isEnum()) {
            return "one of " + String.join(", ", Words.of(type));
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        return type == int.class || type == Integer.class ? "a whole number" : "a number";
    }

    private static String range(Key rules) {
        if (rules.max() == Double.POSITIVE_INFINITY) {
            return "of at least " + shown(rules.min());
        }
        return "from " + shown(rules.min()) + " to " + shown(rules.max());
    }

    static String shown(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    /** Takes the place of a value that is missing or wrong, so that the rest can be looked at. */
    private Object harmless(Type type, Place place) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == List.class ? List.of() : Map.of();
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isRecord()) {
            return new Binder(new ArrayList<>())
                    .record(raw.asSubclass(Record.class), new Tree.Mapping(List.of(), place), "");
        }
        if (raw.isEnum()) {
            return raw.getEnumConstants()[0];
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return false;
        }
        if (raw == int.class || raw == Integer.class) {
            return 0;
        }
        return raw == String.class ? "" : (Object) 0.0;
    }

    private static boolean isOptional(Type type) {
        return type instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
    }

    private static boolean isRecord(Type type) {
        return type instanceof Class<?> raw && raw.isRecord();
    }

    private static <R extends Record> R construct(Class<R> type, Object[] values) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
        }
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (InvocationTargetException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException e) {
            throw new IllegalStateException("cannot make a " + type.getSimpleName(), e);
        }
    }
}
