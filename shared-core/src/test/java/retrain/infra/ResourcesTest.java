package retrain.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // what is missing in a map of JSON fails the test
class ResourcesTest {
    @Test
    void shouldMakeNoBucketThatIsThere() {
        assertThat(Buckets.of(Plans.flights())).isEmpty();
        assertThat(Encryption.of(Plans.flights())).isEmpty();
    }

    @Test
    void shouldMakeBucketsThatStayAreClosedVersionedEncryptedAndTellOfNewData() {
        Resource bucket = one(Buckets.of(Plans.flights(InfraPlans.CREATED)), Ids.STORE_BUCKET);

        assertThat(bucket.attributes())
                .containsEntry("DeletionPolicy", "Retain")
                .containsEntry("UpdateReplacePolicy", "Retain");
        assertThat(bucket.properties().toString())
                .contains("BlockPublicAcls=true", "RestrictPublicBuckets=true", "SSEAlgorithm=aws:kms")
                .contains("VersioningConfiguration={Status=Enabled}", "EventBridgeEnabled=true", "BucketOwnerEnforced");
    }

    @Test
    void shouldMoveAndRemoveSourcesButNotTheStoreThatIsInTheSameBucket() {
        Resource bucket = one(Buckets.of(Plans.flights(InfraPlans.CREATED)), Ids.STORE_BUCKET);
        List<?> rules = (List<?>) ((Map<?, ?>) bucket.properties().get("LifecycleConfiguration")).get("Rules");

        assertThat(rules)
                .filteredOn(r -> ((Map<?, ?>) r).containsKey("Transitions"))
                .hasSize(2)
                .allSatisfy(r ->
                        assertThat(((Map<?, ?>) r).get("Prefix").toString()).startsWith("flights/"))
                .allSatisfy(
                        r -> assertThat(((Map<?, ?>) r).get("ExpirationInDays")).isEqualTo(731));
        assertThat(rules)
                .filteredOn(r ->
                        ((Map<?, ?>) r).containsKey("ExpirationInDays") && !((Map<?, ?>) r).containsKey("Transitions"))
                .singleElement()
                .satisfies(r -> assertThat(((Map<?, ?>) r).get("Prefix")).isEqualTo("retrain/work/"));
    }

    @Test
    void shouldRemoveWhatIsInAFolderAndNotWhatIsBesideIt() {
        Plan plan = Plans.flights(
                "infra={buckets: {made: create, expire: 2 years}}",
                "infra.code=s3://my-code/retrain",
                "data.sources.weather=s3://my-bucket/weather");

        assertThat(Buckets.of(plan)
                        .get(0)
                        .properties()
                        .get("LifecycleConfiguration")
                        .toString())
                .contains("Prefix=flights/flights-,", "Prefix=weather/,");
    }

    @Test
    void shouldHideAnEventSixTimesAsLongAsTheFunctionMayTakeAndAsLongAsItGathers() {
        Resource queue = one(Queues.of(Plans.flights("infra.gather=2 minutes")), Ids.EVENTS);

        assertThat(queue.properties()).containsEntry("VisibilityTimeout", 6 * Functions.TRIGGER_SECONDS + 120);
    }

    @Test
    void shouldBeginOneExecutionAtATime() {
        List<Resource> functions = Functions.of(Plans.flights());

        assertThat(one(functions, Ids.TRIGGER).properties()).containsEntry("ReservedConcurrentExecutions", 1);
        assertThat(one(functions, "TriggerSource").properties())
                .containsEntry("ScalingConfig", Map.of("MaximumConcurrency", 2))
                .containsEntry("FunctionResponseTypes", List.of("ReportBatchItemFailures"))
                .containsEntry("MaximumBatchingWindowInSeconds", 300);
    }

    @Test
    void shouldStartOnlyFunctionsFromASnapshotWhoseDiskAllowsIt() {
        Plan plan = Plans.flights();

        assertThat(Functions.of(plan).stream().map(Resource::id))
                .contains("TriggerAlias", "DecideAlias", "RecordAlias")
                .doesNotContain("StepAlias", "DeployAlias");
        assertThat(Functions.callable(plan, Ids.DECIDE)).isEqualTo(Cfn.ref("DecideAlias"));
        assertThat(Functions.callable(plan, Ids.STEP)).isEqualTo(Cfn.arn(Ids.STEP));
        assertThat(Functions.of(Plans.flights("infra.functions={disk: 512}")).stream()
                        .map(Resource::id))
                .contains("StepAlias", "DeployAlias");
        assertThat(Functions.of(Plans.flights("infra.functions={snap-start: false}")).stream()
                        .map(Resource::id))
                .noneMatch(id -> id.endsWith("Alias"));
    }

    @Test
    void shouldPublishAnotherVersionWhenAFunctionIsConfiguredOtherwise() {
        assertThat(version(Plans.flights())).isEqualTo(version(Plans.flights()));
        assertThat(version(Plans.flights()))
                .isNotEqualTo(version(Plans.flights("aws.kms-key=12345678-1234-1234-1234-123456789012")));
    }

    private static Object version(Plan plan) {
        return one(Functions.of(plan), "DecideVersion").properties().get("Description");
    }

    @Test
    void shouldLookOnceADayWhereNothingTellsThatARetrainIsDue() {
        assertThat(Schedules.of(Plans.flights())).isEmpty();
        assertThat(one(Schedules.of(Plans.flights("triggers={age: 90 days}")), "Look")
                        .properties())
                .containsEntry("ScheduleExpression", "rate(1 day)");
        assertThat(one(Schedules.of(Plans.flights("infra.look-every=6 hours")), "Look")
                        .properties())
                .containsEntry("ScheduleExpression", "rate(6 hours)");
    }

    @Test
    void shouldBeginAtTheTimesOfTheScheduleAndWhenHoursBegin() {
        List<Resource> schedules = Schedules.of(Plans.flights(
                "triggers={schedule: {cron: 0 2 * * MON, zone: Europe/Berlin}, off-peak: {from: '22:00', to: '06:00', zone: Asia/Tokyo}}",
                "cost.window=21:30-05:00 America/New_York",
                "cost.days=[MON, FRI]"));

        assertThat(schedules)
                .extracting(r -> r.properties().get("ScheduleExpression") + " "
                        + r.properties().get("ScheduleExpressionTimezone"))
                .containsExactly(
                        "cron(0 2 ? * MON *) Europe/Berlin",
                        "cron(0 22 * * ? *) Asia/Tokyo",
                        "cron(30 21 ? * MON,FRI *) America/New_York");
    }

    @Test
    void shouldBoundTheMonthsCostOfWhatHasTheModelsTag() {
        assertThat(one(Observing.of(Plans.flights()), "Budget").properties().toString())
                .contains("Amount=150.0", "user:retrain:model$flight-delay");
    }

    private static Resource one(List<Resource> resources, String id) {
        return resources.stream().filter(r -> r.id().equals(id)).findFirst().orElseThrow();
    }
}
