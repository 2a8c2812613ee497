package retrain.jenkins.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookTest {
    @TempDir
    Path folder;

    @Test
    void shouldBringWhatTheLogHasAfterTheKnownBytes() throws IOException {
        process("a", "hello\nworld\n");

        Sight sight = look(new Question("a", at("a"), 6, 100, false)).get(0);

        assertThat(new String(sight.log(), StandardCharsets.UTF_8)).isEqualTo("world\n");
        assertThat(sight.more()).isFalse();
        assertThat(sight.started()).isTrue();
        assertThat(sight.exit()).isNull();
        assertThat(sight.isOver()).isFalse();
    }

    @Test
    void shouldNotBeOverBeforeAllOfTheLogWasBrought() throws IOException {
        process("a", "hello\nworld\n");
        Files.writeString(folder.resolve("a/exit"), "2\n");

        Sight first = look(new Question("a", at("a"), 0, 6, false)).get(0);
        Sight second = look(new Question("a", at("a"), 6, 6, false)).get(0);

        assertThat(first.exit()).isEqualTo(2);
        assertThat(first.isOver()).isFalse();
        assertThat(second.isOver()).isTrue();
    }

    @Test
    void shouldBringOnlySoMuchAtOnceHoweverManyProcessesThereAre() throws IOException {
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            process("p" + i, "x".repeat(2 * LogLines.LONGEST_LINE));
            questions.add(new Question("p" + i, at("p" + i), 0, LogLines.LONGEST_LINE, false));
        }

        List<Sight> sights = look(questions.toArray(Question[]::new));

        assertThat(sights.stream().mapToInt(sight -> sight.log().length).sum()).isEqualTo(4 * LogLines.LONGEST_LINE);
        assertThat(sights).allMatch(Sight::more);
    }

    @Test
    void shouldSayWhenTheFolderIsGoneOrNothingStarted() throws IOException {
        Files.createDirectories(folder.resolve("idle"));

        List<Sight> sights =
                look(new Question("gone", at("gone"), 0, 10, false), new Question("idle", at("idle"), 0, 10, false));

        assertThat(sights.get(0).folder()).isFalse();
        assertThat(sights.get(1).folder()).isTrue();
        assertThat(sights.get(1).started()).isFalse();
    }

    @Test
    void shouldSearchForThoseAloneThatGiveNoSign() throws IOException {
        process("a", "");
        process("b", "");
        List<Set<String>> sought = new ArrayList<>();

        List<Sight> sights = Look.at(
                List.of(new Question("a", at("a"), 0, 10, false), new Question("b", at("b"), 0, 10, true)), ids -> {
                    sought.add(ids);
                    return ids;
                });

        assertThat(sought).containsExactly(Set.of("b"));
        assertThat(sights).extracting(Sight::found).containsExactly(false, true);
    }

    @Test
    void shouldTakeADamagedExitCodeForAnEnd() throws IOException {
        process("a", "");
        Files.writeString(folder.resolve("a/exit"), "");

        assertThat(look(new Question("a", at("a"), 0, 10, false)).get(0).exit()).isEqualTo(-1);
    }

    private void process(String id, String log) throws IOException {
        Files.createDirectories(folder.resolve(id).resolve(Control.STARTED));
        Files.writeString(folder.resolve(id).resolve(Control.LOG), log);
    }

    private String at(String id) {
        return folder.resolve(id).toString();
    }

    private static List<Sight> look(Question... questions) {
        return Look.at(List.of(questions), ids -> {
            throw new AssertionError("searched for " + ids);
        });
    }
}
