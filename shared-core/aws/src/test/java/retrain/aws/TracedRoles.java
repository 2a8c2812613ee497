package retrain.aws;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import retrain.infra.Allowed;
import retrain.infra.Plan;

/** Each call that arrives at a world is asked of the role of who made it; what a job is begun with is asked of the role that it runs as. */
public final class TracedRoles {
    private static final String JOB = "Job";
    private static final String GLUE = "Glue";

    /** What the roles of all plans so far allow, and what of it was asked for: {@code Deploy Models sagemaker:CreateModel}. */
    public static final class Ledger {
        private final Set<String> allowed = new TreeSet<>();
        private final Set<String> used = new TreeSet<>();
        private final Set<String> denied = new TreeSet<>();

        /** {@return what was asked for, and is not allowed} */
        public synchronized Set<String> denied() {
            return new TreeSet<>(denied);
        }

        /** {@return whether a statement of a part is allowed: {@code Deploy Models sagemaker:CreateModel}} */
        public synchronized boolean allows(String what) {
            return allowed.contains(what);
        }

        /** {@return what is allowed, and was never asked for} */
        public synchronized Set<String> spare() {
            Set<String> spare = new TreeSet<>(allowed);
            spare.removeAll(used);
            return spare;
        }
    }

    private final AwsServer aws;
    private final Ledger ledger;
    private final Map<String, Allowed> roles = new HashMap<>();
    private Optional<Plan> plan = Optional.empty();
    private int seen;

    public TracedRoles(AwsServer aws, Ledger ledger) {
        this.aws = aws;
        this.ledger = ledger;
    }

    /** The stack of a plan is deployed: these parts of it, and the jobs, have the roles that it gives them. */
    public void deploy(Plan deployed, List<String> parts) {
        note();
        roles.clear();
        plan = Optional.of(deployed);
        parts.forEach(part -> roles.put(part, Allowed.of(deployed, part)));
        for (String part : List.of(JOB, GLUE)) {
            Allowed.find(deployed, part).ifPresent(role -> roles.put(part, role));
        }
        synchronized (ledger) {
            roles.forEach((part, role) -> role.all().forEach(what -> ledger.allowed.add(part + " " + what)));
        }
    }

    /** Does something as a part. */
    public <T> T as(String part, Supplier<T> what) {
        try {
            return what.get();
        } finally {
            ask(part);
        }
    }

    /** All that has arrived since the last look was called by a part. */
    public void ask(String part) {
        List<AwsServer.Call> calls = aws.calls();
        for (AwsServer.Call call : calls.subList(seen, calls.size())) {
            IamActions.of(call).forEach(asked -> ask(part, asked));
            JobNeeds.of(call, aws.s3).forEach((role, needs) -> needs.forEach(asked -> ask(whose(role), asked)));
        }
        seen = calls.size();
        note();
    }

    /** A job of a state machine that runs the core is begun by a request. */
    public void begin(String action, String request) {
        JobNeeds.of(new AwsServer.Call(0, action, request, ""), aws.s3)
                .forEach((role, needs) -> needs.forEach(asked -> ask(whose(role), asked)));
        note();
    }

    private void ask(String part, IamActions.Asked asked) {
        Allowed role = roles.get(part);
        if (role == null || !role.allows(asked.action(), asked.resource(), asked.told())) {
            synchronized (ledger) {
                ledger.denied.add(part + " " + asked);
            }
        }
    }

    /** A job that names no role runs as that of its model, which is that of all jobs. */
    private String whose(String role) {
        if (role.equals(JobNeeds.GLUE)) {
            return roles.containsKey(GLUE) ? GLUE : JOB;
        }
        boolean jobs = role.isEmpty()
                || plan.flatMap(p -> p.spec().aws().role()).filter(role::equals).isPresent();
        return jobs ? JOB : GLUE;
    }

    private void note() {
        synchronized (ledger) {
            roles.forEach((part, role) -> role.used().forEach(what -> ledger.used.add(part + " " + what)));
        }
    }
}
