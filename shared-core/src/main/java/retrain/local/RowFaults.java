package retrain.local;

import java.util.ArrayList;
import java.util.List;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;

/**
 * What keeps rows from being trained on.
 *
 * @param side training or validation
 * @param infinite for each feature, whether it has a value that no float holds
 * @param positives rows of class 1
 */
@SuppressWarnings("ArrayRecordComponent") // not compared
record RowFaults(XgboostCard card, String side, long rows, boolean[] infinite, long wrongLabels, long positives) {
    /**
     * Throws {@link InvalidInput} with all of them, if there are any.
     *
     * @param bothClasses whether there must be rows of both
     */
    void refuse(boolean bothClasses) {
        List<Problem> problems = new ArrayList<>();
        for (int column = 0; column < infinite.length; column++) {
            if (infinite[column]) {
                problems.add(new Problem(
                        Code.DATA_UNUSABLE,
                        "column " + card.features().get(column).name(),
                        "its " + side + " rows hold an infinite number, or one beyond the range of a float (3.4e38)",
                        "Make such values NULL in the prepare query, or name the column in data.ignore"));
            }
        }
        if (wrongLabels > 0) {
            problems.add(new Problem(
                    Code.DATA_UNUSABLE,
                    "column " + card.target(),
                    wrongLabels + " of the " + rows + " " + side + " rows hold " + wrongLabel(),
                    "Leave such rows out or mend them in the prepare query"));
        }
        if (bothClasses && wrongLabels == 0 && (positives == 0 || positives == rows)) {
            problems.add(new Problem(
                    Code.DATA_UNUSABLE,
                    "column " + card.target(),
                    "all " + side + " rows hold the class " + (positives == 0 ? 0 : 1)
                            + ", so that there is nothing to learn",
                    "Widen the sources or the split, or mend the target in the prepare query"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }

    private String wrongLabel() {
        return switch (card.task()) {
            case BINARY -> "a target that is neither 0 nor 1";
            case MULTICLASS -> "no target, or one that is not among the training rows' classes " + card.classes();
            case REGRESSION -> "no target, or one that is not a finite number";
        };
    }
}
