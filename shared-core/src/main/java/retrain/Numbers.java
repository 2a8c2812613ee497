package retrain;

import retrain.problem.Code;
import retrain.problem.InvalidInput;

/** Reads the options that are numbers. */
final class Numbers {
    private Numbers() {}

    static int whole(Option option, String text, int least) {
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least) {
            throw new InvalidInput(
                    Code.OPTION_WRONG,
                    "option '" + option.word() + "'",
                    "'" + text + "' is not a whole number of at least " + least,
                    "Write it in digits");
        }
        return Integer.parseInt(text);
    }
}
