package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import retrain.cost.Prices;

class StackCostTest {
    private static String sentence(Plan plan) {
        return StackCost.of(plan, Prices.of(plan.spec(), plan.base())).sentence();
    }

    @Test
    void shouldSayWhatAMonthCostsInWhichNothingRuns() {
        Plan plan = Plans.flights();
        long alarms = Template.resources(plan).stream()
                .filter(r -> r.type().equals("AWS::CloudWatch::Alarm"))
                .count();

        assertThat(alarms).isPositive();
        assertThat(sentence(plan))
                .startsWith("the stack costs $")
                .contains("endpoint: 1 x ml.m5.large, $83.95 a month")
                .contains("dashboard: 1 x dashboard, $3.00 a month")
                .contains("alarms: " + alarms + " x alarm, $0." + alarms + "0 a month")
                .contains("what S3 and the logs hold is not known beforehand")
                .contains("an execution: at worst the run costs $")
                .contains("training: 1 x ml.m5.xlarge for at most")
                .contains("functions: 1 x 3008 MB for at most 1.5 h, $0.26");
    }

    @Test
    void shouldCountAKeyThatTheStackMakes() {
        assertThat(sentence(Plans.flights())).doesNotContain("key: 1 x key");
        assertThat(sentence(Plans.flights("infra.buckets.key=true"))).contains("key: 1 x key, $1.00 a month");
    }

    @Test
    void shouldSayThatItIsMoreWhereAPriceIsNotKnown() {
        assertThat(sentence(Plans.flights("aws.region=sa-east-1")))
                .startsWith("the stack costs more than $0.00 a month")
                .contains("endpoint: 1 x ml.m5.large, a price that is not known a month");
    }

    @Test
    void shouldCountTheJobThatReadsTheRows() {
        assertThat(sentence(Plans.flights("infra.rows.image=123456789012.dkr.ecr.us-east-1.amazonaws.com/runner:1")))
                .contains("work on rows: 1 x ml.m5.xlarge for at most 24.0 h")
                .doesNotContain("functions:");
    }
}
