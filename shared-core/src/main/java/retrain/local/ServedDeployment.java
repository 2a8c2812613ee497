package retrain.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import retrain.event.Event;
import retrain.event.Observer;
import retrain.problem.BackendFailure;
import retrain.problem.Code;
import retrain.problem.InvalidInput;
import retrain.problem.RetrainException;

/**
 * What a folder serves, followed: a switch of {@code current} or of the shares is seen by the next request, at most
 * {@value #PAUSE_MILLIS} ms later. The
 * new models are loaded while the old ones answer; these are closed when the last request that they answer has ended. What cannot be
 * loaded is told, and
 * the old models go on.
 */
final class ServedDeployment implements AutoCloseable {
    private static final long PAUSE_MILLIS = 100;
    private static final int ENDS = 503;

    private final Path folder;
    private final Path scratch;
    private final Observer observer;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final ReentrantLock looking = new ReentrantLock();
    private final AtomicLong next = new AtomicLong(System.nanoTime());
    private ServedSet served;
    private String mark;
    private String failed = "";
    private boolean closed;

    private ServedDeployment(Path folder, Path scratch, Observer observer, ServedSet served, String mark) {
        this.folder = folder;
        this.scratch = scratch;
        this.observer = observer;
        this.served = served;
        this.mark = mark;
        tell();
    }

    /** Throws {@link InvalidInput} {@code NOT_FOUND} if nothing is served. */
    static ServedDeployment open(Path folder, Path scratch, Observer observer) {
        try {
            String mark = ServedSet.mark(folder);
            return new ServedDeployment(
                    folder, scratch, observer, ServedSet.load(folder, Optional.empty(), scratch), mark);
        } catch (java.nio.file.NoSuchFileException e) {
            throw new InvalidInput(
                    Code.NOT_FOUND,
                    folder.toString(),
                    "holds no model that is served (" + e.getMessage() + ")",
                    "Promote one with the command 'run'");
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static BackendFailure unreadable(Path folder, IOException e) {
        return DiskFailure.of(Code.DEPLOYMENT_FAILED, folder, DiskFailure.UNKNOWN, e, "");
    }

    /** What is done with the models. */
    interface Work<T> {
        T with(ServedSet set) throws BadRequest;
    }

    /**
     * {@return what comes of the work with the models that are served now, which stay open until it has ended}
     *
     * @throws BadRequest if this was closed, too
     */
    <T> T with(Work<T> work) throws BadRequest {
        follow();
        lock.readLock().lock();
        try {
            if (closed) {
                throw new BadRequest(ENDS, "the server ends");
            }
            return work.with(served);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** One request looks, the others go on. */
    private void follow() {
        long now = System.nanoTime();
        if (now - next.get() < 0 || !looking.tryLock()) {
            return;
        }
        try {
            String there = ServedSet.mark(folder);
            if (!there.equals(mark)) {
                change(there);
            }
        } catch (IOException | RetrainException e) {
            tellFailure(String.valueOf(e.getMessage()));
        } finally {
            next.set(System.nanoTime() + PAUSE_MILLIS * 1_000_000);
            looking.unlock();
        }
    }

    private void change(String there) throws IOException {
        ServedSet fresh = ServedSet.load(folder, Optional.of(served), scratch);
        ServedSet old = served;
        lock.writeLock().lock();
        try {
            if (closed) {
                fresh.closeBut(old.variants());
                return;
            }
            served = fresh;
            mark = there;
        } finally {
            lock.writeLock().unlock();
        }
        old.closeBut(fresh.variants());
        failed = "";
        tell();
    }

    private void tell() {
        List<String> names = served.variants().stream()
                .map(l -> l.variant().name()
                        + (l.variant().shadow()
                                ? " (copies)"
                                : served.variants().size() == 1
                                        ? ""
                                        : " (" + l.variant().weight() + ")"))
                .toList();
        observer.on(new Event.Noticed("serving " + String.join(", ", names)));
    }

    /** Once, not at every request. */
    private void tellFailure(String what) {
        if (!what.equals(failed)) {
            failed = what;
            observer.on(new Event.Noticed("what is deployed now cannot be served, the models before go on: " + what));
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                served.closeBut(List.of());
            }
            closed = true;
        } finally {
            lock.writeLock().unlock();
        }
    }
}
