package retrain.local;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import retrain.train.Feature;

/**
 * The rows of a request, as a served model takes them: CSV without a header, in the order of the model's features, as SageMaker's
 * container of XGBoost
 * takes it; or JSON: {@code {"instances": [{"features": [1, 2]}]}}, lists of values, or objects by the features' names.
 *
 * <p>A value that is empty, null or NaN is missing. Of a feature of categories a text is the category, and a number that is no category
 * its code.
 */
final class RequestRows implements TypedRows {
    private static final String CSV = "text/csv";
    private static final String JSON = "application/json";

    private final List<Feature> features;
    private final List<List<@Nullable String>> rows;

    private RequestRows(List<Feature> features, List<List<@Nullable String>> rows) {
        this.features = features;
        this.rows = rows;
    }

    /**
     * Reads a body.
     *
     * @param type its content type, parameters and all
     * @throws BadRequest if it is of another type, or not as many values a row as there are features, or no values
     */
    static RequestRows of(String type, String body, List<Feature> features) throws BadRequest {
        List<List<@Nullable String>> rows = isJson(type) ? json(body, features) : csv(type, body);
        if (rows.isEmpty()) {
            throw new BadRequest("the request has no row");
        }
        RequestRows read = new RequestRows(features, rows);
        for (int row = 0; row < rows.size(); row++) {
            read.check(row);
        }
        return read;
    }

    static boolean isJson(String type) {
        return media(type).equals(JSON);
    }

    private static String media(String type) {
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(java.util.Locale.ROOT);
    }

    private static List<List<@Nullable String>> csv(String type, String body) throws BadRequest {
        if (!media(type).equals(CSV)) {
            throw new BadRequest(415, "the content type is '" + type + "'; send " + CSV + " or " + JSON);
        }
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (String line : body.strip().split("\\R", -1)) {
            if (!line.isBlank()) {
                rows.add(CapturedEvent.fields(line));
            }
        }
        return rows;
    }

    private static List<List<@Nullable String>> json(String body, List<Feature> features) throws BadRequest {
        List<?> instances;
        try {
            instances = CapturedEvent.list(
                    ForeignJson.object("{\"it\":" + body + "}").get("it"));
        } catch (IOException e) {
            throw new BadRequest("the body is no JSON: " + firstLine(e));
        }
        List<String> names = features.stream().map(Feature::name).toList();
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (Object instance : instances) {
            if (instance instanceof Map<?, ?> map && !(map.get("features") instanceof List<?>)) {
                unknown(map, names, rows.size() + 1);
            }
            rows.add(CapturedEvent.values(instance, names));
        }
        return rows;
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static void unknown(Map<?, ?> map, List<String> names, int row) throws BadRequest {
        for (Object key : map.keySet()) {
            if (!names.contains(String.valueOf(key))) {
                throw new BadRequest("row " + row + " has '" + key + "', and the model's features are " + names);
            }
        }
    }

    private void check(int row) throws BadRequest {
        List<@Nullable String> values = rows.get(row);
        if (values.size() != features.size()) {
            throw new BadRequest("row " + (row + 1) + " has " + values.size() + " values, and the model takes "
                    + features.size() + ": "
                    + String.join(", ", features.stream().map(Feature::name).toList()));
        }
        for (int column = 0; column < values.size(); column++) {
            String value = values.get(column);
            if (value != null && !features.get(column).categorical() && !isNumber(value)) {
                throw new BadRequest("row " + (row + 1) + ", feature '"
                        + features.get(column).name() + "': '" + value + "' is no number that a float can hold");
            }
        }
    }

    private static boolean isNumber(String text) {
        try {
            return !Float.isInfinite(Float.parseFloat(bit(text)));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String bit(String text) {
        return switch (text) {
            case "true", "True" -> "1";
            case "false", "False" -> "0";
            case "nan" -> "NaN";
            default -> text;
        };
    }

    @Override
    public int rows() {
        return rows.size();
    }

    @Override
    public boolean isText(int column) {
        return features.get(column).categorical();
    }

    @Override
    public double number(int column, int row) {
        String value = rows.get(row).get(column);
        return value == null ? Double.NaN : Double.parseDouble(bit(value));
    }

    @Override
    public @Nullable String text(int column, int row) {
        return rows.get(row).get(column);
    }

    /** {@return the value as XGBoost takes it} */
    float encoded(int column, int row) {
        if (!isText(column)) {
            return (float) number(column, row);
        }
        String value = text(column, row);
        List<String> categories = features.get(column).categories();
        int code = value == null ? -1 : categories.indexOf(value);
        if (code < 0 && value != null && value.matches("[0-9]{1,9}(\\.0*)?")) {
            code = (int) Double.parseDouble(value);
        }
        return code < 0 || code >= categories.size() ? Float.NaN : code;
    }
}
