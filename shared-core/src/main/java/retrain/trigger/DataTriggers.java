package retrain.trigger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import retrain.data.Column;
import retrain.data.Part;
import retrain.run.Json;
import retrain.spec.TriggersSpec.NewData;
import retrain.trigger.TriggerDecision.Finding;
import retrain.trigger.TriggerFacts.Champion;

/** Triggers of the data: what is new in the sources, and in the columns. */
final class DataTriggers {
    private final TriggerFacts facts;
    private final Champion champion;

    DataTriggers(TriggerFacts facts, Champion champion) {
        this.facts = facts;
        this.champion = champion;
    }

    /** {@return the parts whose content is not among the others, under whatever name} */
    static List<Part> without(List<Part> parts, List<Part> others) {
        Set<String> known = new HashSet<>();
        others.forEach(p -> known.add(content(p)));
        return parts.stream().filter(p -> !known.contains(content(p))).toList();
    }

    private static String content(Part part) {
        return part.source() + " " + part.digest();
    }

    static long bytes(List<Part> parts) {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    Finding newData(NewData least) {
        List<Part> fresh = without(facts.parts(), champion.parts());
        long bytes = bytes(fresh);
        double share = (double) bytes / Math.max(1, bytes(champion.parts()));
        Map<String, Double> figures = new TreeMap<>();
        List<String> enough = new ArrayList<>();
        List<String> few = new ArrayList<>();
        compare("parts", fresh.size(), least.parts().map(Integer::doubleValue), figures, enough, few);
        compare("bytes", (double) bytes, least.size().map(Long::doubleValue), figures, enough, few);
        compare("share", share, least.share(), figures, enough, few);
        if (least.rows().isPresent()) {
            rows(least.rows().get(), figures, enough, few);
        }
        boolean due = !enough.isEmpty();
        String files = fresh.isEmpty()
                ? "no file is new since version " + champion.version()
                : Words.count(fresh.size(), "new file") + " (" + Words.first(names(fresh), 3) + "), "
                        + Words.count(bytes, "byte") + ", since version " + champion.version();
        String sentence = files + "; " + String.join(", ", due ? enough : few);
        return new Finding(Trigger.NEW_DATA, due, sentence, figures, Optional.empty());
    }

    private void rows(int least, Map<String, Double> figures, List<String> enough, List<String> few) {
        if (facts.prepared().isEmpty()) {
            few.add("rows: not known, as the new files are not prepared");
            return;
        }
        long more = Math.max(0, facts.prepared().get().rows() - champion.rows());
        compare("rows", (double) more, Optional.of((double) least), figures, enough, few);
    }

    private static List<String> names(List<Part> parts) {
        return parts.stream()
                .map(p -> p.name().substring(p.name().lastIndexOf('/') + 1))
                .toList();
    }

    private static void compare(
            String name,
            double value,
            Optional<Double> least,
            Map<String, Double> figures,
            List<String> enough,
            List<String> few) {
        figures.put(name, value);
        if (least.isEmpty()) {
            return;
        }
        figures.put("least-" + name, least.get());
        boolean due = value >= least.get();
        (due ? enough : few)
                .add(name + ": " + Words.number(value) + (due ? ", enough are " : ", not yet ")
                        + Words.number(least.get()));
    }

    Finding schema() {
        if (facts.prepared().isEmpty()) {
            String unknown = "the columns are not known, as the new files are not prepared";
            return new Finding(Trigger.SCHEMA, false, unknown, Map.of(), Optional.empty());
        }
        List<String> changes =
                changes(kinds(champion.columns()), kinds(facts.prepared().get().columns()));
        String sentence =
                changes.isEmpty() ? "the columns are those of version " + champion.version() : Words.first(changes, 5);
        return new Finding(
                Trigger.SCHEMA,
                !changes.isEmpty(),
                sentence,
                Map.of("changes", (double) changes.size()),
                Optional.empty());
    }

    private static List<String> changes(Map<String, Column.Kind> before, Map<String, Column.Kind> now) {
        List<String> changes = new ArrayList<>();
        now.forEach((name, kind) -> {
            Column.Kind old = before.get(name);
            if (old == null) {
                changes.add("column " + name + " is new");
            } else if (old != kind) {
                changes.add("column " + name + " is " + word(kind) + ", it was " + word(old));
            }
        });
        for (String name : before.keySet()) {
            if (!now.containsKey(name)) {
                changes.add("column " + name + " is gone");
            }
        }
        return changes;
    }

    private static String word(Column.Kind kind) {
        return Json.word(kind);
    }

    private static Map<String, Column.Kind> kinds(List<Column> columns) {
        Map<String, Column.Kind> kinds = new TreeMap<>();
        columns.forEach(c -> kinds.put(c.name(), c.kind()));
        return kinds;
    }
}
