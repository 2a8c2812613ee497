package retrain.local;

import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleConsumer;
import org.duckdb.DuckDBPreparedStatement;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.Problem;

/** Runs a long statement on a thread of its own, so that it can be watched and, by an interrupt of the caller, be stopped. */
final class Running {
    private static final long LOOK_MILLIS = 200;

    private Running() {}

    /**
     * Runs a statement that gives no rows.
     *
     * @param progress is given the percentage from time to time
     * @throws BackendFailure {@link Code#CANCELLED} if the calling thread is interrupted; the thread stays interrupted
     */
    static void run(DuckDb database, String sql, DoubleConsumer progress) throws SQLException {
        try (DuckDBPreparedStatement statement = database.connection().prepare(sql)) {
            FutureTask<Boolean> task = new FutureTask<>(statement::execute);
            Thread thread = new Thread(task, "retrain-duckdb");
            thread.setDaemon(true);
            thread.start();
            try {
                watch(task, statement, progress);
            } catch (InterruptedException e) {
                stop(thread, statement);
                Thread.currentThread().interrupt();
                throw cancelled(e);
            }
        }
    }

    private static void watch(FutureTask<Boolean> task, DuckDBPreparedStatement statement, DoubleConsumer progress)
            throws SQLException, InterruptedException {
        while (true) {
            try {
                task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                look(statement, progress);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof SQLException failed) {
                    throw failed;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    /** A statement that ends at this moment cannot be asked any more; what it came to is told by its own thread. */
    private static void look(DuckDBPreparedStatement statement, DoubleConsumer progress) {
        try {
            progress.accept(Math.max(0, statement.getQueryProgress().getPercentage()));
        } catch (SQLException ended) {
            // The next look at the thread says how.
        }
    }

    /** The native statement must have ended before its connection may be closed. */
    private static void stop(Thread thread, DuckDBPreparedStatement statement) throws SQLException {
        boolean ended = false;
        while (!ended) {
            statement.cancel();
            try {
                thread.join(LOOK_MILLIS);
                ended = !thread.isAlive();
            } catch (InterruptedException again) {
                // Told to stop twice; it is stopping already.
                ended = !thread.isAlive();
            }
        }
    }

    static BackendFailure cancelled(Exception cause) {
        return BackendFailure.retryable(
                new Problem(Code.CANCELLED, "prepare", "was told to stop", "Go on with the same run, or run again"),
                null,
                cause);
    }
}
