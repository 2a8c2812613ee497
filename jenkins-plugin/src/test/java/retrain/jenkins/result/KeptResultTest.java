package retrain.jenkins.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Field;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A result that is kept with a build, and read again. */
class KeptResultTest {
    private final RunResult result;

    KeptResultTest() throws Exception {
        String ending =
                "{\"format\":1,\"exit\":0,\"kind\":\"HELD\",\"summary\":\"s\",\"text\":[\"1\",\"2\",\"3\"],\"problems\":[]}";
        String file =
                "{\"format\":1,\"model\":\"m\",\"reason\":\"r\",\"evaluation\":{\"candidate\":{\"auc\":0.7}},\"gates\":[{\"gate\":\"g\"}]}";
        this.result = RunResults.read("id", "run", ending, Optional.of(file), Optional.empty());
    }

    @Test
    void shouldKeepNoMoreLinesThanAskedFor() {
        RunResult brief = result.brief(2);

        assertThat(brief.getText()).containsExactly("1", "2");
        assertThat(brief.getGates()).hasSize(1);
        assertThat(brief.getMetrics()).isEqualTo(result.getMetrics());
        assertThat(brief).hasToString(result.toString());
    }

    @Test
    void shouldBeTheSameWhenReadAgain() throws Exception {
        RunResult read = readAgain();

        assertThat(read.getGates()).hasSize(1);
        assertThat(read.getText()).containsExactly("1", "2", "3");
        assertThat(read.getMetrics()).containsEntry("auc", 0.7);
    }

    @Test
    void shouldBeEmptyWhereADamagedOneHasNothing() throws Exception {
        for (String name : new String[] {"outcome", "metrics", "gates", "reasons", "text"}) {
            Field field = RunResult.class.getDeclaredField(name);
            field.setAccessible(true);
            field.set(result, null);
        }
        RunResult read = readAgain();

        assertThat(read.getOutcome()).isEmpty();
        assertThat(read.getMetrics()).isEmpty();
        assertThat(read.getGates()).isEmpty();
        assertThat(read.getReasons()).isEmpty();
        assertThat(read.getText()).isEmpty();
    }

    private RunResult readAgain() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(result);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (RunResult) in.readObject();
        }
    }
}
