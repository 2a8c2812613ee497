package retrain.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.spec.KafkaSpec;

/** What Kafka's clients are told: our own defaults, then the user's file, then what a stream depends on. */
final class ClientProperties {
    /** Kafka's own is a minute, and a build should not hang for so long on a broker that is away. */
    private static final int TIMEOUT_MILLIS = 30_000;

    /** What was read ahead of a partition stays in memory. */
    private static final int MOST_AHEAD = 500;

    private static final int SHORTEST_SECRET = 3;

    private final Properties given;
    private final Properties all = new Properties();

    private ClientProperties(KafkaSpec spec, Properties given) {
        this.given = given;
        all.putAll(Map.of(
                CommonClientConfigs.CLIENT_ID_CONFIG,
                "retrain",
                CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
                TIMEOUT_MILLIS,
                CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
                TIMEOUT_MILLIS / 2,
                CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"));
        all.putAll(given);
        all.putAll(Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                spec.servers(),
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                Math.min(spec.batch(), MOST_AHEAD)));
        all.remove(ConsumerConfig.GROUP_ID_CONFIG);
    }

    /** @param base what the file is relative to */
    static ClientProperties read(KafkaSpec spec, Path base) {
        Properties given = new Properties();
        if (spec.properties().isPresent()) {
            Path file = base.resolve(spec.properties().get()).normalize();
            try (Reader text = Files.newBufferedReader(file)) {
                given.load(text);
            } catch (IOException | IllegalArgumentException e) {
                // Not the message: it may hold a piece of the file.
                throw new InvalidInput(
                        Code.SPEC_WRONG_VALUE,
                        "stream.kafka.properties",
                        file + " cannot be read as properties (" + e.getClass().getSimpleName() + ")",
                        "Write a line 'name=value' for each property of Kafka's clients, in UTF-8");
            }
        }
        return new ClientProperties(spec, given);
    }

    Properties all() {
        return all;
    }

    /** {@return how long a call may take} */
    Duration timeout() {
        return Duration.ofMillis(
                Long.parseLong(String.valueOf(all.get(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG))));
    }

    /** {@return a message of Kafka's without any word of the file's values} */
    String hidden(String message) {
        String hidden = message;
        for (Object value : given.values()) {
            for (String word : value.toString().split("[\\s;=,\"']+", -1)) {
                hidden = word.length() < SHORTEST_SECRET ? hidden : hidden.replace(word, "[hidden]");
            }
        }
        return hidden;
    }
}
