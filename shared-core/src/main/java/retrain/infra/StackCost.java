package retrain.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import retrain.cost.Demand;
import retrain.cost.Demand.Item;
import retrain.cost.Demand.Part;
import retrain.cost.Estimate;
import retrain.cost.Prices;
import retrain.spec.Span;

/**
 * What a stack costs: a month in which nothing runs, and an execution at worst. Queues, rules, schedules, the state machine and functions
 * cost nothing while nothing runs, and there is no gateway of a network.
 */
public final class StackCost {
    /** A function goes on with a run at most so often: check, prepare, training, scoring, evaluation, and again after a look. */
    private static final int CALLS = 6;

    private static final double LONGEST_CALL = 900;

    private final Estimate stack;
    private final Estimate run;

    private StackCost(Estimate stack, Estimate run) {
        this.stack = stack;
        this.run = run;
    }

    /** {@return what the stack of a plan costs by these prices} */
    public static StackCost of(Plan plan, Prices prices) {
        Demand demand = Demand.of(plan.spec(), Part.all());
        List<Item> standing =
                new ArrayList<>(demand.items().stream().filter(Item::stays).toList());
        Map<String, Integer> counts = new TreeMap<>();
        Template.resources(plan).forEach(resource -> counts.merge(resource.type(), 1, Integer::sum));
        add("key", "kms", "key", counts.getOrDefault("AWS::KMS::Key", 0), standing);
        add("dashboard", "cloudwatch", "dashboard", counts.getOrDefault("AWS::CloudWatch::Dashboard", 0), standing);
        add("alarms", "cloudwatch", "alarm", counts.getOrDefault("AWS::CloudWatch::Alarm", 0), standing);
        List<Item> once =
                new ArrayList<>(demand.items().stream().filter(i -> !i.stays()).toList());
        once.add(rows(plan));
        return new StackCost(Estimate.of(new Demand(standing), prices), Estimate.of(new Demand(once), prices));
    }

    private static void add(String what, String service, String unit, int count, List<Item> items) {
        if (count > 0) {
            items.add(new Item(what, service, unit, count, 0, true));
        }
    }

    /** What reads the rows: the function, or the job in its place. */
    private static Item rows(Plan plan) {
        return plan.infra()
                .rows()
                .map(job -> new Item(
                        "work on rows",
                        "sagemaker-processing",
                        job.instance(),
                        1,
                        Span.of(job.maxTime()).length().toSeconds() * (double) CALLS,
                        false))
                .orElseGet(() -> new Item(
                        "functions",
                        "lambda",
                        plan.infra().functions().memory() + " MB",
                        1,
                        CALLS * LONGEST_CALL,
                        false));
    }

    /** {@return it in a sentence, with all of its figures} */
    public String sentence() {
        return "the stack costs " + stack.standing()
                + " when nothing runs; what S3 and the logs hold is not known beforehand; an execution: "
                + run.sentence();
    }
}
