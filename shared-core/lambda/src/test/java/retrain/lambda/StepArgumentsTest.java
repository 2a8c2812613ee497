package retrain.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;

class StepArgumentsTest {
    private static final List<String> WHOLE =
            List.of(("--do|go-on|--profile|aws|--run|20260131T235959Z-1a2b3c|--execution|event-1|--intent|schedule"
                            + "|--because|a \"new\" file; --do it|--answer|s3://bucket/work/steps/1.json")
                    .split("\\|"));

    private static String request(List<String> arguments) {
        return new String(StepArguments.of(arguments).request(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldMakeTheRequestOfTheFunction() {
        StepArguments arguments = StepArguments.of(WHOLE);
        assertThat(request(WHOLE))
                .isEqualTo("{\"do\":\"go-on\",\"run\":\"20260131T235959Z-1a2b3c\",\"execution\":\"event-1\","
                        + "\"intent\":\"schedule\",\"because\":[\"a \\\"new\\\" file; --do it\"]}");
        assertThat(arguments.profile()).contains("aws");
        assertThat(arguments.answer()).isEqualTo("s3://bucket/work/steps/1.json");
    }

    @Test
    void shouldSayWhoApprovedAndWhy() {
        List<String> approved = new java.util.ArrayList<>(WHOLE);
        approved.addAll(List.of("--by", "Ann", "--why", ""));
        assertThat(request(approved)).endsWith("; --do it\"],\"by\":\"Ann\",\"why\":\"\"}");
    }

    @Test
    void shouldTakeNoRunNoProfileAndNoReason() {
        assertThat(request(List.of("--do check --run - --execution e --intent manual --because  --answer s3://b/k"
                        .split(" ", -1))))
                .isEqualTo("{\"do\":\"check\",\"execution\":\"e\",\"intent\":\"manual\",\"because\":[\"\"]}");
    }

    @Test
    void shouldNameAllThatIsMissingAtOnce() {
        assertThatThrownBy(() -> StepArguments.of(List.of()))
                .asInstanceOf(InstanceOfAssertFactories.type(InvalidInput.class))
                .extracting(InvalidInput::problems, InstanceOfAssertFactories.list(Problem.class))
                .extracting(Problem::where)
                .containsExactly("--do", "--run", "--execution", "--intent", "--because", "--answer");
    }

    @ParameterizedTest
    @CsvSource({
        "--do,     dance,        '--do: ''dance'' is not taken. Write <check|go-on>'",
        "--do,     rollback,     '--do: ''rollback'' is not taken'",
        "--run,    nonsense,     '--run: ''nonsense'' is no id of a run'",
        "--answer, file:///k,    '--answer: ''file:///k'' is not taken'",
        "--answer, s3://bucket/, '--answer: ''s3://bucket/'' is not taken'",
        "--intent, '',           '--intent: '''' is not taken'",
    })
    void shouldRefuseWhatIsNoValue(String flag, String value, String told) {
        List<String> wrong = new java.util.ArrayList<>(WHOLE);
        wrong.set(WHOLE.indexOf(flag) + 1, value);
        assertThatThrownBy(() -> StepArguments.of(wrong)).hasMessageContaining(told);
    }

    @Test
    void shouldRefuseWhatItDoesNotKnowAndWhatIsGivenTwice() {
        List<String> wrong = new java.util.ArrayList<>(WHOLE);
        wrong.addAll(List.of("--do", "check", "--rnu", "-", "", "", "--profile"));
        assertThatThrownBy(() -> StepArguments.of(wrong))
                .asInstanceOf(InstanceOfAssertFactories.type(InvalidInput.class))
                .extracting(InvalidInput::problems, InstanceOfAssertFactories.list(Problem.class))
                .extracting(Problem::line)
                .satisfiesExactly(
                        twice -> assertThat(twice).contains("--do", "twice"),
                        unknown -> assertThat(unknown).contains("'--rnu': is no argument", "--run"),
                        empty -> assertThat(empty).startsWith("'': is no argument"),
                        cut -> assertThat(cut).contains("--profile", "nothing after it"));
    }
}
