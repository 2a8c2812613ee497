package retrain.spec;

import java.util.Map;
import java.util.Optional;

/** How a column is made what it was. The steps are done in the order of the keys. */
public record AdaptSpec(
        @Key(doc = "The column's name in the prepared rows, if they do not have one of the name that is wanted.")
        Optional<String> from,

        @Key(doc = "Old value -> new value, as texts.", orElse = "{}")
        Map<String, String> map,

        @Key(
                doc = "The type it is to have. A value that cannot be cast is a mistake.",
                pattern =
                        "BOOLEAN|TINYINT|SMALLINT|INTEGER|BIGINT|FLOAT|DOUBLE|DECIMAL\\([0-9]+, ?[0-9]+\\)|VARCHAR|DATE|TIMESTAMP|TIMESTAMPTZ")
        Optional<String> cast,

        @Key(doc = "Every number is multiplied by this: 1.609344 makes km of miles.")
        Optional<Double> times,

        @Key(doc = "This is added to every number, after 'times'.")
        Optional<Double> plus,

        @Key(
                doc =
                        "Stands in for a missing value; and in every row if there is no such column, which then is of the type of 'cast', else a"
                                + " number if this is one, else text.")
        Optional<String> fill) {
    public AdaptSpec {
        map = Ordered.copy(map);
    }
}
