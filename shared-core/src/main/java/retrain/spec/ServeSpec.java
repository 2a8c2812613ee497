package retrain.spec;

import java.util.Optional;

/** The small server that {@code serve} is. */
public record ServeSpec(
        @Key(doc = "The address to listen at; 0.0.0.0 for all of this machine.", orElse = "127.0.0.1")
        String host,

        @Key(doc = "The port; 0: one that is free.", orElse = "8080", min = 0, max = 65535)
        int port,

        @Key(
                doc =
                        "Folder that requests and answers are captured to, relative to this file, as SageMaker does it: <variant>/yyyy/mm/dd/hh/*.jsonl."
                                + " Absent: nothing is captured.")
        Optional<String> capture) {}
