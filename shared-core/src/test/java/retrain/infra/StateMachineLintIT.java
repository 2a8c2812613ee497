package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Validators of others: statelint, and asl-validator with AWS's own schema. */
@NullUnmarked // what is missing in a map of JSON fails the test
class StateMachineLintIT {
    @TempDir
    Path folder;

    private record Said(int code, String text) {}

    @Test
    void shouldPassTheValidators() throws Exception {
        Files.writeString(folder.resolve("prepare.sql"), "SELECT * FROM rows");
        for (Plan plan : List.of(
                Plans.flights(),
                Plans.flights("infra.approval={}"),
                Plans.sample("own-trainer"),
                StateMachineTest.looking(folder),
                Plans.of(folder, StateMachineTest.ALL))) {
            for (List<String> validator : validators()) {
                Said said = run(validator, StateMachine.definition(plan));
                assertThat(said.code()).as(said.text()).isZero();
            }
        }
    }

    @Test
    void shouldSeeThatTheValidatorsNoticeFaults() throws Exception {
        List<Consumer<Map<String, Object>>> seeds = List.of(
                states -> StateMachineTest.map(states.get("Train")).put("Next", "Nowhere"),
                states -> StateMachineTest.map(states.get("Train")).remove("Resource"),
                states -> StateMachineTest.map(states.get("Train")).put("Type", "Tsk"),
                states -> StateMachineTest.map(states.get("Settle")).remove("Next"));
        for (Consumer<Map<String, Object>> seed : seeds) {
            Map<String, Object> definition = StateMachineTest.mutable(StateMachine.definition(Plans.flights()));
            seed.accept(StateMachineTest.map(definition.get("States")));
            int noticed = 0;
            for (List<String> validator : validators()) {
                noticed += run(validator, definition).code() == 0 ? 0 : 1;
            }
            assertThat(noticed).as("validators that noticed").isPositive();
        }
    }

    private static List<List<String>> validators() {
        List<List<String>> all = new ArrayList<>();
        String python = System.getProperty("retrain.asl", "");
        if (!python.isEmpty()) {
            all.add(List.of(Path.of(python).resolveSibling("statelint").toString()));
        }
        String validator = System.getProperty("retrain.asl-validator", "");
        if (!validator.isEmpty()) {
            all.add(List.of(validator, "--json-path"));
        }
        assumeTrue(
                !all.isEmpty(), "no validator of the Amazon States Language: -Dretrain.asl, -Dretrain.asl-validator");
        return all;
    }

    private Said run(List<String> validator, Map<String, Object> definition) throws IOException, InterruptedException {
        Path file = folder.resolve("machine.json");
        Files.writeString(file, JsonText.of(definition));
        List<String> command = new ArrayList<>(validator);
        command.add(file.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }
}
