package retrain.spec;

import java.util.Optional;

/** A topic of Kafka, each of whose records is a row. */
public record KafkaSpec(
        @Key(
                doc = "Brokers to begin with, as host:port, separated by commas.",
                pattern = "[^\\s,]+:[0-9]+(, ?[^\\s,]+:[0-9]+)*")
        String servers,

        @Key(doc = "The topic. A record's value is a JSON object, and a row.", pattern = "[a-zA-Z0-9._-]{1,249}")
        String topic,

        @Key(
                doc =
                        "A file of Kafka's client properties (security, timeouts), relative to this file. It is never stored or told.")
        Optional<String> properties,

        @Key(doc = LogSpec.BATCH, orElse = "1000", min = 1, max = 10000000)
        int batch,

        @Key(name = "wait", doc = LogSpec.WAIT, orElse = "10 seconds", pattern = LogSpec.SPAN)
        String patience,

        @Key(doc = LogSpec.FROM, orElse = "earliest") Begin from,

        @Key(doc = LogSpec.MALFORMED, orElse = "stop") Trouble malformed,

        @Key(doc = LogSpec.LOST, orElse = "stop") Trouble lost,

        @Key(doc = LogSpec.LAND) Optional<String> land)
        implements LogSpec {}
