package retrain.infra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import retrain.infra.Role.Statement;

/** What a build needs that does the whole work itself, with no state machine that begins its jobs. */
final class BuildAccess {
    private final Plan plan;
    private final Access access;

    BuildAccess(Plan plan) {
        this.plan = plan;
        this.access = new Access(plan);
    }

    /**
     * {@return all stages up to the candidate in the registry}
     *
     * @param deploys whether it is deployed as well
     */
    List<Statement> retrain(boolean deploys) {
        List<Statement> all = new ArrayList<>(new FunctionRoles(plan).rows());
        all.addAll(new MachineRole(plan).begin());
        all.addAll(new HistoryAccess(plan).registered());
        all.addAll(deploys ? new ServingAccess(plan).deploy() : new ServingAccess(plan).looks());
        return distinct(all, deploys);
    }

    /** {@return what brings a candidate of the registry to where it is served} */
    List<Statement> promote() {
        List<Statement> all = new ArrayList<>(access.store());
        all.addAll(access.work());
        all.addAll(new HistoryAccess(plan).told());
        all.addAll(new ServingAccess(plan).deploy());
        return distinct(all, true);
    }

    /** A role has each id of a statement once: of two that differ the second has a number. */
    private List<Statement> distinct(List<Statement> statements, boolean deploys) {
        List<Statement> all = new ArrayList<>(statements);
        all.addAll(deploys ? access.key("kms:CreateGrant", "kms:DescribeKey") : access.key());
        Map<String, Statement> byId = new LinkedHashMap<>();
        for (Statement s : all) {
            if (byId.values().stream().noneMatch(t -> isSame(s, t))) {
                String sid = free(s.sid(), byId);
                byId.put(sid, new Statement(sid, s.actions(), s.resources(), s.condition(), s.why()));
            }
        }
        return List.copyOf(byId.values());
    }

    /** Jobs and endpoints pass the same role, each for a reason of its own. */
    private static boolean isSame(Statement one, Statement other) {
        return one.actions().equals(other.actions())
                && one.resources().equals(other.resources())
                && one.condition().equals(other.condition());
    }

    private static String free(String sid, Map<String, Statement> taken) {
        String free = sid;
        for (int i = 2; taken.containsKey(free); i++) {
            free = sid + i;
        }
        return free;
    }
}
