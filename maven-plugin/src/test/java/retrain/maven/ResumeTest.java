package retrain.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import retrain.Command;
import retrain.Option;
import retrain.Request;

class ResumeTest {
    @Test
    void shouldRepeatTheOptionsThatWereGiven() {
        Map<Option, String> options = Map.of(
                Option.PROFILE, "months",
                Option.SET, "evaluate.metrics=[auc, brier]",
                Option.RUN, "an earlier one");
        Request request = new Request(Command.RUN, options, Path.of(""), Path.of(""), "somebody");

        assertThat(Resume.of(request, true).command("r1"))
                .isEqualTo("mvn retrain:run -Dretrain.profile=months"
                        + " '-Dretrain.set=evaluate.metrics=[auc, brier]' -Dretrain.run=r1");
    }

    @Test
    void shouldWriteThePluginOutWhereNoProjectNamesIt() {
        Request request = new Request(Command.TRAIN, Map.of(), Path.of(""), Path.of(""), "somebody");

        assertThat(Resume.of(request, false).command("r1"))
                .matches("mvn io\\.retrain:retrain-maven-plugin:[^:]+:train -Dretrain\\.run=r1");
    }
}
