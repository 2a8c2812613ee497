package retrain.gate;

/** How it is judged whether a candidate reaches a bound. */
public interface Comparison {
    /** {@return the comparison's name, a part of the decision's identity} */
    String name();

    /** {@return PASSED or FAILED, or INCONCLUSIVE if the rows are too few to tell} */
    Verdict judge(Claim claim);

    /** {@return the comparison of the values as they are, without regard to chance; never inconclusive} */
    static Comparison ofPoints() {
        return new Points();
    }

    /** Compares values. */
    record Points() implements Comparison {
        @Override
        public String name() {
            return "point values";
        }

        @Override
        public Verdict judge(Claim claim) {
            double gap = claim.gap();
            return gap > 0 || (gap == 0 && !claim.strict()) ? Verdict.PASSED : Verdict.FAILED;
        }
    }
}
