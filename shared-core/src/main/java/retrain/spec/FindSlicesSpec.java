package retrain.spec;

import java.util.List;

/** The search for the slices on which the candidate does worst. */
public record FindSlicesSpec(
        @Key(doc = "The columns to look at. Empty: the features.", orElse = "[]")
        List<String> columns,

        @Key(doc = "How many columns a slice is made of at most.", orElse = "2", min = 1, max = 2)
        int depth,

        @Key(doc = "The fewest rows of a slice.", orElse = "200", min = 10, max = 1000000000)
        int minRows,

        @Key(
                doc = "The share of false findings that is accepted (Benjamini-Hochberg).",
                orElse = "0.05",
                min = 0.0001,
                max = 0.5)
        double falseDiscoveries,

        @Key(doc = "How many slices are told at most, the worst first.", orElse = "10", min = 1, max = 100)
        int most) {
    public FindSlicesSpec {
        columns = List.copyOf(columns);
    }
}
