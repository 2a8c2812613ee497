package retrain.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import retrain.spec.Hyperparameters;
import retrain.spec.RangeSpec;
import retrain.spec.Spec;
import retrain.statistic.Resampling.Numbers;
import retrain.train.Dimension.Categorical;
import retrain.train.Dimension.Numeric;

/** All sets of hyperparameters that may be tried. */
record SearchSpace(List<Dimension> dimensions) {
    SearchSpace {
        dimensions = List.copyOf(dimensions);
    }

    /** {@return the ranges of the spec's search} */
    static SearchSpace of(Spec spec) {
        boolean xgboost = spec.train().xgboost().isPresent();
        List<Dimension> dimensions = new ArrayList<>();
        spec.train()
                .tune()
                .orElseThrow()
                .ranges()
                .forEach((name, range) -> dimensions.add(
                        range.values().isPresent()
                                ? new Categorical(name, range.values().get())
                                : numbers(name, range, xgboost && Hyperparameters.isWhole(name))));
        return new SearchSpace(dimensions);
    }

    private static Numeric numbers(String name, RangeSpec range, boolean whole) {
        return new Numeric(
                name,
                range.min().orElseThrow(),
                range.max().orElseThrow(),
                range.kind().map(k -> k == RangeSpec.Kind.INTEGER).orElse(whole),
                range.scaling());
    }

    /** {@return a set of chance} */
    Map<String, Object> draw(Numbers random) {
        Map<String, Object> drawn = new LinkedHashMap<>();
        for (Dimension dimension : dimensions) {
            Object value;
            if (dimension instanceof Numeric numbers) {
                value = numbers.at(random.uniform());
            } else {
                List<Object> values = ((Categorical) dimension).values();
                value = values.get(random.below(values.size()));
            }
            drawn.put(dimension.name(), value);
        }
        return drawn;
    }

    /** {@return a combination of values by its number, from 0; of spaces without numbers only. The last dimension changes first} */
    Map<String, Object> combination(int number) {
        Map<String, Object> combination = new LinkedHashMap<>();
        dimensions.forEach(d -> combination.put(d.name(), ""));
        int rest = number;
        for (int i = dimensions.size() - 1; i >= 0; i--) {
            Categorical dimension = (Categorical) dimensions.get(i);
            int size = dimension.values().size();
            combination.put(dimension.name(), dimension.values().get(rest % size));
            rest /= size;
        }
        return combination;
    }

    /** {@return a set of values as records tell it} */
    static Map<String, String> texts(Map<String, Object> hyperparameters) {
        Map<String, String> texts = new TreeMap<>();
        hyperparameters.forEach((name, value) -> texts.put(name, Hyperparameters.text(value)));
        return texts;
    }

    /** {@return the set of values that a record tells} */
    Map<String, Object> typed(Map<String, String> texts) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Dimension dimension : dimensions) {
            String text = texts.get(dimension.name());
            if (text == null) {
                throw new IllegalArgumentException("a trial without " + dimension.name());
            }
            values.put(dimension.name(), dimension.typed(text));
        }
        return values;
    }
}
