package retrain.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrain.problem.InvalidInput;
import retrain.spec.KafkaSpec;
import retrain.spec.LogSpec.Begin;
import retrain.spec.LogSpec.Trouble;

class ClientPropertiesTest {
    @TempDir
    Path base;

    private KafkaSpec spec(String properties) throws IOException {
        Files.writeString(base.resolve("kafka.properties"), properties);
        return new KafkaSpec(
                "127.0.0.1:1",
                "t",
                Optional.of("kafka.properties"),
                1000,
                "10 seconds",
                Begin.EARLIEST,
                Trouble.STOP,
                Trouble.STOP,
                Optional.empty());
    }

    @Test
    void shouldTakeTheFileButForWhatAStreamDependsOn() throws IOException {
        ClientProperties properties = ClientProperties.read(spec("""
                group.id = mine
                enable.auto.commit = true
                auto.offset.reset = latest
                bootstrap.servers = elsewhere:9092
                default.api.timeout.ms = 5000
                security.protocol = SSL
                """), base);
        assertThat(properties.all())
                .containsEntry("security.protocol", "SSL")
                .containsEntry("enable.auto.commit", false)
                .containsEntry("auto.offset.reset", "none")
                .containsEntry("bootstrap.servers", "127.0.0.1:1")
                .containsEntry("max.poll.records", 500)
                .doesNotContainKey("group.id");
        assertThat(properties.timeout()).hasSeconds(5);
    }

    @Test
    void shouldNotTellWhatTheFileSays() throws IOException {
        KafkaSpec spec =
                spec("security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=hunter2 no module\n");
        assertThatThrownBy(() -> KafkaLog.open(spec, ClientProperties.read(spec, base)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("is no configuration of Kafka's clients")
                .message()
                .doesNotContain("hunter2");
        KafkaSpec protocol = spec("security.protocol=hunter2\n");
        assertThatThrownBy(() -> KafkaLog.open(protocol, ClientProperties.read(protocol, base)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("[hidden]")
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void shouldSayThatTheFileIsNotThere() throws IOException {
        KafkaSpec spec = spec("a=b");
        assertThatThrownBy(() -> ClientProperties.read(spec, base.resolve("elsewhere")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("stream.kafka.properties: ")
                .hasMessageContaining("cannot be read as properties (NoSuchFileException)");
        KafkaSpec odd = spec("a=\\\\u00zz");
        Files.writeString(base.resolve("kafka.properties"), "secret=\\u00zz");
        assertThatThrownBy(() -> ClientProperties.read(odd, base))
                .hasMessageContaining("(IllegalArgumentException)")
                .message()
                .doesNotContain("secret");
    }
}
