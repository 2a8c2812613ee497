package retrain.spec;

/** Where rows go that are hardly read any more. */
public record ColdSpec(
        @Key(doc = "How old a version must be whose rows 'clean' moves: '3 months'.", pattern = Span.PATTERN)
        String after,

        @Key(
                doc =
                        "The folder they are moved to, on a cheaper disk, relative to this file. It must stay there: rows are read from it.")
        String folder) {}
