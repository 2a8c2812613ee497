package retrain.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Preparing with AWS Glue. What only decides how fast and how dear it is does not decide whether it runs again. */
public record GlueSpec(
        @Key(
                doc =
                        "File with one SELECT over the sources, in the SQL that DuckDB and Spark have in common. Either this or 'job'.")
        Optional<String> sql,

        @Key(
                doc =
                        "The name of a job of your own. It finds its sources in the file that --retrain-plan names, and writes csv or parquet"
                                + " files below the address --retrain-output.",
                pattern = "[^\\s].{0,254}")
        Optional<String> job,

        @Key(doc = "Arguments of the job by their names: {--year: 2013}.", orElse = "{}")
        Map<String, Object> arguments,

        @Key(
                doc = "The role that the job of 'sql' runs as. Absent: aws.role.",
                pattern = "arn:aws[a-z-]*:iam::[0-9]{12}:role/.+")
        Optional<String> role,

        @Key(doc = "The version of Glue that 'sql' runs on: 4.0 or 5.0.", orElse = "5.0", pattern = "[4-9]\\.[0-9]")
        String version,

        @Key(
                doc = "The type of worker: G.1X, G.2X, G.4X, G.8X. Absent: G.1X, or as the job says.",
                pattern = "[A-Z]\\.[0-9]+X")
        Optional<String> worker,

        @Key(doc = "How many workers. Absent: 2, or as the job says.", min = 2, max = 299)
        Optional<Integer> workers,

        @Key(doc = "Minutes after which Glue ends the job.", orElse = "120", min = 1, max = 10080)
        int timeout,

        @Key(doc = "Whether spare capacity does: cheaper, and it may begin later.", orElse = "false")
        boolean flex,

        @Key(doc = "Connections of Glue, for a job of 'sql' that works in a VPC.", orElse = "[]")
        List<String> connections) {
    public GlueSpec {
        arguments = Ordered.copy(arguments);
        connections = List.copyOf(connections);
    }
}
