package retrain.lambda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.run.RunId;
import software.amazon.awssdk.protocols.jsoncore.JsonWriter;

/** What a job is begun with that does the work of the function Step: the request to the function, and where its answer goes. */
final class StepArguments {
    /** Where a run has no id yet: an argument of a container is not left out. */
    private static final String NONE = "-";

    private enum Flag {
        DO("--do", "check|go-on", true, "(check|go-on)"),
        PROFILE("--profile", "name", false, ".+"),
        RUN("--run", "id, or - to begin one", true, ".+"),
        EXECUTION("--execution", "name", true, ".+"),
        INTENT("--intent", "schedule|manual", true, ".+"),
        BECAUSE("--because", "text", true, "(?s).*"),
        BY("--by", "who began the execution, or approved", false, ".+"),
        WHY("--why", "text", false, "(?s).*"),
        ANSWER("--answer", "s3://bucket/key", true, "s3://[^/]+/.+");

        private final String word;
        private final String value;
        private final boolean needed;
        private final String pattern;

        Flag(String word, String value, boolean needed, String pattern) {
            this.word = word;
            this.value = value;
            this.needed = needed;
            this.pattern = pattern;
        }
    }

    private final Map<Flag, String> values = new EnumMap<>(Flag.class);
    private final List<Problem> problems = new ArrayList<>();

    private StepArguments(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i += 2) {
            read(arguments, i);
        }
        for (Flag flag : Flag.values()) {
            if (flag.needed && !values.containsKey(flag) && !arguments.contains(flag.word)) {
                wrong(flag.word, "is missing", "Add '" + flag.word + " <" + flag.value + ">'");
            }
        }
        if (!run().map(RunId::isValid).orElse(true)) {
            wrong(Flag.RUN.word, "'" + values.get(Flag.RUN) + "' is no id of a run", "Write an id, or - to begin one");
        }
    }

    /**
     * {@return the arguments as they were read: flags and values by turns}
     *
     * @throws InvalidInput with every mistake
     */
    static StepArguments of(List<String> arguments) {
        StepArguments read = new StepArguments(arguments);
        if (!read.problems.isEmpty()) {
            throw new InvalidInput(read.problems);
        }
        return read;
    }

    private void read(List<String> arguments, int at) {
        String word = arguments.get(at);
        Optional<Flag> flag =
                Arrays.stream(Flag.values()).filter(f -> f.word.equals(word)).findFirst();
        if (flag.isEmpty()) {
            wrong("'" + word + "'", "is no argument", "Write " + words() + ", each with its value after it");
        } else if (at + 1 == arguments.size()) {
            wrong(word, "has nothing after it", "Add <" + flag.get().value + ">");
        } else if (!arguments.get(at + 1).matches(flag.get().pattern)) {
            wrong(word, "'" + arguments.get(at + 1) + "' is not taken", "Write <" + flag.get().value + ">");
        } else if (values.put(flag.get(), arguments.get(at + 1)) != null) {
            wrong(word, "is given twice", "Leave one out");
        }
    }

    private static String words() {
        return Arrays.stream(Flag.values()).map(f -> f.word).collect(Collectors.joining(", "));
    }

    private void wrong(String where, String what, String cure) {
        problems.add(new Problem(Code.OPTION_WRONG, where, what, cure));
    }

    Optional<String> profile() {
        return Optional.ofNullable(values.get(Flag.PROFILE));
    }

    /** {@return the run to go on with} */
    Optional<String> run() {
        return Optional.ofNullable(values.get(Flag.RUN)).filter(run -> !run.equals(NONE));
    }

    /** {@return where the answer goes: {@code s3://bucket/key}} */
    String answer() {
        return values.getOrDefault(Flag.ANSWER, "");
    }

    /** {@return the request, as the state machine would send it to the function} */
    byte[] request() {
        JsonWriter json = JsonWriter.create();
        json.writeStartObject();
        write(json, "do", Flag.DO);
        run().ifPresent(run -> json.writeFieldName("run").writeValue(run));
        write(json, "execution", Flag.EXECUTION);
        write(json, "intent", Flag.INTENT);
        json.writeFieldName("because").writeStartArray();
        json.writeValue(values.getOrDefault(Flag.BECAUSE, ""));
        json.writeEndArray();
        maybe(json, "by", Flag.BY);
        maybe(json, "why", Flag.WHY);
        json.writeEndObject();
        return json.getBytes();
    }

    private void maybe(JsonWriter json, String name, Flag flag) {
        if (values.containsKey(flag)) {
            write(json, name, flag);
        }
    }

    private void write(JsonWriter json, String name, Flag flag) {
        json.writeFieldName(name).writeValue(values.getOrDefault(flag, ""));
    }
}
