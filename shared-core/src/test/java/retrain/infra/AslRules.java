package retrain.infra;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;

/** The rules of Step Functions that validators for JSONPath do not know, and our own: every task ends in time, and its failure goes somewhere. */
@NullUnmarked // what is missing in a map of JSON fails the test
final class AslRules {
    private static final Set<String> JSONPATH = Set.of(
            "InputPath",
            "Parameters",
            "ResultSelector",
            "ResultPath",
            "OutputPath",
            "ItemsPath",
            "SecondsPath",
            "TimeoutSecondsPath",
            "ErrorPath",
            "CausePath",
            "Variable");
    private static final Pattern VARIABLE = Pattern.compile("\\$([a-zA-Z_]\\w*)(?!\\w*\\s*\\()");
    private static final Pattern LOCAL = Pattern.compile("\\$([a-zA-Z_]\\w*)\\s*:=");
    private static final Pattern TEXT = Pattern.compile("'[^']*'|\"(\\\\.|[^\"\\\\])*\"");
    private static final int LONGEST_NAME = 80;
    private static final int MOST_BYTES = 1_048_576;

    private final List<String> faults = new ArrayList<>();

    private AslRules() {}

    /** {@return what is wrong, a line each} */
    static List<String> faults(Map<String, Object> definition) {
        AslRules rules = new AslRules();
        if (!"JSONata".equals(definition.get("QueryLanguage"))) {
            rules.faults.add("QueryLanguage is not JSONata");
        }
        if (!(definition.get("TimeoutSeconds") instanceof Number)) {
            rules.faults.add("the whole has no TimeoutSeconds");
        }
        if (JsonText.of(definition).length() > MOST_BYTES) {
            rules.faults.add("larger than 1 MB");
        }
        rules.machine(definition, Set.of());
        return rules.faults;
    }

    private void machine(Map<String, Object> machine, Set<String> outer) {
        Map<String, Object> states = map(machine.get("States"));
        String start = (String) machine.get("StartAt");
        states.forEach((name, state) -> state(name, map(state), states));
        Set<String> reached = reach(start, states);
        states.keySet().stream().filter(s -> !reached.contains(s)).forEach(s -> faults.add(s + " is never reached"));
        if (states.values().stream().noneMatch(s -> isLast(map(s)))) {
            faults.add("no state ends it");
        }
        variables(start, states, outer);
    }

    private static boolean isLast(Map<String, Object> state) {
        return Boolean.TRUE.equals(state.get("End"))
                || Set.of("Succeed", "Fail").contains(state.get("Type"));
    }

    private void state(String name, Map<String, Object> state, Map<String, Object> states) {
        if (name.length() > LONGEST_NAME) {
            faults.add(name + " is a name of more than 80 characters");
        }
        if (!(state.get("Comment") instanceof String)) {
            faults.add(name + " has no Comment");
        }
        JSONPATH.stream()
                .filter(state::containsKey)
                .forEach(f -> faults.add(name + " has the field " + f + " of JSONPath"));
        for (String next : nexts(state)) {
            if (!states.containsKey(next)) {
                faults.add(name + " leads to " + next + ", which is no state");
            }
        }
        boolean choice = "Choice".equals(state.get("Type"));
        if (!isLast(state) && !choice && !state.containsKey("Next")) {
            faults.add(name + " has neither Next nor End");
        }
        if (choice && (state.containsKey("Next") || !state.containsKey("Default"))) {
            faults.add(name + " is a Choice with Next, or without Default");
        }
        switch ((String) state.getOrDefault("Type", "")) {
            case "Task" -> task(name, state);
            case "Map" -> {
                if (!(state.get("Catch") instanceof List<?>)) {
                    faults.add(name + " has no Catch");
                }
                machine(map(state.get("ItemProcessor")), assigned(states));
            }
            case "Choice", "Wait", "Pass", "Succeed", "Fail", "Parallel" -> {}
            default -> faults.add(name + " has no Type that there is");
        }
    }

