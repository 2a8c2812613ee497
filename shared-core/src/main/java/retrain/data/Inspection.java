package retrain.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import retrain.run.Json;
import retrain.spec.SchemaSpec.Compare;
import retrain.spec.SchemaSpec.Policy;

/**
 * The result of inspect: whether the prepared rows are fit to be trained on.
 *
 * @param champion what their form was compared with: {@code version 3}; absent if there was none, or it was trained on these very rows
 * @param changes of the form
 * @param compare which columns candidate and champion are compared on
 * @param rules what became of each rule
 */
public record Inspection(
        Optional<String> champion, List<SchemaChange> changes, Compare compare, List<RuleResult> rules) {
    public Inspection {
        changes = List.copyOf(changes);
        rules = List.copyOf(rules);
    }

    /** {@return why nothing may be trained, a sentence each; empty if it may} */
    public List<String> obstacles() {
        List<String> obstacles = new ArrayList<>();
        for (SchemaChange change : changes) {
            if (change.blocks()) {
                obstacles.add(told(change));
            }
        }
        for (RuleResult rule : rules) {
            if (rule.blocks()) {
                obstacles.add(told(rule));
            }
        }
        return obstacles;
    }

    /** {@return what is told though it stops nothing, a sentence each} */
    public List<String> notices() {
        List<String> notices = new ArrayList<>();
        for (SchemaChange change : changes) {
            if (!change.blocks()) {
                notices.add(told(change));
            }
        }
        for (RuleResult rule : rules) {
            if (!rule.kept() && !rule.blocks()) {
                notices.add(told(rule));
            }
        }
        return notices;
    }

    /** {@return the changes for which the candidate is trained from scratch} */
    public List<SchemaChange> fromScratch() {
        List<SchemaChange> changed = new ArrayList<>();
        for (SchemaChange change : changes) {
            if (change.policy() == Policy.FULL_RETRAIN) {
                changed.add(change);
            }
        }
        return changed;
    }

    private static String told(SchemaChange change) {
        String cure =
                change.policy() == Policy.ADAPT ? "; state a rule under data.schema.columns." + change.column() : "";
        return "column '" + change.column() + "' " + change.what() + " (" + key(change) + ": " + change.policy() + cure
                + ")";
    }

    /** {@return the key of the change's policy} */
    private static String key(SchemaChange change) {
        return "data.schema." + Json.word(change.kind());
    }

    private static String told(RuleResult rule) {
        return "rule '" + rule.states() + "' (" + rule.where() + "): " + rule.found();
    }
}
