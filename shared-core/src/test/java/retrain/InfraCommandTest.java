package retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.event.Observer;
import retrain.infra.GeneratedFile;
import retrain.infra.Plan;
import retrain.infra.Stacks;
import retrain.problem.InvalidInput;

class InfraCommandTest {
    @TempDir
    Path folder;

    private final List<String> asked = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("retrain.yaml"), """
                model: small
                task: binary
                target: late
                store: s3://store/small
                aws: {region: us-east-1, role: 'arn:aws:iam::123456789012:role/retrain-jobs'}
                data: {sources: {rows: 's3://lake/rows/'}}
                train: {xgboost: {rounds: 5}, sagemaker: {instance: ml.m5.large}}
                promote: {endpoint: {instance: ml.m5.large}}
                infra: {}
                """);
    }

    private Outcome execute(String... options) {
        return execute(new Ports(), options);
    }

    private Outcome execute(retrain.Ports ports, String... options) {
        Map<Option, String> all = new EnumMap<>(Option.class);
        for (String option : options) {
            String[] pair = option.split("=", 2);
            for (Option o : Option.values()) {
                if (o.word().equals(pair[0])) {
                    all.put(o, pair[1]);
                }
            }
        }
        Request request = new Request(Command.INFRA, all, folder, folder.resolve("out"), "test");
        return new Retrain(event -> {}, ports).execute(request);
    }

    /** A stack that notes what it is asked. */
    private final class Ports extends OtherPorts {
        private Ports() {
            super(retrain.Ports.embedded());
        }

        @Override
        public Stacks stacks(Plan plan, Observer observer) {
            return new Stacks() {
                @Override
                public List<String> check(List<GeneratedFile> files) {
                    asked.add("check");
                    return List.of("Add Trigger");
                }

                @Override
                public List<String> deploy(List<GeneratedFile> files) {
                    asked.add("deploy");
                    return List.of();
                }

                @Override
                public List<String> destroy(boolean withData) {
                    asked.add("destroy " + withData);
                    return List.of("bucket store stays");
                }
            };
        }
    }

    @Test
    void shouldWriteTheFilesAndSayWhatTheStackCosts() {
        Outcome outcome = execute();

        assertThat(outcome.text())
                .contains("wrote infra/template.yaml")
                .anyMatch(l -> l.startsWith("the stack costs $"));
        assertThat(execute().text()).contains("infra/template.yaml is unchanged");
        assertThat(asked).isEmpty();
    }

    @Test
    void shouldSayWhatWouldChangeAndWhatItCosts() {
        assertThat(execute("stack=check").text())
                .contains("Add Trigger")
                .anyMatch(l -> l.startsWith("the stack costs $"));
        assertThat(execute("stack=deploy", "dryRun=true").text()).contains("Add Trigger");
        assertThat(asked).containsExactly("check", "check");
    }

    @Test
    void shouldSayThatNothingWasChanged() {
        assertThat(execute("stack=deploy").summary())
                .isEqualTo("The stack retrain-small was as the spec says: nothing was changed");
        assertThat(asked).containsExactly("deploy");
    }

    @Test
    void shouldDestroyWithDataOnlyIfTheNameIsSaidAgain() {
        assertThatThrownBy(() -> execute("stack=destroy", "withData=true"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("the stack is called 'retrain-small'");
        assertThat(execute("stack=destroy", "withData=retrain-small", "dryRun=true")
                        .summary())
                .contains("and its buckets with all that is in them");
        assertThat(asked).isEmpty();

        execute("stack=destroy");
        execute("stack=destroy", "withData=retrain-small");
        assertThat(asked).containsExactly("destroy false", "destroy true");
    }

    @Test
    void shouldRefuseWordsThatAreNone() {
        assertThatThrownBy(() -> execute("stack=destory"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("is 'destory'")
                .hasMessageContaining("Write write or check or deploy");
        assertThat(asked).isEmpty();
    }

    @Test
    void shouldNotTakeTheNameForAnotherCommandThanDestroy() {
        assertThatThrownBy(() -> execute("stack=deploy", "withData=retrain-small"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("belongs to 'stack=destroy'");
        assertThat(asked).isEmpty();
    }

    @Test
    void shouldSayWhichModuleIsMissing() {
        assertThatThrownBy(() -> execute(retrain.Ports.embedded(), "stack=check"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("needs the module retrain-aws");
    }

    @Test
    void shouldSayWhatToAddWithoutTheKey() throws IOException {
        Path config = folder.resolve("retrain.yaml");
        Files.writeString(config, Files.readString(config).replace("infra: {}\n", ""));

        assertThatThrownBy(() -> execute()).isInstanceOf(InvalidInput.class).hasMessageContaining("infra: {}");
    }
}
