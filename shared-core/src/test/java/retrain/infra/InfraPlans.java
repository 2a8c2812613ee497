package retrain.infra;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Plans that together have every resource a stack may have. */
final class InfraPlans {
    /** The stack makes the buckets, and a key for them. */
    static final String CREATED =
            "infra.buckets={made: create, logs: my-logs, key: true, to-glacier: 90 days, expire: 2 years},infra.code=s3://my-code/retrain,data.window=60 days,data.sources.flights=s3://my-bucket/flights/{yyyy-MM}/*.csv.gz";

    /** All that begins or ends something by an alarm or by the clock. */
    static final String WATCHED = String.join(
            ",",
            "triggers={schedule: {cron: '30 2 1,L * MON', jitter: 2 hours}, drift: {at-least: 1}, age: 90 days, cooldown: 1 day}",
            "cost.window=22:00-06:00 Europe/Berlin",
            "cost.days=[MON, FRI]",
            "promote.strategy=canary",
            "promote.endpoint.alarms={errors: 0.01, latency: 200, quality: {metric: auc, at-least: 0.65}}",
            "history.cloudwatch={alarms: [{metric: auc, below: 0.65}, {metric: DriftShare, above: 0.3}, {metric: RunRejected, above: 0},"
                    + " {metric: RunDuration, missing: 2 days}]}");

    /** CodePipeline and GitHub. */
    static final String DELIVERED = String.join(
            ",",
            "infra.codepipeline={connection: 'arn:aws:codeconnections:us-east-1:123456789012:connection/01234567-89ab-cdef-0123-456789abcdef',"
                    + " repository: owner/flights, approval: true}",
            "infra.github={repository: owner/flights}");

    private InfraPlans() {}

    static Map<String, Plan> all(Path folder) throws IOException {
        Map<String, Plan> plans = new LinkedHashMap<>();
        plans.put("flights", Plans.flights());
        plans.put("own-trainer", Plans.sample("own-trainer"));
        plans.put(
                "created",
                Plans.flights(
                        CREATED, WATCHED, DELIVERED, "infra.approval={within: 2 days}", "infra.alarms=[revenue]"));
        plans.put(
                "plain",
                Plans.flights(
                        "infra={buckets: {made: create}, functions: {snap-start: false, memory: 2048, disk: 512}, gather: 30 seconds, pipeline: true}",
                        "infra.code=s3://my-code/retrain"));
        Map<String, Plan> policies = PolicyPlans.all(folder);
        for (String name : new String[] {"glue", "rows"}) {
            plans.put(name, policies.get(name));
        }
        return plans;
    }
}
