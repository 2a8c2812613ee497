package retrain.jenkins.page;

import retrain.jenkins.result.RunResult;

/**
 * A result and the build that it is of.
 *
 * @param url of the build, relative to Jenkins' root
 * @param time of the build's begin, in milliseconds of the epoch
 */
record Entry(int number, String name, String url, long time, RunResult result) {
    boolean isOf(String model) {
        return model.equals(result.getModel());
    }

    boolean isPassed() {
        return Tone.isPassed(result.getOutcome());
    }

    /** {@return whether the model version is the champion after it, as it was told} */
    boolean crowns() {
        return result.getVersion() != null
                && (result.isPromoted() || result.getOutcome().equals("UNCHANGED"));
    }

    /** {@return whether it brought an earlier champion back; of which model, its result does not tell} */
    boolean rollsBack() {
        return result.getCommand().equals("rollback") && result.getOutcome().equals("DONE");
    }
}
