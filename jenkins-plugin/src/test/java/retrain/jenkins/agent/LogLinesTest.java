package retrain.jenkins.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogLinesTest {
    @Test
    void shouldLeaveTheLastLineUntilItsEndIsThere() {
        LogLines lines = LogLines.of(bytes("one\r\n\ntwo\nthr"), false, false);

        assertThat(lines.lines()).containsExactly("one", "", "two");
        assertThat(lines.length()).isEqualTo(10);
    }

    @Test
    void shouldTakeTheLastLineWithoutAnEndWhenTheLogEnds() {
        LogLines lines = LogLines.of(bytes("one\ntwö"), true, false);

        assertThat(lines.lines()).containsExactly("one", "twö");
        assertThat(lines.length()).isEqualTo(8);
    }

    @Test
    void shouldLeaveOutALineThatIsTooLongUpToItsEnd() {
        byte[] log = bytes("x".repeat(LogLines.LONGEST_LINE + 100) + "\nafter\n");
        List<String> told = new ArrayList<>();
        int known = 0;
        boolean amid = false;
        for (int i = 0; i < 3; i++) {
            int end = Math.min(log.length, known + LogLines.LONGEST_LINE);
            LogLines lines = LogLines.of(java.util.Arrays.copyOfRange(log, known, end), end == log.length, amid);
            told.addAll(lines.lines());
            known += lines.length();
            amid = lines.tooLong();
        }

        assertThat(told).containsExactly(LogLines.LEFT_OUT, "after");
        assertThat(known).isEqualTo(log.length);
    }

    @Test
    void shouldTellOfALineThatIsTooLongOnceHoweverLongItIs() {
        byte[] chunk = bytes("x".repeat(LogLines.LONGEST_LINE));

        LogLines first = LogLines.of(chunk, false, false);
        LogLines second = LogLines.of(chunk, false, first.tooLong());

        assertThat(first.lines()).containsExactly(LogLines.LEFT_OUT);
        assertThat(second.lines()).isEmpty();
        assertThat(second.tooLong()).isTrue();
    }

    @Test
    void shouldStayAmidALineThatIsTooLongWhileNothingComes() {
        assertThat(LogLines.of(new byte[0], false, true).tooLong()).isTrue();
        assertThat(LogLines.of(bytes("rest"), false, true).tooLong()).isTrue();
    }

    @Test
    void shouldMaskTheLongestSecretFirstAndEachLineOfOne() {
        List<String> masked = LogLines.masked(
                List.of("key AKIA123456 and AKIA", "-- second line --", "clean"),
                List.of("AKIA", "AKIA123456", "first line\nsecond line\n", " "));

        assertThat(masked).containsExactly("key **** and ****", "-- **** --", "clean");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
