package retrain.aws;

import retrain.Adapters;

/** What this module brings. */
public final class AwsAdapters implements Adapters {
    @Override
    public String artifact() {
        return "retrain-aws";
    }
}
