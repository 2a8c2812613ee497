package retrain.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Ends the work of a process in the middle of a run without being a failure: somebody else does what it names, then the run is gone on with.
 * It is thrown only if the spec has {@code aws.hand-over}.
 */
public final class HandedOver extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // a list of records; exceptions are not sent anywhere
    private final List<Handover> what;

    public HandedOver(Handover what) {
        this(List.of(what));
    }

    public HandedOver(List<Handover> what) {
        super(
                String.join(
                        System.lineSeparator(),
                        what.stream().map(Handover::line).toList()),
                null,
                false,
                false);
        this.what = List.copyOf(what);
    }

    /** {@return what is to be done; all of it may be done at once} */
    public List<Handover> what() {
        return what;
    }

    /** {@return the same, of a stage} */
    HandedOver of(String stage) {
        return new HandedOver(what.stream().map(w -> w.of(stage)).toList());
    }

    /** Collects what is handed over by pieces of work that do not need each other, so that all of it is done at once. */
    public static final class Together {
        private final List<Handover> what = new ArrayList<>();

        /** {@return what the work comes to; empty if it is handed over} */
        public <T> Optional<T> of(Supplier<T> work) {
            try {
                return Optional.of(work.get());
            } catch (HandedOver e) {
                what.addAll(e.what());
                return Optional.empty();
            }
        }

        /** Does work that has no result. */
        public void run(Runnable work) {
            try {
                work.run();
            } catch (HandedOver e) {
                what.addAll(e.what());
            }
        }

        /** {@return how much was collected} */
        public int size() {
            return what.size();
        }

        /** Hands over what was collected, if anything was. */
        public void end() {
            if (!what.isEmpty()) {
                throw new HandedOver(what);
            }
        }
    }
}
