package retrain;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import retrain.run.Digest;
import retrain.run.Store;

/** A store whose n-th write is the last thing its process does: it dies right before the write, or right after. */
final class HaltingStore implements Store {
    static final int EXIT = 86;

    private final Store store;
    private final Fuse fuse;

    HaltingStore(Store store, Fuse fuse) {
        this.store = store;
        this.fuse = fuse;
    }

    /** The end of a thread's work. */
    static final class Halted extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Counts the writes, and does something before or after the one with the given number. */
    static final class Fuse {
        private final AtomicInteger writes = new AtomicInteger();
        private final IntConsumer before;
        private final IntConsumer after;

        private Fuse(IntConsumer before, IntConsumer after) {
            this.before = before;
            this.after = after;
        }

        @SuppressWarnings("UnusedVariable")
        private static void nothing(int write) {}

        /** {@return a fuse at which the process dies} */
        static Fuse halting(int write, boolean before) {
            return at(write, before, () -> Runtime.getRuntime().halt(EXIT));
        }

        /** {@return a fuse that ends what the thread does, and not the process: cheaper, where nothing but the store lasts} */
        static Fuse throwing(int write, boolean before) {
            return at(write, before, () -> {
                throw new Halted();
            });
        }

        private static Fuse at(int write, boolean before, Runnable end) {
            IntConsumer there = n -> {
                if (n == write) {
                    end.run();
                }
            };
            return before ? new Fuse(there, Fuse::nothing) : new Fuse(Fuse::nothing, there);
        }

        /** {@return a fuse at which nothing ends, but what a kill after each write would leave is told} */
        static Fuse recording(IntConsumer after) {
            return new Fuse(Fuse::nothing, after);
        }

        <T> T burn(Supplier<T> write) {
            int number = writes.incrementAndGet();
            before.accept(number);
            T result = write.get();
            after.accept(number);
            return result;
        }

        void burn(Runnable write) {
            burn(() -> {
                write.run();
                return true;
            });
        }
    }

    @Override
    public boolean relocate(Digest digest, Path folder) {
        return fuse.burn(() -> store.relocate(digest, folder));
    }

    @Override
    public Digest put(Path file) {
        return fuse.burn(() -> store.put(file));
    }

    @Override
    public Digest put(byte[] content) {
        return fuse.burn(() -> store.put(content));
    }

    @Override
    public boolean create(String key, byte[] content) {
        return fuse.burn(() -> store.create(key, content));
    }

    @Override
    public boolean replace(String key, byte[] content, String tag) {
        return fuse.burn(() -> store.replace(key, content, tag));
    }

    @Override
    public void delete(Digest digest) {
        fuse.burn(() -> store.delete(digest));
    }

    @Override
    public void delete(String key) {
        fuse.burn(() -> store.delete(key));
    }

    @Override
    public boolean has(Digest digest) {
        return store.has(digest);
    }

    @Override
    public Path fetch(Digest digest) {
        return store.fetch(digest);
    }

    @Override
    public byte[] get(Digest digest) {
        return store.get(digest);
    }

    @Override
    public Optional<Document> read(String key) {
        return store.read(key);
    }

    @Override
    public List<String> list(String prefix) {
        return store.list(prefix);
    }

    @Override
    public Stream<Stored> objects() {
        return store.objects();
    }

    @Override
    public String location() {
        return store.location();
    }

    @Override
    public List<Leftover> leftovers(Instant before) {
        return store.leftovers(before);
    }

    @Override
    public void delete(Leftover leftover) {
        fuse.burn(() -> store.delete(leftover));
    }
}
