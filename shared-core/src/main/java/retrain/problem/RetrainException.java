package retrain.problem;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a command throws when it cannot do its work; anything else that is thrown is a bug of Retrain. */
public abstract sealed class RetrainException extends RuntimeException permits InvalidInput, BackendFailure {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // a list of records; exceptions are not sent anywhere
    private final List<Problem> problems;

    RetrainException(List<Problem> problems, @Nullable Throwable cause) {
        super(problems.stream().map(Problem::line).collect(Collectors.joining(System.lineSeparator())), cause);
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an exception names at least one problem");
        }
        this.problems = List.copyOf(problems);
    }

    /** {@return everything that is wrong, in the order in which it was found} */
    public List<Problem> problems() {
        return problems;
    }

    /** {@return the exit code of a process that ends with this exception} */
    public abstract int exitCode();
}
