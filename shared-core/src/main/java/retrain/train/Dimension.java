package retrain.train;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import retrain.spec.Hyperparameters;
import retrain.spec.RangeSpec.Scaling;

/** A hyperparameter that is searched. */
sealed interface Dimension {
    String name();

    /** {@return the value of a text that {@link Hyperparameters#text} made} */
    Object typed(String text);

    /**
     * Numbers from min to max.
     *
     * @param whole only whole ones, each as likely as the others on a linear scale
     */
    record Numeric(String name, double min, double max, boolean whole, Scaling scaling) implements Dimension {
        /** Values are told as exactly as anybody needs: to this share of the range. */
        private static final double FINEST = 1e-4;

        /** {@return the value at a place between 0 (min) and 1 (max) on the scale} */
        Object at(double place) {
            double value = value(place);
            if (whole) {
                return (long) Math.min(max, Math.max(min, Math.rint(value)));
            }
            double step = value(Math.min(1, place + FINEST)) - value(Math.max(0, place - FINEST));
            int digits = (int) -Math.floor(StrictMath.log10(step));
            double rounded = new BigDecimal(value)
                    .setScale(digits, RoundingMode.HALF_EVEN)
                    .doubleValue();
            return Math.min(max, Math.max(min, rounded));
        }

        /** {@return where between 0 and 1 the value lies} */
        double place(Object value) {
            double from = scaled(low());
            double place = (scaled(((Number) value).doubleValue()) - from) / (scaled(high()) - from);
            return Math.min(1, Math.max(0, place));
        }

        private double value(double place) {
            double from = scaled(low());
            double at = from + place * (scaled(high()) - from);
            return switch (scaling) {
                case LINEAR -> at;
                case LOGARITHMIC -> StrictMath.exp(at);
                case REVERSE_LOGARITHMIC -> 1 - StrictMath.exp(-at);
            };
        }

        private double scaled(double value) {
            return switch (scaling) {
                case LINEAR -> value;
                case LOGARITHMIC -> StrictMath.log(value);
                case REVERSE_LOGARITHMIC -> -StrictMath.log(1 - value);
            };
        }

        private double low() {
            return whole ? min - 0.5 : min;
        }

        private double high() {
            return whole ? max + 0.5 : max;
        }

        @Override
        public Object typed(String text) {
            return whole ? (Object) Long.parseLong(text) : (Object) Double.parseDouble(text);
        }
    }

    /** One of several values, without order. */
    record Categorical(String name, List<Object> values) implements Dimension {
        public Categorical {
            values = List.copyOf(values);
        }

        @Override
        public Object typed(String text) {
            return values.stream()
                    .filter(value -> Hyperparameters.text(value).equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(name + " is never " + text));
        }
    }
}
