package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrain.data.SourceAddresses;

@NullUnmarked // what is missing in a map of JSON fails the test
class EventsTest {
    @Test
    void shouldSendNewDataOfEachBucketToTheQueue() {
        Resource rule = one(Events.of(Plans.flights()), "NewDataMyBucket");

        assertThat(Deployed.value(rule.properties().get("EventPattern")))
                .isEqualTo(Map.of(
                        "source", List.of("aws.s3"),
                        "detail-type", List.of("Object Created"),
                        "detail",
                                Map.of(
                                        "bucket", Map.of("name", List.of("my-bucket")),
                                        "object",
                                                Map.of(
                                                        "key",
                                                        List.of(
                                                                Map.of("wildcard", "flights/flights-*.csv.gz"),
                                                                "flights/weather.csv.gz",
                                                                Map.of("prefix", "flights/weather.csv.gz/"))))));
        Map<?, ?> target = (Map<?, ?>) ((List<?>) rule.properties().get("Targets")).get(0);
        assertThat(target.get("Arn")).isEqualTo(Cfn.arn(Ids.EVENTS));
        assertThat(target.get("DeadLetterConfig")).isEqualTo(Cfn.map("Arn", Cfn.arn(Ids.DEAD_LETTERS)));
    }

    @ParameterizedTest
    @CsvSource({
        "s3://b/flights/flights-*.csv.gz, flights/flights-2013-01.csv.gz",
        "s3://b/flights/**/x-?.csv, flights/a/b/x-1.csv",
        "s3://b/flights/{yyyy-MM-dd}/*.csv.gz, flights/2013-01-02/a.csv.gz",
        "s3://b/year={yyyy}/month={MM}/*.parquet, year=2013/month=01/a.parquet",
        "'s3://b/x/[ab]*.{csv,json}', x/a1.csv",
        "s3://b/folder/, folder/deep/a.csv",
        "s3://b/folder, folder/a.csv",
        "s3://b/one.csv, one.csv",
        "s3://b, anything/a.csv",
    })
    void shouldHearOfEveryNewFileThatIsOfASource(String source, String key) {
        Plan plan = Plans.flights("data.sources.flights='" + source + "'");
        assertThat(SourceAddresses.of(plan.spec()).hold("s3://b/" + key)).isTrue();

        assertThat(KeyPatterns.of(source)).anyMatch(pattern -> matches(pattern, key));
        assertThat(source.equals("s3://b") || KeyPatterns.of(source).stream().noneMatch(p -> matches(p, "other/z.txt")))
                .isTrue();
    }

    @Test
    void shouldBeginAnExecutionWhenAlarmsOfTheLiveModelRingAndNotWhenARunWasRejected() {
        Plan plan = Plans.flights(InfraPlans.WATCHED, "infra.alarms=[revenue]");

        assertThat(new Events(plan).alarms())
                .containsExactly(
                        "flight-delay-auc",
                        "retrain-flight-delay-DriftShare-above",
                        "retrain-flight-delay-live-realised-auc-below",
                        "revenue");
        assertThat(one(Events.of(plan), "AlarmRings").properties().toString())
                .contains("{\"cause\": \"alarm\", \"because\": [<alarm>, <reason>], \"intent\": \"schedule\"}");
    }

    @Test
    void shouldHaveNoRuleForAlarmsWhenNoneBeginsAnything() {
        assertThat(Events.of(Plans.flights())).extracting(Resource::id).doesNotContain("AlarmRings");
    }

    @Test
    void shouldTakeNamesOfRulesThatAreNotTooLong() {
        String bucket = "a-bucket-whose-name-is-as-long-as-a-name-of-a-bucket-may-be-1234";

        assertThat(Events.of(Plans.flights("data.sources.flights=s3://" + bucket + "/x/")))
                .allSatisfy(r -> assertThat((String) r.properties().get("Name")).hasSizeLessThanOrEqualTo(64));
    }

    private static boolean matches(Object pattern, String key) {
        if (pattern instanceof String exact) {
            return key.equals(exact);
        }
        Map.Entry<?, ?> only = ((Map<?, ?>) pattern).entrySet().iterator().next();
        return switch (only.getKey().toString()) {
            case "prefix" -> key.startsWith((String) only.getValue());
            case "exists" -> true;
            default -> Pattern.matches("\\Q" + ((String) only.getValue()).replace("*", "\\E.*\\Q") + "\\E", key);
        };
    }

    private static Resource one(List<Resource> resources, String id) {
        return resources.stream().filter(r -> r.id().equals(id)).findFirst().orElseThrow();
    }
}
