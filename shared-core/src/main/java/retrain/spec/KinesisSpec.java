package retrain.spec;

import java.util.Optional;

/** A stream of Kinesis, each of whose records is a row. Region and credentials are those of the AWS SDK's default chains. */
public record KinesisSpec(
        @Key(doc = "The stream. A record's data are a JSON object, and a row.", pattern = "[a-zA-Z0-9._-]{1,128}")
        String stream,

        @Key(doc = LogSpec.BATCH, orElse = "1000", min = 1, max = 10000000)
        int batch,

        @Key(name = "wait", doc = LogSpec.WAIT, orElse = "10 seconds", pattern = LogSpec.SPAN)
        String patience,

        @Key(doc = LogSpec.FROM, orElse = "earliest") Begin from,

        @Key(doc = LogSpec.MALFORMED, orElse = "stop") Trouble malformed,

        @Key(doc = LogSpec.LOST, orElse = "stop") Trouble lost,

        @Key(doc = LogSpec.LAND) Optional<String> land)
        implements LogSpec {}
