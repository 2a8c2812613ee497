package retrain.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.Command;
import retrain.Option;
import retrain.problem.InvalidInput;

class ArgumentsTest {
    @Test
    void shouldReadTheCommandItsOptionsAndTheFoldersOfTheProcess() {
        Arguments read = Arguments.of(
                List.of(
                        "run",
                        "intent=schedule",
                        "--directory",
                        "/models/churn",
                        "set=train.xgboost.eta=0.05",
                        "--ending",
                        "e.json"),
                "somebody");

        assertThat(read.request().command()).isEqualTo(Command.RUN);
        assertThat(read.request().options())
                .isEqualTo(Map.of(Option.INTENT, "schedule", Option.SET, "train.xgboost.eta=0.05"));
        assertThat(read.request().directory())
                .isEqualTo(Path.of("/models/churn").toAbsolutePath());
        assertThat(read.request().out())
                .isEqualTo(Path.of("/models/churn/retrain-out").toAbsolutePath());
        assertThat(read.request().by()).isEqualTo("somebody");
        assertThat(read.ending()).contains(Path.of("e.json"));
    }

    @Test
    void shouldSayEverythingThatIsWrongAtOnce() {
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> Arguments.of(
                        List.of("retrain", "intnet=manual", "wait", "run=a", "run=b", "--out"), "somebody"))
                .satisfies(e -> assertThat(e.problems())
                        .extracting(p -> p.where() + " " + p.what())
                        .containsExactly(
                                "'retrain' is no command",
                                "intnet=manual is no option",
                                "wait has no value",
                                "run is given twice",
                                "--out has nothing after it"));
    }

    @Test
    void shouldReadAnArgumentFromEachLineOfAFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("arguments");
        Files.writeString(file, "run\nset=it's \"$HOME\" %PATH% ä\n--directory\n/a b\n");

        assertThat(Arguments.expanded(List.of("@" + file)))
                .containsExactly("run", "set=it's \"$HOME\" %PATH% ä", "--directory", "/a b");
        assertThat(Arguments.expanded(List.of("run", "@" + file))).containsExactly("run", "@" + file);
    }

    @Test
    void shouldTellOfEveryCommandAndOption() {
        String help = String.join("\n", Arguments.help());

        for (Command command : Command.values()) {
            assertThat(help).contains("  " + command.word() + " ", command.description());
        }
        for (Option option : Option.values()) {
            assertThat(help).contains("  " + option.word() + "=", option.doc());
        }
    }
}
