package retrain.promote;

import retrain.registry.ModelVersion;

/**
 * A version that is served beside others.
 *
 * @param name its name at the deployment: {@code v<number>}
 * @param weight its share of the requests, from 0 to 1; those of all variants that are not shadows are 1 together
 * @param shadow whether it gets a copy of the requests, and its answers go nowhere
 */
public record Variant(String name, ModelVersion version, double weight, boolean shadow) {
    public Variant {
        if (!(weight >= 0 && weight <= 1)) {
            throw new IllegalArgumentException("no share: " + weight);
        }
    }

    /** {@return a version that gets this share of the requests} */
    public static Variant of(ModelVersion version, double weight) {
        return new Variant("v" + version.number(), version, weight, false);
    }

    /** {@return a version that gets a copy of every request} */
    public static Variant shadow(ModelVersion version) {
        return new Variant("v" + version.number(), version, 1, true);
    }
}
