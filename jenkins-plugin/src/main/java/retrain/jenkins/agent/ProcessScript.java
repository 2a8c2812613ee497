package retrain.jenkins.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import retrain.Command;
import retrain.Option;

/**
 * What the process is: a script that never changes, so that no value needs a shell's quoting. Folders come by variables, arguments by a file.
 */
final class ProcessScript {
    /** The text output of the runner's JVM is UTF-8 whatever the agent's locale is; before JDK 19 the second name counts. */
    private static final String UTF_8 = "-Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -Dfile.encoding=UTF-8";

    /** The trap lets the shell outlive the request to end that also the runner gets, and write the exit code. */
    private static final String UNIX = """
            #!/bin/sh
            cd "$RETRAIN_CONTROL" || exit 75
            mkdir started 2>/dev/null || exit 75
            exec >/dev/null 2>&1
            trap : TERM INT
            ( while [ ! -f exit ] && [ -d started ] && kill -0 $$ 2>/dev/null; do touch alive; sleep 5; done ) &
            ( cd "$RETRAIN_DIRECTORY" && exec "$RETRAIN_RUNNER/bin/retrain" "@$RETRAIN_CONTROL/arguments" ) > log.txt 2>&1
            echo $? > exit.tmp
            mv exit.tmp exit
            """;

    private static final String WINDOWS = """
            @echo off
            cd /d "%RETRAIN_CONTROL%" || exit /b 75
            mkdir started 2>nul || exit /b 75
            cd /d "%RETRAIN_DIRECTORY%"
            call "%RETRAIN_RUNNER%\\bin\\retrain.cmd" "@%RETRAIN_CONTROL%\\arguments" > "%RETRAIN_CONTROL%\\log.txt" 2>&1
            >"%RETRAIN_CONTROL%\\exit.tmp" echo %ERRORLEVEL%
            move /y "%RETRAIN_CONTROL%\\exit.tmp" "%RETRAIN_CONTROL%\\exit" >nul
            """;

    private ProcessScript() {}

    static String of(boolean unix) {
        return unix ? UNIX : WINDOWS;
    }

    /**
     * {@return the variables that the script needs}
     *
     * @param control the folder of the process, an absolute path
     * @param javaOptions those of the user
     */
    static Map<String, String> environment(
            String id, String control, String directory, String runner, String javaOptions) {
        Map<String, String> environment = new TreeMap<>();
        environment.put(Control.COOKIE, id);
        environment.put("RETRAIN_CONTROL", control);
        environment.put("RETRAIN_DIRECTORY", directory);
        environment.put("RETRAIN_RUNNER", runner);
        environment.put("JAVA_OPTS", (UTF_8 + " " + javaOptions).strip());
        return environment;
    }

    /**
     * {@return the lines of the file of the arguments}
     *
     * @throws IllegalArgumentException if a value is none for a line; the message is for people
     */
    static List<String> arguments(Command command, Map<Option, String> options, String directory, String control) {
        List<String> lines = new ArrayList<>();
        lines.add(command.word());
        options.forEach((option, value) -> {
            if (option != Option.WAIT && option.belongsTo(command)) {
                lines.add(argument(option, value));
            }
        });
        lines.addAll(List.of("--directory", directory));
        lines.addAll(List.of("--out", control + "/" + Control.OUT));
        lines.addAll(List.of("--ending", control + "/" + Control.ENDING));
        return lines;
    }

    private static String argument(Option option, String value) {
        if (value.lines().count() > 1) {
            throw new IllegalArgumentException(
                    "The option '" + option.word() + "' has a line break in its value. Write it in one line");
        }
        return option.word() + "=" + value;
    }
}
