package retrain.aws;

import java.util.function.Supplier;
import retrain.problem.BackendFailure;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;

/** The failures of AWS are told for runs; a stack has none to go on with. */
final class StackWords {
    private StackWords() {}

    /** {@return what the work gives; its failures name the command in place of a run} */
    static <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (InvalidInput e) {
            InvalidInput told =
                    new InvalidInput(e.problems().stream().map(StackWords::told).toList());
            told.addSuppressed(e);
            throw told;
        } catch (BackendFailure e) {
            Problem told = told(e.problems().get(0));
            throw e.isRetryable()
                    ? BackendFailure.retryable(told, e.requestId().orElse(null), e)
                    : BackendFailure.permanent(told, e);
        }
    }

    private static Problem told(Problem p) {
        String cure = p.cure()
                .replace("Go on with the run later", "Give the command again later")
                .replace("Go on with the run", "Give the command again")
                .replace("go on with the run", "give the command again");
        return new Problem(p.code(), p.where(), p.what(), cure);
    }
}
