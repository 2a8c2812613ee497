package retrain.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A booster's JSON, for what the Java API lacks: taking off the last rounds, naming the features (it cuts names that are not ASCII
 * short), and the gain of features. The form is that of XGBoost's
 * <a href="https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html">model schema</a>. Numbers are copied as they are
 * written, so that nothing is rounded.
 */
final class XgboostJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    /** Arrays with an element a tree. */
    private static final Set<String> BY_TREE = Set.of("tree_info", "trees", "weight_drop");

    private static final String BY_ROUND = "iteration_indptr";

    private final byte[] model;

    XgboostJson(byte[] model) {
        this.model = model;
    }

    /** {@return the model with its first rounds only, all of them if it is not of trees, and the features' names} */
    byte[] firstRounds(int rounds, List<String> features) throws IOException {
        List<Integer> treesBefore = treesBeforeRounds();
        boolean cut = treesBefore.size() > rounds + 1;
        int trees = cut ? treesBefore.get(rounds) : Integer.MAX_VALUE;
        ByteArrayOutputStream out = new ByteArrayOutputStream(model.length);
        try (JsonParser in = FACTORY.createParser(model);
                JsonGenerator json = FACTORY.createGenerator(out)) {
            in.nextToken();
            new Copy(in, json, features, cut ? rounds + 1 : Integer.MAX_VALUE, trees).value();
        }
        return out.toByteArray();
    }

    /** {@return for each round how many trees are before it, and at last how many there are} */
    private List<Integer> treesBeforeRounds() throws IOException {
        try (JsonParser in = FACTORY.createParser(model)) {
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                if (token == JsonToken.FIELD_NAME && in.currentName().equals("attributes")) {
                    in.nextToken();
                    in.skipChildren();
                } else if (token == JsonToken.FIELD_NAME && in.currentName().equals(BY_ROUND)) {
                    return integers(in);
                }
            }
        }
        return List.of();
    }

    /** One copying of a model. */
    private record Copy(JsonParser in, JsonGenerator json, List<String> features, int bounds, int trees) {
        void value() throws IOException {
            switch (in.currentToken()) {
                case START_OBJECT -> fields();
                case START_ARRAY -> array(Integer.MAX_VALUE);
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.writeNumber(in.getText());
                default -> json.copyCurrentEvent(in);
            }
        }

        private void fields() throws IOException {
            json.writeStartObject();
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String name = in.currentName();
                json.writeFieldName(name);
                in.nextToken();
                field(name);
            }
            json.writeEndObject();
        }

        private void field(String name) throws IOException {
            if (name.equals("attributes")) {
                json.copyCurrentStructure(in);
            } else if (name.equals("feature_names")) {
                in.skipChildren();
                json.writeArray(features.toArray(String[]::new), 0, features.size());
            } else if (name.equals("num_trees") && trees < Integer.MAX_VALUE) {
                json.writeString(Integer.toString(trees));
            } else if (BY_TREE.contains(name)) {
                array(trees);
            } else if (name.equals(BY_ROUND)) {
                array(bounds);
            } else {
                value();
            }
        }

        private void array(int most) throws IOException {
            json.writeStartArray();
            for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
                if (i < most) {
                    value();
                } else {
                    in.skipChildren();
                }
            }
            json.writeEndArray();
        }
    }

    /** {@return by feature, the sum of the loss that its splits of the first rounds have taken away; all zero for a model that is not of trees} */
    double[] totalGain(int rounds, int features) throws IOException {
        List<Integer> treesBefore = treesBeforeRounds();
        int trees = treesBefore.size() > rounds ? treesBefore.get(rounds) : 0;
        double[] gain = new double[features];
        List<Integer> left = List.of();
        List<Double> loss = List.of();
        try (JsonParser in = FACTORY.createParser(model)) {
            // A tree's arrays are written in the order of their names.
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                if (token != JsonToken.FIELD_NAME) {
                    continue;
                }
                switch (in.currentName()) {
                    case "attributes", "feature_names" -> {
                        in.nextToken();
                        in.skipChildren();
                    }
                    case "left_children" -> left = integers(in);
                    case "loss_changes" -> loss = doubles(in);
                    case "split_indices" -> {
                        List<Integer> feature = integers(in);
                        if (trees-- > 0) {
                            add(gain, left, loss, feature);
                        }
                    }
                    default -> {}
                }
            }
        }
        return gain;
    }

    private static void add(double[] gain, List<Integer> left, List<Double> loss, List<Integer> feature) {
        for (int node = 0; node < feature.size(); node++) {
            if (left.get(node) >= 0) {
                gain[feature.get(node)] += loss.get(node);
            }
        }
    }

    private static List<Integer> integers(JsonParser in) throws IOException {
        List<Integer> values = new ArrayList<>();
        for (in.nextToken(); in.nextToken() != JsonToken.END_ARRAY; ) {
            values.add(in.getIntValue());
        }
        return values;
    }

    private static List<Double> doubles(JsonParser in) throws IOException {
        List<Double> values = new ArrayList<>();
        for (in.nextToken(); in.nextToken() != JsonToken.END_ARRAY; ) {
            values.add(in.getDoubleValue());
        }
        return values;
    }
}
