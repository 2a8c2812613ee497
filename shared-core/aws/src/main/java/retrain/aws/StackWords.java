package retrain.aws;

import java.util.List;
import java.util.function.Supplier;
import retrain.problem.BackendFailure;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;
import retrain.problem.RetrainException;

/** The failures of AWS are told for runs; a stack has none to go on with. */
final class StackWords {
    private StackWords() {}

    /** {@return what the work gives; its failures name the command in place of a run} */
    static <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (InvalidInput e) {
            List<Problem> told = e.problems().stream().map(StackWords::told).toList();
            throw told.equals(e.problems()) ? e : caused(new InvalidInput(told), e);
        } catch (BackendFailure e) {
            Problem told = told(e.problems().get(0));
            throw told.equals(e.problems().get(0))
                    ? e
                    : e.isRetryable()
                            ? BackendFailure.retryable(told, e.requestId().orElse(null), e)
                            : BackendFailure.permanent(told, e);
        }
    }

    private static RetrainException caused(InvalidInput told, InvalidInput cause) {
        told.initCause(cause);
        return told;
    }

    private static Problem told(Problem p) {
        String cure = p.cure()
                .replace("Go on with the run later", "Give the command again later")
                .replace("Go on with the run", "Give the command again")
                .replace("go on with the run", "give the command again");
        return new Problem(p.code(), p.where(), p.what(), cure);
    }
}