    private void task(String name, Map<String, Object> state) {
        if (!(state.get("TimeoutSeconds") instanceof Number seconds)
                || seconds.longValue() < 1
                || seconds.longValue() > 99_999_999) {
            faults.add(name + " has no TimeoutSeconds");
        }
        List<Map<String, Object>> retries = maps(state.get("Retry"));
        if (retries.isEmpty()) {
            faults.add(name + " has no Retry");
        }
        retries.stream()
                .filter(r -> !Integer.valueOf(0).equals(r.get("MaxAttempts")))
                .filter(r -> !r.keySet()
                        .containsAll(Set.of("BackoffRate", "MaxDelaySeconds", "JitterStrategy", "MaxAttempts")))
                .forEach(r -> faults.add(name + " retries without back-off, jitter or bound"));
        List<Map<String, Object>> catches = maps(state.get("Catch"));
        if (catches.isEmpty()
                || !List.of("States.ALL").equals(catches.get(catches.size() - 1).get("ErrorEquals"))) {
            faults.add(name + " does not catch every error at last");
        }
        if (catches.stream()
                .limit(Math.max(0, catches.size() - 1L))
                .anyMatch(c -> list(c.get("ErrorEquals")).contains("States.ALL"))) {
            faults.add(name + " catches States.ALL before others");
        }
    }

    private static Set<String> reach(String start, Map<String, Object> states) {
        Set<String> reached = new HashSet<>();
        List<String> open = new ArrayList<>(List.of(start));
        while (!open.isEmpty()) {
            String name = open.remove(open.size() - 1);
            if (states.containsKey(name) && reached.add(name)) {
                open.addAll(nexts(map(states.get(name))));
            }
        }
        return reached;
    }

    private static List<String> nexts(Map<String, Object> state) {
        List<String> nexts = new ArrayList<>();
        ways(state).forEach(w -> nexts.add(w.next()));
        return nexts;
    }

    /** A way out of a state, and what is assigned on it. */
    private record Way(String next, Set<String> assigned) {}

    private static List<Way> ways(Map<String, Object> state) {
        List<Way> ways = new ArrayList<>();
        Set<String> own = map(state.get("Assign")).keySet();
        for (String key : List.of("Next", "Default")) {
            if (state.get(key) instanceof String next) {
                ways.add(new Way(next, own));
            }
        }
        for (String key : List.of("Choices", "Catch")) {
            for (Map<String, Object> rule : maps(state.get(key))) {
                ways.add(new Way(
                        String.valueOf(rule.get("Next")),
                        map(rule.get("Assign")).keySet()));
            }
        }
        return ways;
    }

    private static Set<String> assigned(Map<String, Object> states) {
        Set<String> all = new HashSet<>();
        states.values().forEach(s -> ways(map(s)).forEach(w -> all.addAll(w.assigned())));
        return all;
    }

    /** A variable must have a value on every way to a state that uses it. */
    private void variables(String start, Map<String, Object> states, Set<String> outer) {
        Map<String, Set<String>> known = new HashMap<>();
        known.put(start, new HashSet<>(outer));
        List<String> open = new ArrayList<>(List.of(start));
        while (!open.isEmpty()) {
            String name = open.remove(0);
            for (Way way : ways(map(states.get(name)))) {
                Set<String> there = new HashSet<>(known.get(name));
                there.addAll(way.assigned());
                Set<String> before = known.get(way.next());
                if (states.containsKey(way.next()) && (before == null || !there.containsAll(before))) {
                    if (before != null) {
                        there.retainAll(before);
                    }
                    known.put(way.next(), there);
                    open.add(way.next());
                }
            }
        }
        known.forEach((name, set) -> used(states.get(name)).stream()
                .filter(v -> !set.contains(v))
                .forEach(v -> faults.add(name + " uses $" + v + ", which has no value on some way")));
    }

    private static Set<String> used(Object value) {
        Set<String> used = new TreeSet<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> {
                if (!"ItemProcessor".equals(key)) {
                    used.addAll(used(item));
                }
            });
        } else if (value instanceof List<?> list) {
            list.forEach(item -> used.addAll(used(item)));
        } else if (value instanceof String text && text.startsWith("{%")) {
            used.addAll(free(TEXT.matcher(text).replaceAll("''")));
        }
        return used;
    }

    private static Set<String> free(String expression) {
        Set<String> free = new TreeSet<>();
        Matcher variables = VARIABLE.matcher(expression);
        while (variables.find()) {
            free.add(variables.group(1));
        }
        Matcher locals = LOCAL.matcher(expression);
        while (locals.find()) {
            free.remove(locals.group(1));
        }
        free.remove("states");
        return free;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static List<Map<String, Object>> maps(Object value) {
        return list(value).stream().map(AslRules::map).toList();
    }
}
