package retrain.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import retrain.Command;
import retrain.Option;
import retrain.Request;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;

/**
 * A command line: {@code run intent=schedule --directory models/churn}.
 *
 * @param ending the file to say in how the command ended
 */
record Arguments(Request request, Optional<Path> ending) {
    /** What is not for the command but for the process. */
    private enum Flag {
        DIRECTORY("--directory", ".", "The folder that paths are relative to."),
        OUT("--out", "retrain-out", "The folder for the reports, relative to the directory."),
        ENDING("--ending", "", "A file to write how the command ended into, as JSON.");

        private final String word;
        private final String orElse;
        private final String doc;

        Flag(String word, String orElse, String doc) {
            this.word = word;
            this.orElse = orElse;
            this.doc = doc;
        }
    }

    /** Reads one argument after the other. */
    private static final class Reading {
        private final Map<Option, String> options = new EnumMap<>(Option.class);
        private final Map<Flag, String> flags = new EnumMap<>(Flag.class);
        private final List<Problem> problems = new ArrayList<>();

        void read(List<String> arguments) {
            for (int i = 0; i < arguments.size(); i++) {
                String argument = arguments.get(i);
                Optional<Flag> flag = Arrays.stream(Flag.values())
                        .filter(f -> f.word.equals(argument))
                        .findFirst();
                if (flag.isPresent()) {
                    i++;
                    value(flag.get(), i < arguments.size() ? arguments.get(i) : "");
                } else {
                    option(argument);
                }
            }
        }

        private void value(Flag flag, String value) {
            if (value.isEmpty()) {
                wrong(flag.word, "has nothing after it", "Name it: " + flag.doc);
            }
            flags.put(flag, value);
        }

        private void option(String argument) {
            int equals = argument.indexOf('=');
            String word = equals < 0 ? argument : argument.substring(0, equals);
            Optional<Option> option = Arrays.stream(Option.values())
                    .filter(o -> o.word().equals(word))
                    .findFirst();
            if (option.isEmpty()) {
                wrong(argument, "is no option", "Write one of " + words() + ", each with '=' and its value");
            } else if (equals < 0) {
                wrong(argument, "has no value", "Write '" + word + "=…'");
            } else if (options.put(option.get(), argument.substring(equals + 1)) != null) {
                wrong(word, "is given twice", "Leave one out");
            }
        }

        private static String words() {
            return Arrays.stream(Option.values()).map(Option::word).collect(Collectors.joining(", "));
        }

        Path path(Flag flag) {
            String text = flags.getOrDefault(flag, flag.orElse);
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                wrong(flag.word, "'" + text + "' is no path (" + e.getReason() + ")", flag.doc);
                return Path.of("");
            }
        }

        void wrong(String where, String what, String cure) {
            problems.add(new Problem(Code.OPTION_WRONG, where, what, cure));
        }
    }

    /**
     * Reads a command line.
     *
     * @param by who or what asks
     * @throws InvalidInput with every mistake
     */
    static Arguments of(List<String> arguments, String by) {
        Reading reading = new Reading();
        Optional<Command> command = Arrays.stream(Command.values())
                .filter(c -> c.word().equals(arguments.get(0)))
                .findFirst();
        if (command.isEmpty()) {
            String words = Arrays.stream(Command.values()).map(Command::word).collect(Collectors.joining(", "));
            reading.wrong("'" + arguments.get(0) + "'", "is no command", "Write one of " + words);
        }
        reading.read(arguments.subList(1, arguments.size()));
        Path directory = reading.path(Flag.DIRECTORY).toAbsolutePath().normalize();
        Path out = directory.resolve(reading.path(Flag.OUT)).normalize();
        Path ending = reading.path(Flag.ENDING);
        if (!reading.problems.isEmpty()) {
            throw new InvalidInput(reading.problems);
        }
        return new Arguments(
                new Request(command.orElseThrow(), reading.options, directory, out, by),
                ending.toString().isEmpty() ? Optional.empty() : Optional.of(ending));
    }

    /** {@return the arguments, each line of the file one, if they are only {@code @file}: no shell has a say in what they mean} */
    static List<String> expanded(List<String> arguments) throws IOException {
        return arguments.size() == 1 && arguments.get(0).startsWith("@")
                ? Files.readAllLines(Path.of(arguments.get(0).substring(1)))
                : arguments;
    }

    /** {@return where the ending goes, also of a command line that is wrong elsewhere} */
    static Optional<Path> ending(List<String> arguments) {
        int at = arguments.indexOf(Flag.ENDING.word);
        return at < 0 || at + 1 == arguments.size() ? Optional.empty() : Optional.of(Path.of(arguments.get(at + 1)));
    }

    /** {@return what there is to write} */
    static List<String> help() {
        List<String> lines = new ArrayList<>();
        lines.add("retrain <command> [option=value ...] [--directory <folder>] [--out <folder>] [--ending <file>]");
        lines.add("retrain @<file>    The same, an argument in each line of the file.");
        lines.add("");
        for (Command command : Command.values()) {
            lines.add(line(command.word(), command.description(), ""));
        }
        lines.add("");
        for (Option option : Option.values()) {
            List<String> only = Arrays.stream(Command.values())
                    .filter(option::belongsTo)
                    .map(Command::word)
                    .toList();
            String of = only.size() == Command.values().length ? "" : " (" + String.join(", ", only) + ")";
            lines.add(line(option.word() + "=", option.doc() + of, option.orElse()));
        }
        lines.add("");
        for (Flag flag : Flag.values()) {
            lines.add(line(flag.word, flag.doc, flag.orElse));
        }
        lines.add("");
        lines.add(
                "Exit code: 0 done, 2 rejected or an alarm, 3 mistakes to mend, 4 something Retrain works with failed, 70 a bug of Retrain");
        return lines;
    }

    private static String line(String word, String doc, String orElse) {
        return "  " + word + " ".repeat(Math.max(1, 14 - word.length())) + doc
                + (orElse.isEmpty() ? "" : " Default: " + orElse);
    }
}
