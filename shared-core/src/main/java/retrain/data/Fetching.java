package retrain.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import retrain.event.Allocation;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.Problem;

/** Fetches files, several at once. What is wrong with some of them is told of all; what failed ends it. */
final class Fetching {
    private static final int AT_ONCE = 8;
    private static final int MOST_TOLD = 20;

    private final String stage;
    private final Observer observer;
    private final List<Problem> problems = new ArrayList<>();

    private Fetching(String stage, Observer observer) {
        this.stage = stage;
        this.observer = observer;
    }

    /** A result, by its place in the list. */
    private record Done(int index, Optional<Copies.Copy> copy) {}

    /**
     * {@return what the work gave, in its order}
     *
     * @throws InvalidInput with all files that cannot be had, or the first twenty of them
     * @throws IOException if a copy cannot be written
     */
    static List<Optional<Copies.Copy>> all(String stage, Observer observer, List<Callable<Optional<Copies.Copy>>> work)
            throws IOException {
        return new Fetching(stage, observer).all(work);
    }

    private List<Optional<Copies.Copy>> all(List<Callable<Optional<Copies.Copy>>> work) throws IOException {
        List<Optional<Copies.Copy>> copies = new ArrayList<>(Collections.nCopies(work.size(), Optional.empty()));
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(AT_ONCE, work.size()), Fetching::thread);
        try {
            CompletionService<Done> fetches = new ExecutorCompletionService<>(threads);
            for (int i = 0; i < work.size(); i++) {
                int index = i;
                fetches.submit(() -> new Done(index, work.get(index).call()));
            }
            Allocation told = Allocation.of(stage, "fetch", "files", work.size());
            for (int done = 1; done <= work.size() && problems.size() < MOST_TOLD; done++) {
                next(fetches).ifPresent(d -> copies.set(d.index, d.copy));
                observer.on(new Event.Progressed(told, done, ""));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BackendFailure.retryable(
                    new Problem(Code.CANCELLED, stage, "was told to stop", "Run again to go on"), null, e);
        } finally {
            threads.shutdownNow();
        }
        if (!problems.isEmpty()) {
            problems.sort((a, b) -> a.line().compareTo(b.line()));
            throw new InvalidInput(problems);
        }
        return copies;
    }

    /** One that waits for the network must not keep the process from ending. */
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "retrain-fetch");
        thread.setDaemon(true);
        return thread;
    }

    private Optional<Done> next(CompletionService<Done> fetches) throws InterruptedException, IOException {
        try {
            return Optional.of(fetches.take().get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InvalidInput wrong) {
                problems.addAll(wrong.problems());
                return Optional.empty();
            }
            if (e.getCause() instanceof IOException disk) {
                throw disk;
            }
            if (e.getCause() instanceof RuntimeException other) {
                throw other;
            }
            throw new IllegalStateException(e);
        }
    }
}
