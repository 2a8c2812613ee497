package retrain.problem;

import java.util.List;

/** Mistakes that the user mends: in the spec, the options or the data. All that were found, at once. */
public final class InvalidInput extends RetrainException {
    private static final long serialVersionUID = 1L;

    public InvalidInput(List<Problem> problems) {
        super(problems, null);
    }

    public InvalidInput(Code code, String where, String what, String cure) {
        this(List.of(new Problem(code, where, what, cure)));
    }

    @Override
    public int exitCode() {
        return 3;
    }
}
