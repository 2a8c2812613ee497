package retrain.jenkins.page;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** The results of a job's builds, newest first, as far as they were looked at. */
final class ModelHistory {
    private final List<Entry> entries;
    private final boolean whole;

    /**
     * @param entries newest first
     * @param whole whether all builds were looked at
     */
    ModelHistory(List<Entry> entries, boolean whole) {
        this.entries = List.copyOf(entries);
        this.whole = whole;
    }

    List<Entry> entries() {
        return entries;
    }

    boolean isWhole() {
        return whole;
    }

    Optional<Entry> last() {
        return entries.stream().findFirst();
    }

    /** {@return the names of the models} */
    NavigableSet<String> models() {
        NavigableSet<String> models = new TreeSet<>();
        for (Entry entry : entries) {
            Optional.ofNullable(entry.result().getModel()).ifPresent(models::add);
        }
        return models;
    }

    /** {@return the newest result that says who is champion} */
    Optional<Entry> champion(String model) {
        return entries.stream().filter(e -> e.isOf(model) && e.crowns()).findFirst();
    }

    /** {@return the rollback after which it is not known who is champion} */
    Optional<Entry> rollbackSince(Entry champion) {
        return entries.stream()
                .takeWhile(e -> !e.equals(champion))
                .filter(Entry::rollsBack)
                .findFirst();
    }

    /** {@return the newest result of an earlier build whose gates passed} */
    Optional<Entry> reference(String model, int before) {
        return entries.stream()
                .filter(e -> e.number() < before && e.isOf(model) && e.isPassed())
                .findFirst();
    }

    /** {@return the results of a model that have metrics, oldest first, the last one of each build} */
    List<Entry> measured(String model) {
        List<Entry> measured = new ArrayList<>();
        for (Entry entry : entries) {
            boolean again = !measured.isEmpty() && measured.get(0).number() == entry.number();
            if (entry.isOf(model) && !entry.result().getMetrics().isEmpty() && !again) {
                measured.add(0, entry);
            }
        }
        return measured;
    }
}
