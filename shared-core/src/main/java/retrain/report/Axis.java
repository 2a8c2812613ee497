package retrain.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The range of a chart in one direction, with ticks at round numbers.
 *
 * @param low the lower end, drawn at the left or bottom
 * @param high the upper end, above low
 * @param step the distance of two ticks: 1, 2 or 5 times a power of ten
 */
record Axis(double low, double high, double step) {
    /** From 0 to 1, for shares and probabilities. */
    static final Axis UNIT = new Axis(0, 1, 0.2);

    /** {@return an axis from low to high as they are, with about as many ticks as wanted} */
    static Axis within(double low, double high, int ticks) {
        if (!Double.isFinite(low) || !Double.isFinite(high) || !Double.isFinite(high - low)) {
            return UNIT;
        }
        if (!(high > low)) {
            double room = low == 0 ? 1 : Math.abs(low) / 2;
            return within(low - room, low + room, ticks);
        }
        return new Axis(low, high, roundStep((high - low) / ticks));
    }

    /** {@return an axis whose ends are ticks} */
    static Axis around(double low, double high, int ticks) {
        Axis axis = within(low, high, ticks);
        double step = axis.step;
        return new Axis(Math.floor(axis.low / step) * step, Math.ceil(axis.high / step) * step, step);
    }

    private static double roundStep(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double digit = rough / power;
        return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
    }

    /** {@return where the value is between the ends: 0 at low, 1 at high; values beyond are put at the ends, NaN at low} */
    double position(double value) {
        return Double.isNaN(value) ? 0 : Math.max(0, Math.min(1, (value - low) / (high - low)));
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        double first = Math.ceil(low / step - 1e-9);
        for (int i = 0; i < 50 && (first + i) * step <= high + step * 1e-9; i++) {
            ticks.add((first + i) * step);
        }
        return ticks;
    }

    /** {@return the tick as text, with as many decimals as the step needs} */
    String label(double tick) {
        if (step >= 1e7 || step < 1e-6) {
            return Figures.value(Math.abs(tick) < step / 2 ? 0 : tick).replace(".0000", "");
        }
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        return Figures.fixed(Math.abs(tick) < step / 2 ? 0 : tick, decimals);
    }
}
