package retrain.aws;

import retrain.spec.AwsSpec;

/** Pauses between two looks at something that takes its time: short at first, then longer, up to a minute. */
final class Backoff {
    private static final double LONGEST = 60;
    private static final double GROWTH = 1.5;

    private double next;
    private double passed;

    Backoff(AwsSpec aws) {
        this(aws.poll());
    }

    /** @param first the seconds of the first pause */
    Backoff(double first) {
        this.next = first;
    }

    void pause() throws InterruptedException {
        Thread.sleep((long) (next * 1000));
        passed += next;
        next = Math.min(LONGEST, next * GROWTH);
    }

    /** {@return the seconds of all pauses so far} */
    double passed() {
        return passed;
    }
}
